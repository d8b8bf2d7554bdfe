//! A candidate and its value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A candidate and its value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Trial {
    /// The candidate, as `--model` takes it.
    pub model: String,
    /// Inner test users that the value rests on.
    pub users: usize,
    /// The mean of the metric; none when the model could not be fitted.
    pub value: Option<f64>,
    /// The reason that it could not be fitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// Seconds to learn and recommend.
    #[serde(skip)]
    pub seconds: f64,
}
