//! The content of `compare.json`: the service's figures beside ours.

use serde::{Deserialize, Serialize};

use super::diagnosis::Diagnosis;
use super::next_steps::NextStep;
use super::paired::PairedLists;
use super::same_data::SameData;
use super::service_metrics::ServiceMetrics;
use super::simulation::Simulation;
use super::summary::Summary;
use crate::experiment::MAIN_METRIC;
use crate::metric::{Convention, Interval};

/// The content of `compare.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// The version of the form, 3; up to 2 a next step was its text alone.
    pub schema_version: u32,
    /// One entry for each set of the service's figures.
    pub services: Vec<Beside>,
    /// Lists of the service against our models, user by user, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired: Option<PairedLists>,
}

impl Comparison {
    /// The first set of the service's figures that was laid beside the `eval.json` of this digest,
    /// with that run.
    #[must_use]
    pub fn of(&self, eval_sha256: &str) -> Option<(&Beside, &Run)> {
        self.services.iter().find_map(|beside| {
            let run = beside.runs.iter().find(|run| run.eval_sha256 == eval_sha256)?;
            Some((beside, run))
        })
    }
}

/// One set of the service's figures beside our runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Beside {
    /// The metrics that Personalize reported.
    pub service: ServiceMetrics,
    /// The hypotheses on what the figures can have come from.
    pub diagnosis: Diagnosis,
    /// The number of users that the service's figures are taken to rest on.
    pub service_test_users: usize,
    /// Our runs, in the order given.
    pub runs: Vec<Run>,
    /// The places of the service's figures among test sets of its size drawn from our users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub simulations: Vec<Simulation>,
}

/// One of our runs beside the service's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The file, as it was named.
    pub eval: String,
    /// SHA-256 of the `eval.json` that was compared.
    pub eval_sha256: String,
    /// The convention of our figures.
    pub convention: Convention,
    /// The key of the metric that decides where one has to: the run's own.
    #[serde(default = "main_metric")]
    pub main_metric: String,
    /// The number of users that our figures rest on.
    pub our_test_users: usize,
    /// The answer to whether both rest on the same data.
    pub same_data: SameData,
    /// One row per metric that both have.
    pub rows: Vec<Row>,
    /// The summary of the rows for each model, in the order of the run.
    pub summaries: Vec<Summary>,
    /// The sentences that a reader must know before judging.
    pub cautions: Vec<String>,
    /// The steps that would make the answer clearer, or that follow from it.
    #[serde(default)]
    pub next_steps: Vec<NextStep>,
}

fn main_metric() -> String {
    MAIN_METRIC.key.to_owned()
}

/// One metric, with the service's figure and ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The service's key of the metric.
    pub metric: String,
    /// The service's figure.
    pub service: f64,
    /// The standard deviation over users that the service's figure is taken to have: that of our
    /// model whose figure comes nearest, of equals the first; none where no model has one.
    pub service_deviation: Option<f64>,
    /// Our figures, one per model.
    pub models: Vec<ModelRow>,
}

/// One model's figure beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ModelRow {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// The figure, and what it means beside the service's.
    #[serde(flatten)]
    pub cell: Cell,
}

/// A figure and what it means beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Our figure.
    pub value: f64,
    /// The 95 % interval of it over our test users; coverage has none.
    pub interval: Option<Interval>,
    /// Our figure less the service's.
    pub difference: f64,
    /// The difference as a share of the service's figure; none where that is 0.
    pub lift: Option<f64>,
    /// 1.96 standard errors of the difference: the service's test set strays, and so does ours. Where
    /// all users of one side have one value, as far as others could move its mean. Coverage has none.
    pub noise: Option<f64>,
    /// The verdict on the difference.
    pub verdict: Verdict,
}

/// The verdict on our model against the service, by the difference of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Our figure is higher by more than the noise.
    Better,
    /// Our figure is lower by more than the noise.
    Worse,
    /// The difference cannot be told with this many test users.
    CannotTell,
    /// The figures do not mean the same, as with coverage, which grows with the test set.
    NotComparable,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "clearly better",
            Self::Worse => "clearly worse",
            Self::CannotTell => "cannot be told",
            Self::NotComparable => "not comparable",
        }
    }
}
