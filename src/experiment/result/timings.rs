//! The content of `timings.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The content of `timings.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Timings {
    /// 1
    pub schema_version: u32,
    /// Threads that were used.
    pub threads: usize,
    /// One per model, in the order of the result.
    pub models: Vec<Timing>,
    /// The same of the clean view, where it is beside another one. Time in which both views learnt
    /// together counts in each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clean: Vec<Timing>,
}

/// The time that one model took, over all folds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Timing {
    /// Its name.
    pub name: String,
    /// Seconds spent learning.
    pub fit_seconds: f64,
    /// Seconds spent recommending and judging.
    pub recommend_seconds: f64,
}
