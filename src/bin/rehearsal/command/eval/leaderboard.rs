//! The table of a view: its models by the main metric, with what stands beside it.

use rehearsal::experiment::{
    EvalResult, MetricRecord, ModelResult, Timing, View, WITNESS, ranked_models,
};
use rehearsal::metric::{COVERAGE, RECALL_25, RECIPROCAL_RANK, REPORTED};

use super::names::ShortNames;
use crate::readable::{metric, of, table, wrap};

pub(super) fn cell(model: &ModelResult, key: &str) -> String {
    model.metrics.get(key).map_or_else(|| "–".to_owned(), |&value| metric(value))
}

/// The table of the candidates by the main metric, then of the witnesses by it, apart.
pub(super) fn leaderboard(
    result: &EvalResult,
    names: &ShortNames,
    timings: Option<&[Timing]>,
) -> String {
    let (candidates, witnesses) = ranked_models(result);
    let candidates: Vec<_> = candidates.into_iter().filter(|one| !is_segment(one)).collect();
    let row = |model: &&ModelResult| row(result, model, names, timings);
    let mut rows = vec![heading(result, timings)];
    rows.extend(candidates.iter().map(row));
    let is_apart = !candidates.is_empty() && !witnesses.is_empty();
    if is_apart {
        rows.push(vec!["witnesses:".to_owned()]);
    }
    rows.extend(witnesses.iter().map(row));
    let mut text = table(&rows);
    text.push_str(&names.key());
    text.push_str(&short_lists(result));
    text
}

/// Counts of short lists, and what that makes of their figures. What repeats the history lists nothing
/// where seen items are excluded, which is no finding.
fn short_lists(result: &EvalResult) -> String {
    let counts = |of: fn(&ModelResult) -> usize| -> usize {
        let models = result.models.iter().filter(|model| model.name != WITNESS);
        models.map(of).sum()
    };
    let said = [
        (counts(|model| model.short_lists), "with fewer than 25 items"),
        (
            counts(|model| model.lists_of_one),
            "of one item: what they score says whether that item is a hit, and nothing of an order",
        ),
        (
            counts(|model| model.empty_lists),
            "without an item: all that the model would list is excluded",
        ),
    ];
    let there = said.into_iter().filter(|(n, _)| *n > 0);
    there.map(|(n, what)| wrap(&format!("{} {what}", of(n, "list")), "  ") + "\n").collect()
}

/// Tells whether the model lists users for an item, which has a table of its own.
pub(super) fn is_segment(model: &ModelResult) -> bool {
    model.metrics.contains_key("hits_at_1_percent")
}

/// The metrics beside the main one: few where a view decides, all that the service reports elsewhere.
fn beside(result: &EvalResult) -> Vec<MetricRecord> {
    let main = result.metric();
    let few = [&RECIPROCAL_RANK, &RECALL_25];
    let all = if result.view == View::Clean { few.to_vec() } else { REPORTED.to_vec() };
    let all = all.into_iter().map(MetricRecord::new);
    let is_reported = REPORTED.iter().any(|one| one.key == main.key);
    if result.view != View::Clean && is_reported {
        return all.collect();
    }
    let others = all.filter(|one| one.key != main.key);
    std::iter::once(main.clone()).chain(others).collect()
}

fn heading(result: &EvalResult, timings: Option<&[Timing]>) -> Vec<String> {
    let mut heading = vec!["model".to_owned()];
    for (at, one) in beside(result).into_iter().enumerate() {
        heading.push(one.short_name);
        if at == 0 && result.view == View::Clean {
            heading.push("95 % interval".to_owned());
        }
    }
    heading.push(COVERAGE.to_owned());
    heading.extend(timings.map(|_| "seconds".to_owned()));
    heading
}

fn row(
    result: &EvalResult,
    model: &ModelResult,
    names: &ShortNames,
    timings: Option<&[Timing]>,
) -> Vec<String> {
    let mut row = vec![names.of(model)];
    for (at, one) in beside(result).into_iter().enumerate() {
        row.push(cell(model, &one.key));
        if at == 0 && result.view == View::Clean {
            row.push(interval(model, &one.key));
        }
    }
    row.push(cell(model, COVERAGE));
    let at = result.models.iter().position(|other| std::ptr::eq(other, model));
    let timing = timings.and_then(|timings| timings.get(at?));
    if timings.is_some() {
        let seconds = |one: &Timing| format!("{:.2}", one.fit_seconds + one.recommend_seconds);
        row.push(timing.map_or_else(String::new, seconds));
    }
    row
}

pub(super) fn interval(model: &ModelResult, key: &str) -> String {
    model.intervals.get(key).map_or_else(
        || "–".to_owned(),
        |interval| format!("{}–{}", metric(interval.low), metric(interval.high)),
    )
}
