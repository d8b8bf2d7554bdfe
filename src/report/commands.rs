//! The commands that lead to a page, as far as its results say them.

use std::path::Path;

use super::inputs::Inputs;
use crate::cost::{CostReport, estimated_hours};
use crate::experiment::{EvalResult, MAIN_METRIC, View};
use crate::metric::REPLICATES;
use crate::number::from_count;
use crate::split::Protocol;
use crate::text::shell_word;

/// The seed where nothing is said.
const SEED: u64 = 42;

/// The commands as they are known, else as the results of this very data tell them; none where a result was left out.
pub(super) fn commands(inputs: &Inputs) -> Vec<String> {
    if !inputs.commands.is_empty() || !inputs.left_out.is_empty() {
        return inputs.commands.clone();
    }
    let run = inputs.run_option();
    let mut all = Vec::new();
    if inputs.stats.is_some() {
        all.push(format!("rehearsal stats{run}"));
    }
    all.extend(
        inputs.eval.as_ref().map(|eval| format!("{}{run}", evaluation(eval, &inputs.eval_file))),
    );
    if inputs.examples.is_some() {
        all.push(format!("rehearsal recommend --examples{run}"));
    }
    all.extend(inputs.cost.as_ref().map(|cost| format!("{}{run}", month(cost))));
    if !all.is_empty() {
        all.push(format!("rehearsal report{run}"));
    }
    all
}

/// The evaluation with every option that is not the default one.
fn evaluation(eval: &EvalResult, eval_file: &str) -> String {
    let mut words = vec!["rehearsal eval baselines".to_owned()];
    let mut say =
        |option: &str, value: &str| words.push(format!("--{option} {}", shell_word(value)));
    data(eval, eval_file, &mut say);
    protocol(eval, &mut say);
    view(eval, &mut say);
    for model in &eval.models {
        say("model", &model.title());
    }
    if eval.main_metric != MAIN_METRIC.key {
        say("metric", &eval.metric().short_name);
    }
    if eval.replicates != REPLICATES {
        say("replicates", &eval.replicates.to_string());
    }
    for (name, weight) in &eval.event_weights {
        say("event-weight", &format!("{name}={weight}"));
    }
    words.join(" ")
}

/// Says an option and its value.
type Say<'a> = dyn FnMut(&str, &str) + 'a;

fn data(eval: &EvalResult, eval_file: &str, say: &mut Say<'_>) {
    let data = &eval.data;
    let Some(held_out) = &data.held_out_file else {
        // Without a word it is that of the run folder, and its items with it.
        let folder = |path: &str| Path::new(path).parent().map(Path::to_owned);
        if folder(data.interactions_path()) != folder(eval_file) {
            say("interactions", data.interactions_path());
            data.items_file.iter().for_each(|file| say("items", &file.path));
        }
        data.event_type.iter().for_each(|name| say("event-type", name));
        if let Some(value) = data.event_value_threshold {
            say("event-value-threshold", &value.to_string());
        }
        return;
    };
    say("train", data.interactions_path());
    say("held-out", &held_out.path);
    data.history_file.iter().for_each(|file| say("history", &file.path));
    data.items_file.iter().for_each(|file| say("items", &file.path));
}

fn protocol(eval: &EvalResult, say: &mut Say<'_>) {
    let share = |share: f64| share.to_string();
    match eval.protocol.protocol {
        Protocol::Personalize { folds, test_share, .. } => {
            say("folds", &folds.to_string());
            if folds == 1 {
                say("test-share", &share(test_share));
            }
        }
        Protocol::LeaveLastOne => say("protocol", "leave-last-one"),
        Protocol::GlobalTime { cut_s } => {
            say("protocol", "global-time");
            say("cut", &cut_s.to_string());
        }
        Protocol::PerUserRatio { held_out_share } => {
            say("protocol", "per-user-ratio");
            say("held-out-share", &share(held_out_share));
        }
        Protocol::RandomRatio { held_out_share, .. } => {
            say("protocol", "random-ratio");
            say("held-out-share", &share(held_out_share));
        }
        Protocol::External { .. } => {}
    }
    if let Some(sample) = eval.protocol.cut.sample {
        say("test-users", &sample.users.to_string());
    }
    if eval.seed != SEED {
        say("seed", &eval.seed.to_string());
    }
}

fn view(eval: &EvalResult, say: &mut Say<'_>) {
    if !eval.protocol.cut.target.is_empty() {
        say("target", &eval.protocol.cut.target.join(","));
    }
    match eval.view {
        _ if eval.views.is_some() => {}
        View::Clean => say("view", "clean"),
        View::Service => say("view", "service"),
        View::Custom => {
            say("hold-out", eval.protocol.cut.hold_out.name());
            say("seen", eval.protocol.seen.name());
            say("convention", &eval.convention.to_string());
        }
    }
}

/// The rows from which the billed hours are estimated, where the months beside it may need them.
fn rows_of_hours(cost: &CostReport) -> Option<usize> {
    let rows = cost.data.as_ref().filter(|_| cost.side_by_side.is_some())?.rows?;
    ((estimated_hours(rows) - cost.usage.training_hours).abs() < 1e-9).then_some(rows)
}

/// The month with every amount, and the others beside it.
fn month(cost: &CostReport) -> String {
    let usage = &cost.usage;
    let mut words = vec!["rehearsal cost".to_owned()];
    let mut say =
        |option: &str, value: &str| words.push(format!("--{option} {}", shell_word(value)));
    if let Some(recipe) = &cost.recipe {
        say("recipe", recipe);
    }
    let mut say_amount = |option: &str, amount: f64| say(option, &amount.to_string());
    say_amount("gigabytes", usage.gigabytes);
    if usage.interactions > 0.0 {
        say_amount("rows", (usage.interactions / usage.trainings).round());
    } else if usage.users > 0.0 {
        say_amount("users", usage.users);
    } else if let Some(rows) = rows_of_hours(cost) {
        say_amount("rows", from_count(rows));
    } else {
        say_amount("training-hours", usage.training_hours);
    }
    if usage.users <= 0.0 {
        say_amount("trainings", usage.trainings);
    }
    if usage.interactions <= 0.0 {
        say_amount("tps", usage.tps);
        say_amount("serving-hours", usage.serving_hours);
    }
    say_amount("requests", usage.requests);
    if usage.users <= 0.0 {
        say_amount("batch-lists", usage.batch_lists);
    }
    let others = cost.data.as_ref().filter(|_| cost.side_by_side.is_some() && usage.users <= 0.0);
    if let Some(users) = others.and_then(|data| data.users) {
        say("users", &users.to_string());
    }
    for month in cost.side_by_side.iter().flat_map(|found| &found.what_ifs) {
        say("vs", &month.name);
    }
    if usage.free_tier {
        words.push("--free-tier".to_owned());
    }
    words.join(" ")
}
