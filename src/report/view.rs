//! Results as finished strings, so that the template holds no logic.

use serde::Serialize;

use super::verdict::{HEADLINE, coverage_note, tie_line};
use super::{Inputs, rests_on, verdict};
use crate::experiment::EvalResult;
use crate::export::Manifest;
use crate::metric::{COVERAGE, REPORTED};
use crate::number::{p_value, shown, thousands};
use crate::stats::{Distribution, Stats};

/// A table: a heading, then rows of cells, the first of each a name.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Table {
    pub(super) heading: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Everything the template shows.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct View {
    pub(super) title: String,
    pub(super) version: &'static str,
    pub(super) verdict: Vec<String>,
    pub(super) data: Vec<(String, String)>,
    pub(super) notes: Vec<String>,
    pub(super) validation: Option<Table>,
    pub(super) validation_files: Vec<String>,
    pub(super) sparsity: Vec<(String, String)>,
    pub(super) distributions: Option<Table>,
    pub(super) card: Option<Table>,
    pub(super) drift: String,
    pub(super) rests_on: Vec<String>,
    pub(super) leaderboard: Option<Table>,
    pub(super) intervals: Option<Table>,
    pub(super) coverage_note: String,
    pub(super) interval_note: String,
    pub(super) versus: Option<Table>,
    pub(super) versus_note: String,
    pub(super) conventions: Option<Table>,
    pub(super) tie_notes: Vec<String>,
    pub(super) comparison: Option<Table>,
    pub(super) comparison_name: String,
    pub(super) cautions: Vec<String>,
    pub(super) user_id: String,
    pub(super) recommend_model: String,
    pub(super) history: Vec<String>,
    pub(super) list: Option<Table>,
    pub(super) cost: Option<Table>,
    pub(super) cost_sources: Vec<String>,
    pub(super) commands: Vec<String>,
    pub(super) files: Vec<(String, String)>,
    pub(super) charts: Vec<Chart>,
}

/// A drawing with its words.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chart {
    pub(super) svg: String,
    pub(super) caption: String,
    pub(super) section: &'static str,
}

/// Back-ticks mark literals on a terminal; on a page they are noise.
fn plain(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| line.replace('`', "")).collect()
}

fn count(count: usize) -> String {
    thousands(count as u64)
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

fn texts<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Makes the view.
pub(super) fn view(inputs: &Inputs, charts: Vec<Chart>) -> View {
    let mut view = View {
        title: inputs.title.clone(),
        version: env!("CARGO_PKG_VERSION"),
        verdict: plain(verdict(inputs)),
        commands: inputs.commands.clone(),
        charts,
        ..View::default()
    };
    let manifests: Vec<&Manifest> = inputs.manifests.iter().flatten().collect();
    view.notes = manifests.iter().flat_map(|manifest| said(manifest)).collect();
    add_files(&mut view, &manifests);
    if let Some(stats) = &inputs.stats {
        add_stats(&mut view, stats);
    }
    add_validation(&mut view, inputs);
    if let Some(eval) = &inputs.eval {
        add_eval(&mut view, eval);
    }
    add_comparison(&mut view, inputs);
    add_recommendations(&mut view, inputs);
    add_cost(&mut view, inputs);
    view
}

/// What a manifest says of its data, and what its steps had to say.
fn said(manifest: &Manifest) -> Vec<String> {
    let logged = |step: &crate::transform::StepRecord| -> Vec<String> {
        step.log.iter().map(|line| format!("{}: {line}", step.step.name())).collect()
    };
    manifest.notes.iter().cloned().chain(manifest.steps.iter().flat_map(logged)).collect()
}

fn add_files(view: &mut View, manifests: &[&Manifest]) {
    for manifest in manifests {
        for file in manifest.inputs.iter().chain(&manifest.outputs) {
            let entry = (file.path.clone(), format!("SHA-256 {}", file.sha256));
            if !view.files.contains(&entry) {
                view.files.push(entry);
            }
        }
    }
}

fn add_stats(view: &mut View, stats: &Stats) {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    view.data = vec![
        fact("interactions", count(stats.interactions)),
        fact("users", count(stats.users)),
        fact("items", count(stats.items)),
        fact("span", format!("{} to {}", stats.span.first_day, stats.span.last_day)),
        fact("interactions per month", format!("{:.1}", stats.span.interactions_per_month)),
    ];
    for (name, rows) in &stats.event_types {
        view.data.push(fact(&format!("event type {name}"), count(*rows)));
    }
    view.sparsity = vec![
        fact("distinct user–item pairs", count(stats.distinct_pairs)),
        fact("density", percent(stats.density)),
        fact("sparsity", percent(stats.sparsity)),
        fact("share of the top 1 % of items", percent(stats.head_share.top_1_percent)),
        fact("share of the top 20 %", percent(stats.head_share.top_20_percent)),
        fact("items that share the last fifth of the rows", percent(stats.long_tail_share)),
        fact("cold items in the newest tenth of the rows", percent(stats.cold_items_newest_tenth)),
        fact("users in a test set of the service", count(stats.service_test_users)),
        fact("sessions", count(stats.sessions.count)),
        fact("connected components", count(stats.components.count)),
        fact("twins of one second", count(stats.twins)),
    ];
    view.drift = format!("Drift: {}.", stats.drift.advice);
    let checks = stats.card.iter().map(|check| {
        let verdict = if check.met { "ok" } else { "poor" };
        let why = if check.met { String::new() } else { check.why.clone() };
        vec![check.figure.clone(), shown(check.value), check.demand.clone(), verdict.into(), why]
    });
    view.card = (!stats.card.is_empty()).then(|| Table {
        heading: texts(["data card", "value", "wanted", "", "why it matters"]),
        rows: checks.collect(),
    });
    let heading = texts(["", "min", "25 %", "median", "75 %", "max", "mean", "Gini", "= 1", "< 5"]);
    let row = |name: &str, of: &Distribution| {
        let mut cells = vec![name.to_owned()];
        cells.extend([of.min, of.p25, of.p50, of.p75, of.max].map(|value| format!("{value:.0}")));
        cells.extend([format!("{:.1}", of.mean), format!("{:.3}", of.gini)]);
        cells.extend([of.with_1, of.below_5].map(count));
        cells
    };
    let rows = vec![row("rows per user", &stats.per_user), row("rows per item", &stats.per_item)];
    view.distributions = Some(Table { heading, rows });
}

fn add_validation(view: &mut View, inputs: &Inputs) {
    let Some(validation) = &inputs.validation else { return };
    view.validation_files = validation
        .files
        .iter()
        .map(|file| match file.rows {
            0 => file.path.clone(),
            rows => format!("{} ({} rows)", file.path, thousands(rows)),
        })
        .collect();
    let rows = validation.violations.iter().map(|found| {
        let places: Vec<String> =
            found.examples.iter().map(|example| example.line.to_string()).collect();
        vec![
            found.code.clone(),
            found.severity.name().to_owned(),
            found.column.clone().unwrap_or_default(),
            thousands(found.count),
            found.message.clone(),
            places.join(", "),
        ]
    });
    let heading = texts(["rule", "severity", "column", "count", "message", "first lines"]);
    view.validation = Some(Table { heading, rows: rows.collect() });
}

fn add_eval(view: &mut View, eval: &EvalResult) {
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

fn add_comparison(view: &mut View, inputs: &Inputs) {
    let Some(comparison) = &inputs.comparison else { return };
    view.comparison_name = format!("{} ({})", comparison.service.name, comparison.service.source);
    view.cautions = plain(comparison.cautions.clone());
    let mut heading = texts(["metric", "Personalize"]);
    if let Some(row) = comparison.rows.first() {
        heading.extend(row.models.iter().map(|model| model.name.clone()));
    }
    let rows = comparison.rows.iter().map(|row| {
        let mut cells = vec![short_name(&row.metric), format!("{:.4}", row.service)];
        cells.extend(row.models.iter().map(|model| {
            let noise =
                model.cell.noise.map_or_else(String::new, |noise| format!(" (± {noise:.4})"));
            format!("{:.4}{noise} {}", model.cell.value, model.cell.verdict.words())
        }));
        cells
    });
    view.comparison = Some(Table { heading, rows: rows.collect() });
}

/// The table's name for one of the service's keys.
fn short_name(key: &str) -> String {
    let known = REPORTED.iter().find(|metric| metric.key() == key);
    known.map_or_else(|| key.to_owned(), |metric| metric.short_name())
}

fn add_recommendations(view: &mut View, inputs: &Inputs) {
    let Some(list) = &inputs.recommendations else { return };
    let title = |item: &crate::recommend::TitledItem| match item.metadata.title.as_str() {
        "" => format!("item {}", item.item_id),
        title => title.to_owned(),
    };
    view.user_id.clone_from(&list.user_id);
    view.recommend_model = crate::model::title(&list.model, &list.params);
    view.history = list.history.iter().map(title).collect();
    let rows = (1..).zip(&list.item_list).map(|(rank, item): (usize, _)| {
        let genres = item.metadata.genres.replace('|', ", ");
        vec![
            rank.to_string(),
            title(item),
            genres,
            item.score.map_or_else(String::new, |score| format!("{score:.4}")),
        ]
    });
    let heading = texts(["rank", "title", "genres", "score"]);
    view.list = Some(Table { heading, rows: rows.collect() });
}

fn add_cost(view: &mut View, inputs: &Inputs) {
    let Some(cost) = &inputs.cost else { return };
    let mut heading = vec!["per month".to_owned()];
    heading.extend(cost.estimates.iter().map(|one| format!("prices {}", one.prices.name)));
    let row = |name: String, part: fn(&crate::cost::Estimate) -> f64| {
        let mut cells = vec![name];
        cells.extend(cost.estimates.iter().map(|one| format!("${:.2}", part(one))));
        cells
    };
    let usage = &cost.usage;
    let rows = vec![
        row(format!("import of {} GB", usage.gigabytes), |one| one.import),
        row(format!("{} training hours", usage.training_hours * usage.trainings), |one| {
            one.training
        }),
        row(format!("{} TPS for {} hours", usage.tps, usage.serving_hours), |one| one.serving),
        row("total".to_owned(), |one| one.total),
    ];
    view.cost = Some(Table { heading, rows });
    view.cost_sources = cost
        .estimates
        .iter()
        .map(|one| format!("{}: {}", one.prices.name, one.prices.source))
        .collect();
}
