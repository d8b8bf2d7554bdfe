//! Models that could not be fitted.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::FitError;

/// A model that could not be fitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Skipped {
    /// The model with its parameters, as `--model` takes it.
    pub model: String,
    /// The reason.
    pub reason: String,
    /// The limit that decided, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<LimitedBy>,
}

/// A limit that decided that a model is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "limit")]
pub enum LimitedBy {
    /// Memory, by the shape of the data.
    Memory {
        /// The bytes that it would take.
        needed_bytes: u64,
        /// The bytes that it may take.
        allowed_bytes: u64,
        /// The limit that this comes from, such as the machine or `--memory-limit`.
        of: String,
    },
    /// Multiplications, of `--models fast`.
    Work {
        /// Multiplications that it would take.
        needed: u64,
        /// Multiplications that it may take.
        allowed: u64,
    },
    /// The time of the whole run, `--time-limit`; how fast the machine was decided.
    Time {
        /// Seconds of the whole run.
        allowed_seconds: u64,
    },
}

impl LimitedBy {
    fn of(failure: &FitError) -> Option<Self> {
        match failure {
            FitError::Memory { needed, limit, .. } => Some(Self::Memory {
                needed_bytes: *needed,
                allowed_bytes: limit.bytes,
                of: limit.of.to_owned(),
            }),
            FitError::Work { needed, limit, .. } => {
                Some(Self::Work { needed: *needed, allowed: *limit })
            }
            FitError::Time { limit_s } => Some(Self::Time { allowed_seconds: *limit_s }),
            FitError::Missing { .. }
            | FitError::List(_)
            | FitError::Own(_)
            | FitError::Numeric(_) => None,
        }
    }
}

impl Skipped {
    /// The model of this text, which could not be fitted.
    pub(in crate::experiment) fn new(model: String, failure: &FitError) -> Self {
        Self { model, reason: failure.to_string(), limited_by: LimitedBy::of(failure) }
    }

    /// The sentence that the model was left out and why, without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} was left out: {}", self.model, self.reason)
    }
}
