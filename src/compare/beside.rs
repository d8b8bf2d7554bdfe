//! One set of the service's figures laid beside our runs.

use super::caution::cautions;
use super::comparison::{Beside, Run};
use super::diagnosis::{Diagnosis, diagnose};
use super::figures::{ModelRow, Row};
use super::next_step::Typed;
use super::next_steps::next_steps;
use super::same_data::same_data;
use super::service_metrics::ServiceMetrics;
use super::summary::summary;
use super::verdict::{ServiceFigure, all_agree, model_row, service_deviation};
use crate::experiment::EvalResult;
use crate::metric::{COVERAGE, Metric, WEIGHTED_NDCG, service_keys, short_name};
use crate::number::thousands;

/// One of our results, and where it was read.
#[derive(Debug, Clone)]
pub struct Evaluated {
    /// The file, as it was named.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The content of the file.
    pub result: EvalResult,
}

/// Lays `service` beside every model of `runs`, of which there is at least one. `typed` is what the
/// commands of the next steps repeat.
///
/// # Panics
/// Without a run.
#[must_use]
pub fn compare(service: ServiceMetrics, runs: &[Evaluated], typed: &Typed) -> Beside {
    let first = &runs.first().expect("at least one run").result.data;
    let around = service.circumstances(first.users, first.items);
    let diagnosis = diagnose(&service.metrics, service.rounding(), around);
    let service_test_users = diagnosis.test_users.likely.unwrap_or(1);
    let runs = runs
        .iter()
        .map(|run| beside(&service, &diagnosis, service_test_users, run, typed))
        .collect();
    Beside { service, diagnosis, service_test_users, runs, simulations: Vec::new() }
}

fn beside(
    service: &ServiceMetrics,
    diagnosis: &Diagnosis,
    service_test_users: usize,
    run: &Evaluated,
    typed: &Typed,
) -> Run {
    let eval = &run.result;
    let rows: Vec<Row> = metrics(service)
        .filter_map(|metric| {
            let figure = *service.metrics.get(&metric)?;
            let service_deviation = service_deviation(&eval.models, &metric, figure);
            let of_service = ServiceFigure {
                value: figure,
                deviation: service_deviation,
                n_users: service_test_users,
            };
            let row = |model| model_row(model, &metric, of_service, eval.convention);
            let models: Vec<ModelRow> = eval.models.iter().filter_map(row).collect();
            let row = Row { metric, service: figure, service_deviation, models };
            (!row.models.is_empty()).then_some(row)
        })
        .collect();
    let coverage = service.metrics.get(COVERAGE).map(|&value| {
        (value, super::diagnosis::covered(value, service.coverage_half_width, eval.data.items))
    });
    let coverage = coverage.as_ref().map(|(value, found)| (*value, found));
    let same_data = same_data(&service.data, &eval.data, coverage);
    let summaries = eval.models.iter().map(|model| summary(&model.title(), &rows)).collect();
    let mut cautions = cautions(service, diagnosis, eval, service_test_users);
    cautions.extend(agreement(eval, &rows));
    let mut found = Run {
        eval: run.path.clone(),
        eval_sha256: run.sha256.clone(),
        convention: eval.convention,
        main_metric: eval.main_metric.clone(),
        our_test_users: eval.protocol.users_tested,
        same_data,
        rows,
        summaries,
        cautions,
        next_steps: Vec::new(),
    };
    found.next_steps = next_steps(&found, diagnosis, eval, service.data.purpose, typed);
    found
}

/// The sentence on the noise where all our users have one value.
fn agreement(eval: &EvalResult, rows: &[Row]) -> Option<String> {
    let names = |row: &Row| {
        let agreed = eval.models.iter().filter(|model| all_agree(model, &row.metric));
        agreed.map(|model| format!("{} of {}", short_name(&row.metric), model.title())).collect()
    };
    let all: Vec<String> =
        rows.iter().flat_map(|row: &Row| -> Vec<String> { names(row) }).collect();
    let first = all.first()?;
    let more = match all.len() {
        1 => String::new(),
        n => format!(" and {} more", thousands(n as u64 - 1)),
    };
    Some(format!(
        "All our users have one value in {first}{more}. They show no spread, so the noise there is as far as users who were \
         not drawn could move the mean (Clopper and Pearson's bound for none of as many)."
    ))
}

/// The keys to compare: coverage, the seven of every recipe, then whatever else was reported.
fn metrics(service: &ServiceMetrics) -> impl Iterator<Item = String> {
    let all: Vec<String> = service_keys().collect();
    let is_share =
        |key: &&String| service.metrics.get(*key).is_some_and(|one| (0.0..=1.0).contains(one));
    let is_reported =
        |key: &&String| key.starts_with(WEIGHTED_NDCG) || **key == Metric::AverageRewards.key();
    let others = service.metrics.keys().filter(is_reported).filter(is_share);
    let others: Vec<String> = others.filter(|key| !all.contains(key)).cloned().collect();
    all.into_iter().chain(others)
}
