//! The leaning that the service's reported metrics give, which rest on a cut that leaks.

use super::case::{Case, Decision, DecisionKind};
use crate::compare::{Beside, Run, Sameness, Verdict};
use crate::experiment::{ModelResult, WITNESS, ranked_models};
use crate::metric::RECIPROCAL_RANK;
use crate::number::thousands;

/// The figures of one metric of the service view.
struct Figures<'a> {
    metric: String,
    service: f64,
    /// Repeating the history.
    witness: (f64, Verdict),
    /// The best model: title, figure, noise, verdict.
    best: (&'a str, f64, f64, Verdict),
}

/// The decision; none where the service or the service view lacks the reciprocal rank, or where the two do not rest on the
/// same data.
pub(super) fn decide(case: &Case<'_>, beside: &Beside, run: &Run) -> Option<Decision> {
    if run.same_data.verdict == Sameness::Differs {
        return None;
    }
    let figures = figures(case, run)?;
    let users = thousands(beside.service_test_users as u64);
    Some(Decision {
        kind: DecisionKind::CannotTell,
        sentence: sentence(&figures),
        sureness: format!(
            "Not sure: these are means in the service view, whose cut leaks, and Personalize's rests on about {users} \
             test users; a difference from {} below {:.4} is noise.",
            figures.best.0, figures.best.2
        ),
        cost: case.price.sentence(),
        next: case.ask_the_service().into_iter().chain(case.estimate_the_cost()).collect(),
    })
}

fn figures<'a>(case: &'a Case<'_>, run: &'a Run) -> Option<Figures<'a>> {
    let eval = case.eval.service()?;
    // The one accuracy metric that all conventions define alike: the picture shows it too.
    let key = RECIPROCAL_RANK.key;
    let (candidates, _) = ranked_models(eval);
    let value = |model: &&&ModelResult| model.metrics.get(key).copied().unwrap_or(0.0);
    let best = candidates.iter().rev().max_by(|one, other| value(one).total_cmp(&value(other)))?;
    let title = best.title();
    let row = run.rows.iter().find(|row| row.metric == key)?;
    let of = |name: &str| row.models.iter().find(|model| model.name == name);
    let (best, witness) = (of(&title)?, of(WITNESS)?);
    Some(Figures {
        metric: RECIPROCAL_RANK.short_name.to_owned(),
        service: row.service,
        witness: (witness.cell.value, witness.cell.verdict),
        best: (&best.name, best.cell.value, best.cell.noise.unwrap_or(0.0), best.cell.verdict),
    })
}

fn sentence(figures: &Figures<'_>) -> String {
    let Figures { metric, service, witness, best } = figures;
    let (witness, verdict) = witness;
    if *verdict != Verdict::Worse {
        return format!(
            "Whether Personalize is better cannot be told from what it reports: its {metric} {service:.4} is not \
             clearly above the {witness:.4} that repeating the history has on the same leaking cut."
        );
    }
    let (model, value, _, verdict) = best;
    let than = match verdict {
        Verdict::Better => "clearly below",
        Verdict::Worse => "clearly above",
        Verdict::CannotTell | Verdict::NotComparable => "not to be told from",
    };
    format!(
        "What Personalize reports is a leaning, no decision: its {metric} {service:.4} is {than} the {value:.4} of {model} in \
         the service view, and clearly above the {witness:.4} of repeating the history. Its lists on the clean cut decide."
    )
}
