//! Steps to take after a comparison: sentences, with the command wherever this program does the step.

use super::comparison::Run;
use super::diagnosis::Diagnosis;
use super::figures::Verdict;
use super::next_step::{NextStep, Typed};
use super::pairing::{Pairing, data_options, folder_of};
use super::same_data::Sameness;
use crate::experiment::{EvalResult, MAIN_METRIC, Purpose};
use crate::metric::REPORTED;
use crate::text::shell_word;

/// Steps that would make the answer clearer, or follow from it.
///
/// `asked` is what the service's recipe answers, where that is known. Nothing is concluded from figures of
/// other data, of another question, of a cut that leaks, or that are not all there.
pub(super) fn next_steps(
    run: &Run,
    diagnosis: &Diagnosis,
    eval: &EvalResult,
    asked: Option<Purpose>,
    typed: &Typed,
) -> Vec<NextStep> {
    if !diagnosis.contradictions.is_empty() {
        return vec![NextStep::sentence(
            "Check the service's figures: no lists give them together.",
        )];
    }
    let mut all = Vec::new();
    if run.same_data.verdict == Sameness::Differs {
        all.push(NextStep::sentence(
            "Evaluate on the very file that Personalize was given; until then the difference is one of \
             data too.",
        ));
    }
    let leaks = eval.protocol.leaks.newest_item_held_out > 0;
    let pairing = Pairing { eval_file: &run.eval, eval, typed };
    if leaks {
        all.extend(pairing.without_the_leak());
    }
    let Some(best) = run.best() else { return all };
    let is_sound = all.is_empty()
        && asked.is_none_or(|asked| asked == eval.protocol.purpose)
        && best.better + best.worse + best.cannot_tell == REPORTED.len();
    if !is_sound {
        // What stands above comes first.
    } else if best.better > 0 && best.worse == 0 && best.cannot_tell == 0 {
        all.push(NextStep::sentence(format!(
            "No metric speaks for Personalize against {}: try another recipe, or do without it.",
            best.name
        )));
    } else if best.worse > 0 && best.better == 0 && best.cannot_tell == 0 {
        all.extend(stronger_models(run, eval, &best.name));
    }
    if best.cannot_tell > 0 && !typed.has_lists && !leaks {
        all.extend(pairing.of_the_service_view(&best.name, &noise(run, &best.name)));
    }
    all
}

/// The steps to try where the service beats all of ours.
fn stronger_models(run: &Run, eval: &EvalResult, best: &str) -> Vec<NextStep> {
    let folder = shell_word(&format!("{}-all", folder_of(&run.eval)));
    let data = data_options(eval);
    let word = shell_word(best);
    vec![
        NextStep::command(
            format!(
                "Every metric speaks for Personalize against {best}, the strongest here. Before you call \
                 it better than what you could have, try all models:"
            ),
            format!("rehearsal eval baselines{data} --view service --models all --run {folder}"),
        ),
        NextStep::command(
            "And look for better parameters of the strongest:",
            format!("rehearsal eval tune{data} --view service --model {word} --run {folder}"),
        ),
    ]
}

/// The least difference that two means can tell, in words; empty where nothing says.
fn noise(run: &Run, model: &str) -> String {
    let key = MAIN_METRIC.key;
    let row = run.rows.iter().find(|row| row.metric == key);
    let cell = row.and_then(|row| row.models.iter().find(|one| one.name == model));
    let noise = cell.filter(|one| one.cell.verdict != Verdict::NotComparable);
    noise.and_then(|one| one.cell.noise).map_or_else(String::new, |noise| {
        format!(" (means tell differences of {} above {noise:.4} only)", MAIN_METRIC.short_name)
    })
}
