//! Results as finished strings, so that the template holds no logic.

mod comparison;
mod cost;
mod evaluation;
mod examples;
mod leaderboard;
mod reproduce;
mod sides;
mod tables;
mod validation;

use comparison::Service;
use evaluation::Evaluated;
use examples::UserList;
use serde::Serialize;

pub(in crate::report) use tables::NamedTable;

use super::commands::commands;
use super::decision::{Decision, decide};
use super::figure::{Figure, figures};
use super::inputs::Inputs;
use super::page_table::{Table, count, plain, texts};
use super::verdict::verdict;
use crate::compare::Comparison;
use crate::export::Manifest;
use crate::number::{grouped, shown};
use crate::stats::{Distribution, Stats};

/// Everything the template shows.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct View {
    pub(in crate::report) title: String,
    /// The data that the page is about.
    pub(in crate::report) subtitle: String,
    pub(in crate::report) version: &'static str,
    pub(in crate::report) decision: Option<Decided>,
    pub(in crate::report) verdict: Vec<String>,
    pub(in crate::report) left_out: Vec<String>,
    pub(in crate::report) data: Vec<(String, String)>,
    pub(in crate::report) notes: Vec<String>,
    pub(in crate::report) validation: Option<Table>,
    pub(in crate::report) validation_files: Option<Table>,
    pub(in crate::report) sparsity: Vec<(String, String)>,
    pub(in crate::report) distributions: Option<Table>,
    pub(in crate::report) card: Option<Table>,
    pub(in crate::report) drift: String,
    pub(in crate::report) evaluations: Vec<Evaluated>,
    pub(in crate::report) protocols: Option<Table>,
    pub(in crate::report) comparisons: Vec<Service>,
    pub(in crate::report) paired: Option<Table>,
    pub(in crate::report) paired_note: String,
    pub(in crate::report) sides: Option<Table>,
    pub(in crate::report) lists: Vec<UserList>,
    pub(in crate::report) cost: Option<Table>,
    pub(in crate::report) cost_side_by_side: Option<Table>,
    pub(in crate::report) cost_notes: Vec<String>,
    pub(in crate::report) cost_sources: Vec<String>,
    pub(in crate::report) commands: Vec<String>,
    /// The version, the seeds and what else makes the page again.
    pub(in crate::report) made_by: Vec<(String, String)>,
    pub(in crate::report) files: Vec<(String, String)>,
    pub(in crate::report) figures: Vec<Shown>,
}

/// The decision as the page shows it.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Decided {
    sentence: String,
    sureness: String,
    cost: String,
    next: Vec<(String, String)>,
}

fn decided(decision: Decision) -> Decided {
    let next = decision.next.into_iter();
    let plain = |text: String| text.replace('`', "");
    Decided {
        sentence: decision.sentence,
        sureness: decision.sureness,
        cost: plain(decision.cost),
        next: next.map(|step| (plain(step.text), step.command.unwrap_or_default())).collect(),
    }
}

/// A picture with its words and its numbers.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Shown {
    pub(in crate::report) name: String,
    section: &'static str,
    caption: String,
    pub(in crate::report) table: Table,
    /// The picture as SVG, drawn for a wide screen; empty in a build without charts.
    pub(in crate::report) wide: String,
    /// The same, drawn for a narrow screen.
    pub(in crate::report) narrow: String,
}

impl Shown {
    /// The picture before it is drawn.
    fn of(figure: &Figure<'_>) -> Self {
        Self {
            name: figure.file_stem(),
            section: figure.section(),
            caption: figure.note(),
            table: figure.table(),
            wide: String::new(),
            narrow: String::new(),
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.2} %", share * 100.0)
}

/// Makes the view.
pub(in crate::report) fn view(inputs: &Inputs) -> View {
    let mut view = View {
        title: inputs.title.clone(),
        subtitle: subtitle(inputs),
        version: env!("CARGO_PKG_VERSION"),
        decision: decide(inputs).map(decided),
        verdict: plain(verdict(inputs)),
        commands: commands(inputs),
        left_out: plain(inputs.left_out.clone()),
        figures: figures(inputs).iter().map(Shown::of).collect(),
        ..View::default()
    };
    let manifests: Vec<&Manifest> = inputs.manifests.iter().flatten().collect();
    view.notes = manifests.iter().flat_map(|manifest| said(manifest)).collect();
    view.files = reproduce::files(inputs);
    view.made_by = reproduce::facts(inputs);
    if let Some(stats) = &inputs.stats {
        add_stats(&mut view, stats);
    }
    view.validation = inputs.validation.as_ref().map(validation::violations);
    view.validation_files = inputs.validation.as_ref().map(validation::by_file);
    if let Some(eval) = &inputs.eval {
        view.evaluations =
            evaluation::evaluations(eval, inputs.comparison.as_ref(), &inputs.eval_sha256);
        view.sides = sides::sides(eval);
        view.protocols = evaluation::protocols(eval);
    }
    if let Some(comparison) = &inputs.comparison {
        add_comparison(&mut view, comparison);
    }
    let examples = inputs.examples.iter().flat_map(|found| &found.examples);
    view.lists = examples.map(examples::example).collect();
    view.lists.extend(inputs.recommendations.as_ref().map(examples::asked));
    add_cost(&mut view, inputs);
    view
}

fn add_comparison(view: &mut View, comparison: &Comparison) {
    view.comparisons = comparison.services.iter().map(comparison::service).collect();
    if let Some(paired) = &comparison.paired {
        view.paired = Some(comparison::paired_table(paired));
        view.paired_note = comparison::paired_note(paired);
    }
}

/// The file, the size and the span of the data: by the statistics, or else by the evaluation.
fn subtitle(inputs: &Inputs) -> String {
    let sized = |path: &str, rows: usize, users: usize| {
        format!("{path}: {} interactions of {} users", count(rows), count(users))
    };
    if let Some(stats) = &inputs.stats {
        let text = sized(&stats.file.path, stats.interactions, stats.users);
        let span = stats.span.as_ref();
        return text
            + &span.map_or_else(String::new, |span| {
                format!(", {} to {}", span.first_day, span.last_day)
            });
    }
    inputs.eval.as_ref().map_or_else(String::new, |eval| match &eval.data.cut_from {
        // The rows of a cut's files are counted twice where histories are in what was learnt from.
        Some(file) => format!("a cut of {}, {} users", file.path, count(eval.data.users)),
        None => sized(eval.data.interactions_path(), eval.data.rows, eval.data.users),
    })
}

/// The notes of a manifest on its data, and the messages of its steps.
fn said(manifest: &Manifest) -> Vec<String> {
    let logged = |step: &crate::transform::StepRecord| -> Vec<String> {
        step.log.iter().map(|line| format!("{}: {line}", step.step.name())).collect()
    };
    manifest.notes.iter().cloned().chain(manifest.steps.iter().flat_map(logged)).collect()
}

/// The text of a figure; of one that needs a time which the data does not have, the word.
fn told<T>(figure: Option<T>, text: impl FnOnce(T) -> String) -> String {
    figure.map_or_else(|| "no time".to_owned(), text)
}

fn add_stats(view: &mut View, stats: &Stats) {
    view.data = data(stats);
    view.sparsity = sparsity(stats);
    let drift = stats.drift.as_ref();
    view.drift = drift.map_or_else(String::new, |drift| format!("Drift: {}.", drift.advice));
    view.card = (!stats.card.is_empty()).then(|| card(stats));
    view.distributions = Some(distributions(stats));
}

fn fact(name: &str, value: String) -> (String, String) {
    (name.to_owned(), value)
}

/// The amount of data, and its time.
fn data(stats: &Stats) -> Vec<(String, String)> {
    let mut data = vec![
        fact("interactions", count(stats.interactions)),
        fact("users", count(stats.users)),
        fact("items", count(stats.items)),
    ];
    match &stats.span {
        None => data.push(fact("span", "the data has no time".to_owned())),
        Some(span) => data.extend([
            fact("span", format!("{} to {}", span.first_day, span.last_day)),
            fact("interactions per month", grouped(span.interactions_per_month, 1)),
        ]),
    }
    for (name, rows) in &stats.event_types {
        data.push(fact(&format!("event type {name}"), count(*rows)));
    }
    data
}

/// The figures of how sparse and how uneven the data is.
fn sparsity(stats: &Stats) -> Vec<(String, String)> {
    vec![
        fact("distinct user–item pairs", count(stats.distinct_pairs)),
        fact("density", percent(stats.density)),
        fact("sparsity", percent(stats.sparsity)),
        fact("share of the top 1 % of items", percent(stats.head_share.top_1_percent)),
        fact("share of the top 20 %", percent(stats.head_share.top_20_percent)),
        fact("items that share the last fifth of the rows", percent(stats.long_tail_share)),
        fact(
            "cold items in the newest tenth of the rows",
            told(stats.cold_items_newest_tenth, percent),
        ),
        fact("users in a test set of the service", count(stats.service_test_users)),
        fact("sessions", told(stats.sessions.as_ref(), |sessions| count(sessions.count))),
        fact("connected components", count(stats.components.count)),
        fact("twins of one second", told(stats.twins, count)),
    ]
}

/// The data card, with the reason and the advice where a demand is not met.
fn card(stats: &Stats) -> Table {
    let checks = stats.card.iter().map(|check| {
        let verdict = if check.met { "ok" } else { "poor" };
        let why = if check.met { String::new() } else { check.with_advice() };
        vec![check.figure.clone(), shown(check.value), check.demand.clone(), verdict.into(), why]
    });
    let heading = texts(["data card", "value", "wanted", "", "why it matters"]);
    Table { heading, rows: checks.collect() }
}

/// The distributions of rows per user and per item.
fn distributions(stats: &Stats) -> Table {
    let heading = texts(["", "min", "25 %", "median", "75 %", "max", "mean", "Gini", "= 1", "< 5"]);
    let row = |name: &str, of: &Distribution| {
        let mut cells = vec![name.to_owned()];
        cells.extend([of.min, of.p25, of.p50, of.p75, of.max].map(|value| grouped(value, 0)));
        cells.extend([grouped(of.mean, 1), format!("{:.3}", of.gini)]);
        cells.extend([of.with_1, of.below_5].map(count));
        cells
    };
    let rows = vec![row("rows per user", &stats.per_user), row("rows per item", &stats.per_item)];
    Table { heading, rows }
}

fn add_cost(view: &mut View, inputs: &Inputs) {
    let Some(cost) = &inputs.cost else { return };
    view.cost_notes = plain(cost::notes(cost));
    view.cost_side_by_side = cost::side_by_side(cost);
    view.cost = Some(cost::table(cost));
    view.cost_sources = cost
        .estimates
        .iter()
        .map(|one| format!("{} ({}): {}", one.prices.name, one.prices.date, one.prices.source))
        .collect();
}
