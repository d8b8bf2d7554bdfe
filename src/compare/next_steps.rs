//! Steps to take after a comparison: sentences, with the command wherever this program does the step.

use serde::{Deserialize, Serialize};

use super::comparison::{Run, Verdict};
use super::diagnosis::Diagnosis;
use super::pairing::{Pairing, data_options, folder_of};
use super::same_data::Sameness;
use crate::experiment::{EvalResult, MAIN_METRIC, Purpose};
use crate::metric::REPORTED;
use crate::text::shell_word;

/// A thing to do after a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct NextStep {
    /// The thing to do, as a sentence.
    pub text: String,
    /// The complete command that does it; none where it is done in AWS, or needs what only the reader has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A step as files have it: up to version 2 it was its text alone.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Step {
        text: String,
        #[serde(default)]
        command: Option<String>,
    },
}

impl From<Written> for NextStep {
    fn from(written: Written) -> Self {
        match written {
            Written::Text(text) => Self { text, command: None },
            Written::Step { text, command } => Self { text, command },
        }
    }
}

impl NextStep {
    pub(super) fn sentence(text: impl Into<String>) -> Self {
        Self { text: text.into(), command: None }
    }

    pub(super) fn command(text: impl Into<String>, command: String) -> Self {
        Self { text: text.into(), command: Some(command) }
    }
}

/// The command line of a comparison, as far as its next steps repeat it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The options that name the service's figures, as a shell reads them.
    pub service: String,
    /// True if lists of the service are laid beside ours already.
    pub has_lists: bool,
}

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
    let pairing = Pairing { run, eval, typed };
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_older_files_are_texts() {
        let read = |json: &str| serde_json::from_str::<NextStep>(json).expect("a step");
        assert_eq!(read(r#""Do this.""#), NextStep::sentence("Do this."));
        let step = NextStep::command("Do this:", "rehearsal stats".to_owned());
        let json = r#"{"text":"Do this:","command":"rehearsal stats"}"#;
        assert_eq!(
            (read(json), serde_json::to_string(&step).expect("JSON").as_str()),
            (step, json)
        );
        assert_eq!(serde_json::to_string(&read(r#""x""#)).expect("JSON"), r#"{"text":"x"}"#);
    }
}
