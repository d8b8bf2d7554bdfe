//! A run as its history keeps it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::experiment::View;
use crate::stats::PopularItem;

/// The version of a record's form.
pub(super) const VERSION: u32 = 1;

/// The kind of a figure, which decides what a change of it is held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FigureKind {
    /// A count: its change is relative.
    Count,
    /// A share or a mean of the data: its change is a difference.
    Share,
    /// An instant in seconds, which must not fall.
    Instant,
    /// Findings of a rule: there should be none.
    Findings,
    /// A mean over test users, with its standard error.
    Metric,
}

/// A figure of a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PastFigure {
    /// Its kind.
    pub kind: FigureKind,
    /// Its value.
    pub value: f64,
    /// Its standard error, where it is a metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

/// A run: small, and enough to see what moved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PastRun {
    /// 1
    pub schema_version: u32,
    /// The instant at which the run was recorded, in UTC, as `2026-11-30T02:00:00Z`.
    pub at: String,
    /// SHA-256 of the interactions file, in lower-case hexadecimal digits; empty where it is not known.
    pub data_sha256: String,
    /// The view of the evaluation that the metrics are of: the clean one, where there is one; none without an evaluation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<View>,
    /// The best local model on it; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_model: Option<String>,
    /// The figures by their names, as `stats.interactions`, `validation.V301` and `eval.markov.mean_reciprocal_rank_at_25`.
    pub figures: BTreeMap<String, PastFigure>,
    /// The items with the most rows.
    #[serde(default)]
    pub most_popular: Vec<PopularItem>,
}

impl PastRun {
    /// The value of a figure.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<f64> {
        self.figures.get(name).map(|figure| figure.value)
    }

    /// Tells whether another run was on the same data.
    #[must_use]
    pub fn has_data_of(&self, other: &Self) -> bool {
        !self.data_sha256.is_empty() && self.data_sha256 == other.data_sha256
    }

    /// Tells whether another record has the same content, whenever it was made.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        Self { at: other.at.clone(), ..self.clone() } == *other
    }
}
