//! An evaluation as finished strings.

use super::{Table, View, plain, texts};
use crate::experiment::EvalResult;
use crate::metric::{COVERAGE, REPORTED, short_name};
use crate::number::{p_value, thousands};
use crate::report::rests_on;
use crate::report::verdict::{HEADLINE, coverage_note, tie_line};

pub(super) fn add_eval(view: &mut View, eval: &EvalResult) {
    view.rests_on = plain(rests_on(eval));
    view.coverage_note = coverage_note(eval);
    let mut heading = vec!["model".to_owned(), COVERAGE.to_owned(), "union".to_owned()];
    heading.extend(REPORTED.map(crate::metric::Metric::short_name));
    let mut intervals = Table { heading: vec!["model".to_owned()], rows: Vec::new() };
    intervals.heading.extend(REPORTED.map(crate::metric::Metric::short_name));
    let mut leaderboard = Table { heading, rows: Vec::new() };
    for model in &eval.models {
        let name = model.title();
        let mut row = vec![name.clone()];
        row.push(figure(model.metrics.get(COVERAGE)));
        row.push(format!("{:.4}", model.coverage_union));
        row.extend(REPORTED.map(|metric| figure(model.metrics.get(&metric.key()))));
        leaderboard.rows.push(row);
        let mut row = vec![name];
        row.extend(REPORTED.map(|metric| {
            let interval = model.intervals.get(&metric.key());
            interval.map_or_else(String::new, |interval| {
                format!("{:.4}–{:.4}", interval.low, interval.high)
            })
        }));
        intervals.rows.push(row);
    }
    view.leaderboard = Some(leaderboard);
    view.intervals = Some(intervals);
    view.interval_note =
        format!("BCa bootstrap over the test users, {} draws.", thousands(eval.replicates as u64));
    add_versus(view, eval);
    view.conventions = conventions(eval);
    view.tie_notes = eval.models.iter().filter_map(tie_line).collect();
}

fn add_versus(view: &mut View, eval: &EvalResult) {
    let key = HEADLINE.key();
    let rows: Vec<Vec<String>> = eval
        .comparisons
        .iter()
        .filter(|one| one.metric == key)
        .map(|one| {
            let interval = one.paired.interval.map_or_else(String::new, |interval| {
                format!("{:.4} to {:.4}", interval.low, interval.high)
            });
            vec![
                format!("{} over {}", one.better, one.worse),
                format!("{:.4}", one.paired.difference),
                interval,
                p_value(one.holm_p),
                p_value(one.benjamini_hochberg_p),
                format!("{:.4}", one.paired.smallest_difference),
            ]
        })
        .collect();
    if rows.is_empty() {
        return;
    }
    let heading = texts([
        HEADLINE.short_name().as_str(),
        "difference",
        "95 % interval",
        "p (Holm)",
        "p (B–H)",
        "could show",
    ]);
    view.versus = Some(Table { heading, rows });
    view.versus_note = format!(
        "Paired randomisation tests over the same users, corrected over {} comparisons; the last column \
         is the smallest true difference that this many users show in four of five cases.",
        eval.comparisons.len()
    );
}

/// The best recommender under each convention.
fn conventions(eval: &EvalResult) -> Option<Table> {
    if eval.models.len() < 2 || eval.conventions.is_empty() {
        return None;
    }
    let mut table = Table {
        heading: texts(["convention", "metric", "best", "mean", "verdict"]),
        rows: Vec::new(),
    };
    for one in &eval.conventions {
        let best = one.order.first()?;
        let verdict = match (one.holm_p, one.is_clear) {
            (None, _) => "alone".to_owned(),
            (Some(p), true) => format!("clear, p {}", p_value(p)),
            (Some(p), false) => format!("cannot be told, p {}", p_value(p)),
        };
        table.rows.push(vec![
            one.convention.to_string(),
            short_name(&one.metric),
            best.clone(),
            format!("{:.4}", one.values.get(best).copied().unwrap_or(0.0)),
            verdict,
        ]);
    }
    Some(table)
}

fn figure(value: Option<&f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}
