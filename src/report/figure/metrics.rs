//! The metrics of every model, beside the service's figures and among test sets of its size.

use crate::compare::{Beside, Run, Simulated, Simulation};
use crate::experiment::{EvalResult, MAIN_METRIC, MetricRecord, ModelResult, ranked_models};
use crate::metric::{PRECISION_25, RECIPROCAL_RANK, REPORTED};
use crate::number::thousands;
use crate::report::page_table::Table;

/// The service's figures beside an evaluation.
pub(in crate::report) type BesideRun<'a> = Option<(&'a Beside, &'a Run)>;

/// The metrics that are drawn: the main one first, then two that say other things.
pub(in crate::report) fn shown_metrics(main: MetricRecord) -> [MetricRecord; 3] {
    let beside = [&RECIPROCAL_RANK, &PRECISION_25, MAIN_METRIC];
    let mut others = beside.into_iter().filter(|one| one.key != main.key);
    let mut next = || MetricRecord::new(others.next().unwrap_or(MAIN_METRIC));
    let (second, third) = (next(), next());
    [main, second, third]
}

/// The models in the order of the main metric, then the witnesses.
pub(in crate::report) fn in_order(eval: &EvalResult) -> Vec<&ModelResult> {
    let (candidates, witnesses) = ranked_models(eval);
    candidates.into_iter().chain(witnesses).collect()
}

pub(super) fn caption(eval: &EvalResult, beside: BesideRun<'_>) -> String {
    let users = thousands(eval.protocol.users_tested as u64);
    let service = beside.map_or_else(String::new, |(beside, _)| {
        format!(" The dashed line is Personalize ({}).", beside.service.name)
    });
    format!(
        "Mean over {users} test users by the convention {}; the whiskers are 95 % intervals.{service}",
        eval.convention
    )
}

pub(super) fn table(eval: &EvalResult, beside: BesideRun<'_>) -> Table {
    let metrics = shown_metrics(eval.metric());
    let mut heading = vec!["model".to_owned()];
    for metric in &metrics {
        heading.extend([metric.short_name.clone(), "95 % interval".to_owned()]);
    }
    let row = |model: &&ModelResult| {
        let figures = metrics.iter().flat_map(|metric| {
            let mean = model.metrics.get(&metric.key);
            let interval = model.intervals.get(&metric.key);
            [
                mean.map_or_else(String::new, |mean| format!("{mean:.4}")),
                interval.map_or_else(String::new, |one| format!("{:.4}–{:.4}", one.low, one.high)),
            ]
        });
        std::iter::once(model.title()).chain(figures).collect()
    };
    let mut rows: Vec<Vec<String>> = in_order(eval).iter().map(row).collect();
    rows.extend(beside.map(|(beside, run)| {
        let figures = metrics.iter().flat_map(|metric| {
            let row = run.rows.iter().find(|row| row.metric == metric.key && row.is_comparable());
            [row.map_or_else(String::new, |row| format!("{:.4}", row.service)), String::new()]
        });
        std::iter::once(format!("Personalize ({})", beside.service.name)).chain(figures).collect()
    }));
    Table { heading, rows }
}

/// The caption of the picture of drawn test sets.
pub(super) fn simulation_caption(beside: &Beside) -> String {
    let Some(first) = beside.simulations.first() else { return String::new() };
    format!(
        "{} test sets of {} users, drawn from the {} that we tested: the bar is the middle half of \
         their figures, the thin line the middle 95 %, the line across it our figure over all users. \
         The dashed line is Personalize ({}).",
        thousands(first.draws as u64),
        thousands(first.users as u64),
        thousands(first.of as u64),
        beside.service.name
    )
}

/// The metric that decides in the run that was laid beside, as far as the service reports it.
pub(in crate::report) fn main_metric(beside: &Beside) -> MetricRecord {
    let key = beside.runs.first().map(|run| run.main_metric.as_str());
    let reported = REPORTED.into_iter().find(|metric| Some(metric.key) == key);
    MetricRecord::new(reported.unwrap_or(MAIN_METRIC))
}

/// The figures of a simulation that are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::report) struct Drawn {
    pub(in crate::report) half: (f64, f64),
    pub(in crate::report) most: Option<(f64, f64)>,
    pub(in crate::report) ours: f64,
    pub(in crate::report) service: f64,
}

/// The figures of one metric; none where it was not simulated.
pub(in crate::report) fn drawn(simulation: &Simulation, key: &str) -> Option<Drawn> {
    let figure: &Simulated = simulation.figures.iter().find(|figure| figure.metric == key)?;
    // Halves lie between the whole percentiles.
    let between = |at: usize| {
        let pair = figure.percentiles.get(at).zip(figure.percentiles.get(at + 1))?;
        Some(f64::midpoint(*pair.0, *pair.1))
    };
    let quarter = |at: usize| figure.percentiles.get(at).copied();
    Some(Drawn {
        half: quarter(25).zip(quarter(75))?,
        most: between(2).zip(between(97)),
        ours: figure.ours,
        service: figure.service,
    })
}

pub(super) fn simulation_table(beside: &Beside) -> Table {
    let metrics = shown_metrics(main_metric(beside));
    let mut heading = vec!["model".to_owned()];
    for metric in &metrics {
        let name = &metric.short_name;
        heading.extend([name.clone(), "middle half".to_owned(), "middle 95 %".to_owned()]);
    }
    let range = |(low, high): (f64, f64)| format!("{low:.4}–{high:.4}");
    let row = |one: &Simulation| {
        let figures = metrics.iter().flat_map(|metric| match drawn(one, &metric.key) {
            None => [String::new(), String::new(), String::new()],
            Some(found) => [
                format!("{:.4}", found.ours),
                range(found.half),
                found.most.map_or_else(String::new, range),
            ],
        });
        std::iter::once(one.model.clone()).chain(figures).collect()
    };
    Table { heading, rows: beside.simulations.iter().map(row).collect() }
}
