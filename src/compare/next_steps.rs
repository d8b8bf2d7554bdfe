//! What to do after a comparison.

use super::comparison::{Run, Verdict};
use super::diagnosis::Diagnosis;
use super::same_data::Sameness;
use crate::experiment::{EvalResult, MAIN_METRIC, Purpose};
use crate::metric::REPORTED;

/// What would make the answer clearer, or what follows from it, in sentences.
///
/// `asked` is what the service's recipe answers, where that is known; `paired`, whether lists are laid
/// beside ours already. Nothing is concluded from figures of other data, of another question, of a cut
/// that leaks, or that are not all there.
pub(super) fn next_steps(
    run: &Run,
    diagnosis: &Diagnosis,
    eval: &EvalResult,
    asked: Option<Purpose>,
    paired: bool,
) -> Vec<String> {
    let mut all = Vec::new();
    if !diagnosis.contradictions.is_empty() {
        all.push("Check the service's figures: no lists give them together.".to_owned());
        return all;
    }
    if run.same_data.verdict == Sameness::Differs {
        all.push(
            "Run `rehearsal eval baselines` on the very file that Personalize was given; until then the \
             difference is one of data too."
                .to_owned(),
        );
    }
    if eval.protocol.leaks.newest_item_held_out > 0 {
        all.push(
            "Cut without the leak: `rehearsal split --view clean`, Personalize on its import.csv, and the \
             two commands that `split` prints; only that decides between the two."
                .to_owned(),
        );
    }
    let Some(best) = run.best() else { return all };
    let is_sound = all.is_empty()
        && asked.is_none_or(|asked| asked == eval.protocol.purpose)
        && best.better + best.worse + best.cannot_tell == REPORTED.len();
    if !is_sound {
        // What stands above comes first.
    } else if best.better > 0 && best.worse == 0 && best.cannot_tell == 0 {
        all.push(format!(
            "No metric speaks for Personalize against {}: try another recipe, or do without it.",
            best.name
        ));
    } else if best.worse > 0 && best.better == 0 && best.cannot_tell == 0 {
        all.push(format!(
            "Every metric speaks for Personalize against {}, the strongest here: try stronger models \
             (`--models all`, `eval tune`) before you call it better than what you could have.",
            best.name
        ));
    }
    if best.cannot_tell > 0 && !paired {
        all.push(pairing(run, &best.name));
    }
    all
}

/// How to tell what two means cannot.
fn pairing(run: &Run, model: &str) -> String {
    let key = MAIN_METRIC.key();
    let row = run.rows.iter().find(|row| row.metric == key);
    let cell = row.and_then(|row| row.models.iter().find(|one| one.name == model));
    let noise = cell.filter(|one| one.cell.verdict != Verdict::NotComparable);
    let noise = noise.and_then(|one| one.cell.noise).map_or_else(String::new, |noise| {
        format!(" (means tell differences of {} above {noise:.4} only)", MAIN_METRIC.short_name())
    });
    format!(
        "To tell {model} from Personalize, pair them user by user{noise}: `rehearsal split`, a batch \
         inference job on its batch-input.jsonl, the two commands that `split` prints, each with \
         `--per-user FILE`, then `rehearsal compare --lists`."
    )
}
