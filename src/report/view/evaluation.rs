//! An evaluation as finished strings.

use serde::Serialize;

use super::leaderboard::{Leaderboard, ServiceFigures, leaderboard};
use crate::compare::{Comparison, Sameness};
use crate::experiment::{EvalResult, ModelResult, Skipped, View as EvalView, winner};
use crate::metric::{REPORTED, short_name};
use crate::number::{p_value, thousands};
use crate::report::figure::in_order;
use crate::report::page_table::{Table, plain, texts};
use crate::report::verdict::{coverage_note, tie_line};
use crate::report::{
    across_protocols, disagreement, draw_sentence, protocol_words, rests_on, view_heading,
    winner_sentence,
};
use crate::text::capital;

/// One view of an evaluation.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Evaluated {
    heading: String,
    findings: Vec<String>,
    rests_on: Vec<String>,
    leaderboard: Leaderboard,
    intervals: Table,
    coverage_note: String,
    interval_note: String,
    versus: Option<Table>,
    versus_note: String,
    conventions: Option<Table>,
    tie_notes: Vec<String>,
    /// True for the clean view.
    is_clean: bool,
    /// True for the view that the charts show.
    is_charted: bool,
}

impl Evaluated {
    /// Hands each table to `add`, with its name.
    pub(super) fn each_table<'a>(&'a self, add: &mut dyn FnMut(&str, Option<&'a Table>)) {
        let of_view = if self.is_clean { "-clean" } else { "" };
        let mut named = |name: &str, table| add(&format!("{name}{of_view}"), table);
        named("leaderboard", Some(&self.leaderboard.table));
        named("intervals", Some(&self.intervals));
        named("versus", self.versus.as_ref());
        named("conventions", self.conventions.as_ref());
    }
}

/// The views of the evaluation, the clean one first, since it decides; the charts are of the view that heads
/// the file.
pub(super) fn evaluations(
    eval: &EvalResult,
    comparison: Option<&Comparison>,
    eval_sha256: &str,
) -> Vec<Evaluated> {
    let lists = comparison.and_then(|comparison| comparison.deciding_lists(eval_sha256));
    let run = comparison.and_then(|comparison| comparison.of(eval_sha256));
    let run = run.map(|(_, run)| run).filter(|run| run.same_data.verdict != Sameness::Differs);
    let of = |eval: &EvalResult| match eval.view {
        EvalView::Clean => ServiceFigures { lists, reported: None },
        _ => ServiceFigures { lists: None, reported: run },
    };
    let headed = Evaluated { is_charted: true, ..evaluated(eval, of(eval)) };
    let beside = eval.views.as_ref().map(|views| evaluated(&views.clean, of(&views.clean)));
    beside.into_iter().chain([headed]).collect()
}

/// One view, without charts.
fn evaluated(eval: &EvalResult, service: ServiceFigures<'_>) -> Evaluated {
    let (versus, versus_note) = versus(eval).unzip();
    let is_clean = eval.view == EvalView::Clean;
    let findings = [
        is_clean.then(|| winner_sentence(eval)).flatten(),
        draw_sentence(eval),
        is_clean.then(|| disagreement(eval)).flatten(),
    ];
    Evaluated {
        heading: capital(&view_heading(eval)),
        findings: findings
            .into_iter()
            .flatten()
            .chain(eval.skipped.iter().map(Skipped::sentence))
            .map(|line| capital(&line) + ".")
            .collect(),
        rests_on: plain(rests_on(eval)),
        leaderboard: leaderboard(eval, service),
        intervals: intervals(eval),
        coverage_note: coverage_note(eval),
        interval_note: format!(
            "BCa bootstrap over the test users, {} draws.",
            thousands(eval.replicates as u64)
        ),
        versus,
        versus_note: versus_note.unwrap_or_default(),
        conventions: conventions(eval),
        tie_notes: eval.models.iter().filter_map(|model| tie_line(eval, model)).collect(),
        is_clean,
        is_charted: false,
    }
}

fn intervals(eval: &EvalResult) -> Table {
    let mut heading = vec!["model".to_owned()];
    heading.extend(REPORTED.map(|metric| metric.short_name.to_owned()));
    let row = |model: &ModelResult| {
        let mut row = vec![model.title()];
        row.extend(REPORTED.map(|metric| {
            let interval = model.intervals.get(metric.key);
            interval.map_or_else(String::new, |interval| {
                format!("{:.4}–{:.4}", interval.low, interval.high)
            })
        }));
        row
    };
    Table { heading, rows: in_order(eval).into_iter().map(row).collect() }
}

/// The first places across the protocols, where there are several.
pub(super) fn protocols(eval: &EvalResult) -> Option<Table> {
    let said = across_protocols(eval)?;
    let heading = texts(["protocol", "users", "first place", "told from all others"]);
    let mut rows = Vec::new();
    for one in std::iter::once(eval).chain(&eval.other_protocols) {
        let Some(clean) = one.clean() else { continue };
        let found = winner(clean);
        let told =
            found.as_ref().map_or("", |one| if one.beats_all_others() { "yes" } else { "no" });
        rows.push(vec![
            protocol_words(one.protocol.protocol),
            thousands(clean.protocol.users_tested as u64),
            found.as_ref().map_or_else(String::new, |one| one.best.clone()),
            told.to_owned(),
        ]);
    }
    rows.push(vec![capital(&said) + ".", String::new(), String::new(), String::new()]);
    Some(Table { heading, rows })
}

fn versus(eval: &EvalResult) -> Option<(Table, String)> {
    let rows: Vec<Vec<String>> = eval
        .comparisons
        .iter()
        .filter(|one| one.metric == eval.main_metric)
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
        return None;
    }
    let metric = eval.metric().short_name;
    let heading = texts([
        metric.as_str(),
        "difference",
        "95 % interval",
        "p (Holm)",
        "p (B–H)",
        "could show",
    ]);
    let note = format!(
        "Paired randomisation tests over the same users, corrected over {} comparisons; the last column \
         is the smallest true difference that this many users show in four of five cases.",
        thousands(eval.comparisons.len() as u64)
    );
    Some((Table { heading, rows }, note))
}

/// The table of the best recommender under each convention.
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
        let verdict = match (one.holm_p, one.beats_second) {
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
