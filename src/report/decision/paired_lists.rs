//! The decision by the service's lists on the clean cut, user by user.

use super::case::{Case, Decision, DecisionKind};
use super::sureness::{by_chance, p_words, words};
use crate::compare::{NextStep, PairedLists, PairedRow, Verdict};
use crate::experiment::WITNESSES;
use crate::metric::Paired;
use crate::number::{from_count, round_to_count, thousands};
use crate::text::shell_word;

/// The decision; none where the lists have no figure of the main metric.
pub(super) fn decide(case: &Case<'_>, paired: &PairedLists) -> Option<Decision> {
    let rows: Vec<&PairedRow> =
        paired.rows.iter().filter(|row| row.metric == case.eval.main_metric).collect();
    let best_lists =
        rows.iter().max_by(|left, right| left.lists_mean.total_cmp(&right.lists_mean))?;
    let is_local = |row: &&&PairedRow| {
        row.lists == best_lists.lists && !WITNESSES.contains(&row.model.as_str())
    };
    // Of equal means the first that was asked for.
    let best = rows
        .iter()
        .filter(is_local)
        .rev()
        .max_by(|left, right| left.model_mean.total_cmp(&right.model_mean))?;
    Some(Decision {
        kind: kind(best.verdict),
        sentence: sentence(case, best),
        sureness: sureness(best),
        cost: case.price.sentence(),
        next: next(case, best),
    })
}

const fn kind(verdict: Verdict) -> DecisionKind {
    match verdict {
        Verdict::Worse => DecisionKind::ServiceBetter,
        Verdict::Better => DecisionKind::LocalBetter,
        Verdict::CannotTell | Verdict::NotComparable => DecisionKind::CannotTell,
    }
}

fn users(paired: &Paired) -> String {
    thousands(paired.n_users as u64)
}

fn sentence(case: &Case<'_>, row: &PairedRow) -> String {
    let metric = case.eval.metric().short_name;
    let (lists, model, users) = (&row.lists, &row.model, users(&row.paired));
    let (theirs, ours, cost) = (row.lists_mean, row.model_mean, case.price.a_month());
    match kind(row.verdict) {
        DecisionKind::ServiceBetter => format!(
            "Personalize is better on this data{}: its lists ({lists}) reach {metric} {theirs:.4}, the best local model, \
             {model}, {ours:.4}, for the same {users} users on items new to them. The gain costs {cost}.",
            lift(theirs, ours)
        ),
        DecisionKind::LocalBetter => format!(
            "A local model is better on this data{}: {model} reaches {metric} {ours:.4}, Personalize's lists ({lists}) \
             {theirs:.4}, for the same {users} users on items new to them. Personalize is not worth {cost} here.",
            lift(ours, theirs)
        ),
        _ => format!(
            "It cannot be told whether Personalize is better: its lists ({lists}) reach {metric} {theirs:.4}, the best \
             local model, {model}, {ours:.4}, for the same {users} users on items new to them.{} Personalize costs {cost}.",
            told_by(case, row)
        ),
    }
}

/// The option that names what was learnt from, where the run folder has no interactions of its own.
fn learnt_from(case: &Case<'_>) -> String {
    let data = &case.eval.data;
    let path = data.interactions_path();
    if data.held_out_file.is_none() || path.is_empty() {
        return String::new();
    }
    format!(" --interactions {}", shell_word(path))
}

/// The part of a sentence that says the lead of the first figure over the second, in percent of the second; nothing where
/// that is 0.
fn lift(above: f64, below: f64) -> String {
    if below > 0.0 { format!(", by {:.0} %", (above / below - 1.0) * 100.0) } else { String::new() }
}

/// The users that would show the difference, and whether the data has as many.
fn told_by(case: &Case<'_>, row: &PairedRow) -> String {
    let Some(needed) = users_needed(&row.paired) else { return String::new() };
    let beyond = if is_beyond(case, needed) { ", more than the data has" } else { "" };
    format!(" Some {} users would show so small a difference{beyond}.", thousands(needed as u64))
}

fn is_beyond(case: &Case<'_>, needed: usize) -> bool {
    needed > case.eval.data.users
}

/// The users by whom a difference of the size seen would show in four of five cases; none where there is no difference.
fn users_needed(paired: &Paired) -> Option<usize> {
    let difference = paired.difference.abs();
    (difference > 0.0 && paired.smallest_difference > difference).then(|| {
        let times = paired.smallest_difference / difference;
        round_to_count((from_count(paired.n_users) * times * times).ceil())
    })
}

fn sureness(row: &PairedRow) -> String {
    // Ours less theirs is stored, and the service is what is asked about.
    let difference = -row.paired.difference;
    let interval = row.paired.interval.map_or_else(String::new, |interval| {
        // Not −0.
        let [low, high] = [interval.high, interval.low].map(|end| 0.0 - end);
        format!(" (95 % interval {low:+.4} to {high:+.4})")
    });
    if difference.abs() < 0.000_05 {
        return format!(
            "Not sure: Personalize's lists and those of {} have the same figure to four digits{interval}, over {} users.",
            row.model,
            users(&row.paired)
        );
    }
    format!(
        "{}: chance alone gives such a difference {}. Personalize's lists are {:.4} {} those of {}{interval}; {}, paired over \
         {} users, corrected over all comparisons.",
        words(row.holm_p),
        by_chance(row.holm_p),
        difference.abs(),
        if difference < 0.0 { "below" } else { "above" },
        row.model,
        p_words(row.holm_p),
        users(&row.paired)
    )
}

fn next(case: &Case<'_>, row: &PairedRow) -> Vec<NextStep> {
    let run = case.inputs.run_option();
    let model = shell_word(&row.model);
    let command =
        |text: &str, command: String| NextStep { text: text.to_owned(), command: Some(command) };
    let mut steps = match kind(row.verdict) {
        DecisionKind::ServiceBetter => vec![command(
            "Hold the cost against your own traffic:",
            format!("rehearsal cost --requests 1000000{run}"),
        )],
        DecisionKind::LocalBetter => vec![command(
            "Use it, and look for better parameters first:",
            format!("rehearsal eval tune{} --model {model}{run}", learnt_from(case)),
        )],
        _ if users_needed(&row.paired).is_some_and(|needed| is_beyond(case, needed)) => vec![NextStep {
            text: format!("Take the two for equal, and begin with {model}: the service need not be paid for it."),
            command: None,
        }],
        _ => vec![NextStep {
            text: "Ask the service for the lists of more users: `split --view clean` with a larger `--test-share`, \
                   another batch inference job, and the same comparison."
                .to_owned(),
            command: None,
        }],
    };
    steps.extend(case.estimate_the_cost());
    steps
}
