//! An evaluation as finished strings.

use serde::Serialize;

use super::page_table::{Table, plain, texts};
use crate::experiment::{
    EvalResult, MetricRecord, ModelResult, Skipped, View as EvalView, Winner, is_witness,
    main_value, ranked_models, winner,
};
use crate::metric::{COVERAGE, REPORTED, short_name};
use crate::number::{p_value, thousands};
use crate::report::verdict::{coverage_note, tie_line};
use crate::report::{
    across_protocols, disagreement, draw_sentence, protocol_words, rests_on, view_heading,
    winner_sentence,
};

/// One view of an evaluation.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Evaluated {
    heading: String,
    findings: Vec<String>,
    rests_on: Vec<String>,
    leaderboard: Table,
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
        named("leaderboard", Some(&self.leaderboard));
        named("intervals", Some(&self.intervals));
        named("versus", self.versus.as_ref());
        named("conventions", self.conventions.as_ref());
    }
}

/// The views of the evaluation, the clean one first, since it decides; the charts are of the view that heads
/// the file.
pub(super) fn evaluations(eval: &EvalResult) -> Vec<Evaluated> {
    let headed = Evaluated { is_charted: true, ..evaluated(eval) };
    let beside = eval.views.as_ref().map(|views| evaluated(&views.clean));
    beside.into_iter().chain([headed]).collect()
}

/// One view, without charts.
fn evaluated(eval: &EvalResult) -> Evaluated {
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
        leaderboard: leaderboard(eval),
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

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The candidates by the main metric, then the witnesses by it.
fn in_order(eval: &EvalResult) -> Vec<&ModelResult> {
    let (candidates, witnesses) = ranked_models(eval);
    candidates.into_iter().chain(witnesses).collect()
}

/// The models by the main metric: its mean, its interval and, on the clean view, whether the model can be told from the
/// best one; then the other metrics.
fn leaderboard(eval: &EvalResult) -> Table {
    let main = eval.metric();
    let others = REPORTED.map(MetricRecord::new).into_iter().filter(|metric| *metric != main);
    let others: Vec<MetricRecord> = others.collect();
    let found = winner(eval).filter(|_| eval.view == EvalView::Clean);
    let mut heading = vec!["model".to_owned(), main.short_name.clone(), "95 % interval".to_owned()];
    heading.extend(found.as_ref().map(|_| "against the best".to_owned()));
    heading.extend(others.iter().map(|metric| metric.short_name.clone()));
    heading.extend(texts([COVERAGE, "union"]));
    let row = |model: &ModelResult| {
        let interval = model.intervals.get(&main.key);
        let mut row = vec![
            model.title(),
            figure(model.metrics.get(&main.key)),
            interval.map_or_else(String::new, |one| format!("{:.4}–{:.4}", one.low, one.high)),
        ];
        row.extend(found.as_ref().map(|found| against(eval, found, model)));
        row.extend(others.iter().map(|metric| figure(model.metrics.get(&metric.key))));
        row.push(figure(model.metrics.get(COVERAGE)));
        row.push(figure(model.coverage_union.as_ref()));
        row
    };
    Table { heading, rows: in_order(eval).into_iter().map(row).collect() }
}

/// The standing of a model against the best one.
fn against(eval: &EvalResult, found: &Winner, model: &ModelResult) -> String {
    let title = model.title();
    let is_rival = found.rivals.iter().any(|rival| rival.model == title);
    let standing = match (title == found.best, is_rival) {
        (true, _) => "best",
        (false, true) => "cannot be told",
        // A witness alone can be.
        (false, false) if main_value(eval, model) > found.value => "clearly higher",
        (false, false) => "clearly lower",
    };
    if is_witness(model) { format!("no candidate; {standing}") } else { standing.to_owned() }
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

/// The table of the first place under each of several protocols.
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

fn figure(value: Option<&f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:.4}"))
}
