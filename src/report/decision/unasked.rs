//! The figure that the service would have to reach, where there is none of it.

use super::case::{Case, Decision, DecisionKind};
use crate::experiment::{EvalResult, Winner, winner};
use crate::number::thousands;

/// The decision on the clean view alone.
pub(super) fn decide(case: &Case<'_>) -> Decision {
    let Some(clean) = case.eval.clean() else {
        return Decision {
            kind: DecisionKind::CannotTell,
            sentence: "Whether Personalize is worth it cannot be told: the evaluation has no clean view, on which \
                       nothing leaks."
                .to_owned(),
            sureness: "Not sure: every figure here may rest on what the models had seen.".to_owned(),
            cost: case.price.sentence(),
            next: vec![crate::compare::NextStep {
                text: "Evaluate on both views:".to_owned(),
                command: Some(format!("rehearsal eval baselines{}", case.inputs.run_option())),
            }],
        };
    };
    let found = winner(clean);
    Decision {
        kind: DecisionKind::Unasked,
        sentence: sentence(case, clean, found.as_ref()),
        sureness: sureness(clean, found.as_ref()),
        cost: case.price.sentence(),
        next: case.ask_the_service().into_iter().chain(case.estimate_the_cost()).collect(),
    }
}

/// The smallest true difference from the best model that these users show, by its narrowest comparison; none without
/// one.
fn smallest_difference(clean: &EvalResult, best: &str) -> Option<f64> {
    let of_best = clean
        .comparisons
        .iter()
        .filter(|one| one.metric == clean.main_metric && (one.better == best || one.worse == best));
    let differences = of_best.map(|one| one.paired.smallest_difference);
    differences.filter(|difference| *difference > 0.0).min_by(f64::total_cmp)
}

fn sentence(case: &Case<'_>, clean: &EvalResult, found: Option<&Winner>) -> String {
    let (metric, cost) = (clean.metric().short_name, case.price.a_month());
    let Some(found) = found else {
        return format!(
            "There is one model alone, so that nothing can be held against Personalize yet; it costs {cost}."
        );
    };
    let (best, value) = (found.beaten_by.as_deref().unwrap_or(&found.best), found.value);
    if found.beaten_by.is_some() {
        return format!(
            "No local model learns more from this data than {best} shows by itself ({metric} {value:.4} for the best of \
             them): before Personalize is paid {cost}, see whether the data says enough."
        );
    }
    let target = smallest_difference(clean, best).map_or_else(
        || format!("more than {value:.4}"),
        |difference| format!("about {:.4}", value + difference),
    );
    format!(
        "On this data a local model, {best}, already reaches {metric} {value:.4} on items new to the users; Personalize has to \
         reach {target} on the same cut to be worth {cost}."
    )
}

fn sureness(clean: &EvalResult, found: Option<&Winner>) -> String {
    let users = thousands(clean.protocol.users_tested as u64);
    let Some(found) = found else { return format!("Not sure: {users} test users, one model.") };
    let model = clean.models.iter().find(|model| model.title() == found.best);
    let interval = model.and_then(|model| model.intervals.get(&clean.main_metric));
    let interval = interval.map_or_else(String::new, |interval| {
        format!(", 95 % interval {:.4} to {:.4}", interval.low, interval.high)
    });
    let rivals: Vec<&str> = found.rivals.iter().map(|rival| rival.model.as_str()).collect();
    let among = match &rivals[..] {
        [] => format!("{} is clearly above all other models", found.best),
        [one] => format!("{one} cannot be told from {}", found.best),
        [first, .., last] => {
            format!(
                "{} models, {first} to {last}, cannot be told from {}",
                rivals.len(),
                found.best
            )
        }
    };
    let word = if found.rivals.is_empty() { "Sure" } else { "Fairly sure" };
    let least = smallest_difference(clean, &found.best).map_or_else(String::new, |difference| {
        format!(" A difference below {difference:.4} could not be told with these users.")
    });
    format!(
        "{word} of the local figure: {users} test users{interval}; {among}.{least} Nothing is known of the service."
    )
}
