//! Comparisons of models with each other, and under each convention.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::metric::{Convention, Paired};

/// The model that only repeats the history: a witness of leaks, not a recommender.
pub const WITNESS: &str = "repeat-last";
/// A corrected p-value below this is called clear.
pub const LEVEL: f64 = 0.05;

/// Two models, one metric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Versus {
    /// The metric's key.
    pub metric: String,
    /// The title ([`super::ModelResult::title`]) of the model with the higher mean; of equals, the one that was asked
    /// for first.
    pub better: String,
    /// The other.
    pub worse: String,
    /// The comparison of both on the same users, the better one first.
    #[serde(flatten)]
    pub paired: Paired,
    /// The randomisation test's p, by Holm over all comparisons of the result.
    pub holm_p: f64,
    /// The same by Benjamini and Hochberg.
    pub benjamini_hochberg_p: f64,
}

/// The verdict of one metric under one convention.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ConventionVerdict {
    /// The metric's key.
    pub metric: String,
    /// The convention.
    pub convention: Convention,
    /// Every model's mean. Never compare them with another convention's.
    pub values: BTreeMap<String, f64>,
    /// The models from best to worst; equals in the order asked. [`WITNESS`] stands apart.
    pub order: Vec<String>,
    /// The p-value of the best against the second, by Holm over all verdicts of this table; none with
    /// one model.
    pub holm_p: Option<f64>,
    /// True if the best beats the second: the corrected p-value is below [`LEVEL`]. JSON has it as
    /// `is_clear`.
    #[serde(rename = "is_clear")]
    pub beats_second: bool,
}
