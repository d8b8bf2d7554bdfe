//! A search for parameters as a person reads it, and the command by which its winner is judged.

use clap::ValueEnum;
use rehearsal::experiment::tune::{Budget, Trial, Tuned};
use rehearsal::split::Protocol;
use rehearsal::text::shell_word;

use crate::args::{EvalTune, ProtocolName};
use crate::readable::{count, metric as figure, of, table};
use crate::run_folder::{DEFAULT, RunFolder};

/// Trials that the text shows, at most.
const SHOWN: usize = 10;

/// The complete command that judges `model` beside the model as it was given, on what the search never
/// saw, by the same cut.
pub(super) fn judge(args: &EvalTune, folder: &RunFolder, model: &str, folds: usize) -> String {
    let mut words = vec!["rehearsal".to_owned(), "eval".to_owned(), "baselines".to_owned()];
    let mut say = |option: &str, value: Option<String>| {
        words.extend(value.map(|value| format!("{option} {}", shell_word(&value))));
    };
    let run = folder.path().display().to_string();
    say("--run", (run != DEFAULT).then_some(run));
    let path =
        |path: &Option<std::path::PathBuf>| path.as_ref().map(|path| path.display().to_string());
    say("--interactions", path(&args.files.interactions));
    say("--items", path(&args.files.items));
    let cut = &args.cut;
    let protocol = cut.protocol.first().copied().unwrap_or(ProtocolName::Personalize);
    let is_dealt = matches!(protocol, ProtocolName::Personalize | ProtocolName::UserKFold);
    say("--protocol", name(protocol).filter(|_| protocol != ProtocolName::Personalize));
    say("--folds", is_dealt.then(|| folds.to_string()));
    say("--test-share", cut.test_share.map(|share| share.to_string()));
    say("--held-out-share", cut.held_out_share.map(|share| share.to_string()));
    say("--cut", cut.cut.clone());
    say("--event-type", cut.event_type.clone());
    say("--event-value-threshold", cut.event_value_threshold.map(|value| value.to_string()));
    let is_custom = cut.hold_out.is_some() || args.seen.is_some() || !cut.target.is_empty();
    let view = cut.view.and_then(name).or_else(|| (!is_custom).then(|| "clean".to_owned()));
    say("--view", view);
    say("--hold-out", cut.hold_out.map(|value| value.name().to_owned()));
    say("--target", (!cut.target.is_empty()).then(|| cut.target.join(",")));
    say("--seen", args.seen.map(|value| value.name().to_owned()));
    say("--seed", (cut.seed != 42).then(|| cut.seed.to_string()));
    say("--model", Some(model.to_owned()));
    say("--model", (args.model != model).then(|| args.model.clone()));
    words.join(" ")
}

/// The value as it is typed.
fn name<V: ValueEnum + Copy>(value: V) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

/// Counts of candidates and trials: the better candidates are tried again, on more users.
pub(super) fn counts(tuned: &Tuned, budget: Budget, n_resumed: usize) -> String {
    let (found, trials) = (tuned.candidates, tuned.trials.len());
    let asked = match budget {
        Budget::Candidates(asked) if asked > found => {
            format!(" of {} asked for, as no more differ", count(asked))
        }
        _ => String::new(),
    };
    let again = match trials.saturating_sub(found) {
        0 => String::new(),
        again => format!(", {} of them on more users again", count(again)),
    };
    let resumed = match n_resumed {
        0 => String::new(),
        n => format!("; {} taken from the interrupted search", of(n, "trial")),
    };
    format!("candidates: {}{asked}, in {}{again}{resumed}", count(found), of(trials, "trial"))
}

/// The search as a person reads it; `judge` is the command by which the winner is judged.
pub(super) fn text(tuned: &Tuned, counts: &str, protocol: &Protocol, judge: &str) -> String {
    let unseen = match protocol {
        Protocol::Personalize { .. } => "the test users were in neither part",
        _ => "nothing that is held out was in either part",
    };
    let metric = rehearsal::metric::short_name(&tuned.metric);
    let value = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), figure);
    let mut rows = vec![vec!["candidate".to_owned(), "users".to_owned(), metric.clone()]];
    let mut shown: Vec<&Trial> =
        tuned.trials.iter().filter(|trial| trial.value.is_some()).collect();
    shown.sort_by(|left, right| {
        right
            .users
            .cmp(&left.users)
            .then(right.value.unwrap_or(0.0).total_cmp(&left.value.unwrap_or(0.0)))
    });
    for trial in shown.iter().take(SHOWN) {
        rows.push(vec![trial.model.clone(), count(trial.users), value(trial.value)]);
    }
    let failed = tuned.trials.iter().filter(|trial| trial.value.is_none()).count();
    let failures =
        if failed > 0 { format!("{} could not be fitted\n", count(failed)) } else { String::new() };
    format!(
        "{counts}\ninner cut: {} training users; {unseen}\n\n{}{failures}\nbest: --model {}\n{} {} there; as given {}; judge it by what the search did not see:\n  {judge}\n",
        count(tuned.inner_test_users),
        table(&rows),
        tuned.model,
        metric,
        value(tuned.value),
        value(tuned.given),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn candidates_are_counted_and_tried_again_on_more_users() {
        let trial = Trial {
            model: "ease".to_owned(),
            users: 60,
            value: Some(0.25),
            failure: None,
            seconds: 0.0,
        };
        let tuned = |candidates, trials| Tuned {
            interactions_sha256: String::new(),
            schema_version: 1,
            model: "ease".into(),
            metric: "m".into(),
            value: None,
            given: None,
            inner_test_users: 90,
            candidates,
            trials: vec![trial.clone(); trials],
        };
        let shown = |candidates, trials, budget, n| counts(&tuned(candidates, trials), budget, n);
        assert_eq!(
            shown(30, 40, Budget::Candidates(30), 0),
            "candidates: 30, in 40 trials, 10 of them on more users again"
        );
        assert_eq!(
            shown(2, 2, Budget::Candidates(30), 1),
            "candidates: 2 of 30 asked for, as no more differ, in 2 trials; 1 trial taken from the interrupted search"
        );
    }
}
