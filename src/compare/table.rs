//! One table: the service's figure, ours, and whether the difference is more than noise.

use serde::{Deserialize, Serialize};

use super::service_metrics::ServiceMetrics;
use crate::dataset::service_test_users;
use crate::experiment::{EvalResult, ModelResult};
use crate::metric::{COVERAGE, Convention, Interval, REPORTED};
use crate::number::{from_count, thousands};

/// What `compare.json` holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// 1
    pub schema_version: u32,
    /// SHA-256 of the `eval.json` that was compared.
    pub eval_sha256: String,
    /// What Personalize reported.
    pub service: ServiceMetrics,
    /// The convention of our figures.
    pub convention: Convention,
    /// Users that the service's figures would rest on: a tenth of those we tested.
    pub service_test_users: usize,
    /// Users that our figures rest on.
    pub our_test_users: usize,
    /// One row per metric that both have.
    pub rows: Vec<Row>,
    /// What a reader must know before judging.
    pub cautions: Vec<String>,
}

/// One metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The service's key.
    pub metric: String,
    /// The service's figure.
    pub service: f64,
    /// Ours, one per model.
    pub models: Vec<ModelRow>,
}

/// One model's figure beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRow {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// The figure and what it means.
    #[serde(flatten)]
    pub cell: Cell,
}

/// A figure and what it means beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Our figure.
    pub value: f64,
    /// Its 95 % interval over our test users; coverage has none.
    pub interval: Option<Interval>,
    /// Ours less the service's.
    pub difference: f64,
    /// 1.96 standard errors of the same figure on a test set of the service's size; coverage has
    /// none.
    pub noise: Option<f64>,
    /// What the difference says.
    pub verdict: Verdict,
}

/// What a difference says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Ours is higher by more than the noise.
    Higher,
    /// Ours is lower by more than the noise.
    Lower,
    /// With this many test users it cannot be told.
    CannotTell,
    /// The figures do not mean the same, as with coverage, which grows with the test set.
    NotComparable,
}

impl Verdict {
    /// In words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Higher => "higher",
            Self::Lower => "lower",
            Self::CannotTell => "within noise",
            Self::NotComparable => "not comparable",
        }
    }
}

/// Two-sided 95 % of the normal distribution.
const Z_95: f64 = 1.96;
/// How the service's keys of the one metric begin that the conventions define differently.
const NDCG: &str = "normalized_discounted_cumulative_gain";

/// Lays `service` beside every model of `eval`, whose file has the digest `eval_sha256`.
#[must_use]
pub fn compare(service: ServiceMetrics, eval: &EvalResult, eval_sha256: String) -> Comparison {
    let our_test_users = eval.protocol.users_tested;
    let service_test_users = service_test_users(eval.data.users);
    let keys =
        std::iter::once(COVERAGE.to_owned()).chain(REPORTED.iter().map(|metric| metric.key()));
    let rows = keys
        .filter_map(|metric| {
            let figure = *service.metrics.get(&metric)?;
            let models = eval
                .models
                .iter()
                .filter_map(|model| {
                    model_row(model, &metric, figure, service_test_users, eval.convention)
                })
                .collect();
            Some(Row { metric, service: figure, models })
        })
        .collect();
    let cautions = cautions(&service, eval, service_test_users);
    Comparison {
        schema_version: 1,
        eval_sha256,
        service,
        convention: eval.convention,
        service_test_users,
        our_test_users,
        rows,
        cautions,
    }
}

fn model_row(
    model: &ModelResult,
    metric: &str,
    figure: f64,
    n_service: usize,
    convention: Convention,
) -> Option<ModelRow> {
    let value = *model.metrics.get(metric)?;
    let difference = value - figure;
    // The standard deviation over users, then the standard error of the service's smaller sample.
    let deviation =
        model.standard_errors.get(metric).map(|error| error * from_count(model.n_users).sqrt());
    let noise = deviation.map(|deviation| Z_95 * deviation / from_count(n_service).sqrt());
    let verdict = match noise {
        None => Verdict::NotComparable,
        Some(_) if convention != Convention::Service && metric.starts_with(NDCG) => {
            Verdict::NotComparable
        }
        // Users who all agree say nothing about how far a small sample strays.
        Some(0.0) => Verdict::CannotTell,
        Some(noise) if difference.abs() <= noise => Verdict::CannotTell,
        Some(_) if difference > 0.0 => Verdict::Higher,
        Some(_) => Verdict::Lower,
    };
    let interval = model.intervals.get(metric).copied();
    let cell = Cell { value, interval, difference, noise, verdict };
    Some(ModelRow { name: model.title(), cell })
}

fn cautions(service: &ServiceMetrics, eval: &EvalResult, n_service: usize) -> Vec<String> {
    let mut cautions = vec![format!(
        "The service tests a tenth of the users, here about {n_service}: `noise` is how far such a \
         small sample strays (1.96 standard errors)."
    )];
    if let Some(rows) = service.interactions.filter(|&rows| rows != eval.data.rows) {
        cautions.push(format!(
            "Not the same data: Personalize's figures rest on {} interactions, ours on {}.",
            thousands(rows as u64),
            thousands(eval.data.rows as u64)
        ));
    }
    if eval.convention != Convention::Service {
        cautions.push(format!(
            "Our figures follow the convention `{}`; the service's follow `service`: their NDCG \
             must not be compared.",
            eval.convention
        ));
    }
    if eval.protocol.leaks.newest_item_held_out > 0 {
        cautions.push(format!(
            "For {} of {} test users the newest visible item is held out too: `repeat-last` shows \
             how much that alone gives. `--hold-out items` is the clean way.",
            eval.protocol.leaks.newest_item_held_out, eval.protocol.users_tested
        ));
    }
    cautions.push(
        "Coverage is bounded by 25 × test users ÷ items and grows with the test set; it is shown, \
         not compared."
            .to_owned(),
    );
    cautions
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_counts_when_it_exceeds_the_services_noise() {
        let key = "precision_at_5".to_owned();
        let model = ModelResult {
            name: "m".into(),
            metrics: [(key.clone(), 0.2)].into(),
            // Standard deviation 0.1 over 100 users.
            standard_errors: [(key.clone(), 0.01)].into(),
            n_users: 100,
            ..ModelResult::default()
        };
        let verdict = |figure| {
            let row = model_row(&model, &key, figure, 25, Convention::Service)
                .expect("the metric is there");
            // 1.96 · 0.1 / √25
            assert!((row.cell.noise.expect("users") - 0.0392).abs() < 1e-12);
            row.cell.verdict
        };
        assert_eq!(verdict(0.17), Verdict::CannotTell);
        assert_eq!(verdict(0.16), Verdict::Higher);
        assert_eq!(verdict(0.24), Verdict::Lower);
        assert_eq!(model_row(&model, "coverage", 0.1, 25, Convention::Service), None);
    }
}
