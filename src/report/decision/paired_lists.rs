//! The decision by the service's lists on the clean cut, user by user.

use super::case::{Case, Decision, DecisionKind};
use super::sureness::{by_chance, p_words, words};
use crate::compare::{NextStep, PairedLists, PairedRow, Verdict};
use crate::experiment::{LEVEL, WITNESSES};
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
        let name = row.model.split(':').next().unwrap_or_default();
        row.lists == best_lists.lists && !WITNESSES.contains(&name)
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
    let (model, users) = (&row.model, users(&row.paired));
    let (theirs, ours, cost) = (row.lists_mean, row.model_mean, case.price.a_month());
    let figures = format!(
        "Personalize's lists{} reach {metric} {theirs:.4} and the best local model, {model}, {ours:.4}, for the same \
         {users} users on items new to them",
        named(&row.lists)
    );
    match kind(row.verdict) {
        DecisionKind::ServiceBetter => {
            format!(
                "Consider Personalize: it is better on this data{}, for {cost}; {figures}.",
                lift(theirs, ours)
            )
        }
        DecisionKind::LocalBetter => format!(
            "Do not pay {cost} for Personalize: the local model {model} is better on this data{}; {figures}.",
            lift(ours, theirs)
        ),
        _ if users_needed(&row.paired).is_none_or(|needed| !is_beyond(case, needed)) => format!(
            "It cannot be told yet whether Personalize is worth {cost}: {figures}.{}",
            told_by(case, row)
        ),
        _ => format!(
            "Begin with the local model {model}, and do not pay {cost} for Personalize yet: no difference can be shown; \
             {figures}.{}",
            told_by(case, row)
        ),
    }
}

/// The name of the lists, where it says more than that they are the service's.
fn named(lists: &str) -> String {
    if lists.eq_ignore_ascii_case("personalize") { String::new() } else { format!(" ({lists})") }
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

/// The number of times the data's users beyond which a number of users says nothing to anybody.
const FAR: usize = 100;

/// The test users that would tell the difference, and whether the data has as many.
fn told_by(case: &Case<'_>, row: &PairedRow) -> String {
    let Some(needed) = users_needed(&row.paired) else { return String::new() };
    if needed > case.eval.data.users.saturating_mul(FAR) {
        return " The data has far too few users to tell so small a difference.".to_owned();
    }
    let beyond = if is_beyond(case, needed) { ", more than the data has" } else { "" };
    format!(" It would take about {} test users to tell{beyond}.", thousands(needed as u64))
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
    // Ours less theirs is stored; what stands higher is spoken of.
    let difference = row.paired.difference;
    let is_ours = difference > 0.0;
    let interval = row.paired.interval.map_or_else(String::new, |interval| {
        // Not −0.
        let turned = [interval.high, interval.low].map(|end| 0.0 - end);
        let [low, high] = if is_ours { [interval.low, interval.high] } else { turned };
        format!(" (95 % interval {low:+.4} to {high:+.4})")
    });
    let (model, users) = (&row.model, users(&row.paired));
    if difference.abs() < 0.000_05 {
        return format!(
            "Not sure which is better: Personalize's lists and {model} have the same figure to four digits{interval}, over \
             {users} users."
        );
    }
    let pair = if is_ours {
        format!("{model} is {difference:.4} above Personalize's lists")
    } else {
        format!("Personalize's lists are {:.4} above {model}", -difference)
    };
    let which = if row.holm_p < LEVEL { "" } else { " which is better" };
    // A p of 1 says no more than the words.
    let p = if row.holm_p < 0.5 { format!("{}, ", p_words(row.holm_p)) } else { String::new() };
    format!(
        "{}{which}: chance alone gives such a difference {}. {pair}{interval}; {p}paired over {users} users, corrected over \
         all comparisons.",
        words(row.holm_p),
        by_chance(row.holm_p)
    )
}

fn next(case: &Case<'_>, row: &PairedRow) -> Vec<NextStep> {
    let run = case.inputs.run_option();
    let model = shell_word(&row.model);
    let command =
        |text: &str, command: String| NextStep { text: text.to_owned(), command: Some(command) };
    let mut steps = match kind(row.verdict) {
        DecisionKind::ServiceBetter => vec![command(
            "Estimate the cost of your own traffic, with your recommendations a month in place of 1000000:",
            format!("rehearsal cost --requests 1000000{run}"),
        )],
        DecisionKind::LocalBetter => vec![command(
            &format!("Use {model}, not Personalize, and see whether other parameters make it better still:"),
            format!("rehearsal eval tune{} --model {model}{run}", learnt_from(case)),
        )],
        _ if users_needed(&row.paired).is_some_and(|needed| is_beyond(case, needed)) => vec![NextStep {
            text: format!("Take the two for equal, and build on {model}; ask again when the data has grown."),
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
