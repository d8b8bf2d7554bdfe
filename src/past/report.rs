//! The history of a project as one document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::moved::{Moved, moved};
use super::run::PastRun;

/// The runs of a project, and what moved from the last but one to the last.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunHistory {
    /// 1
    pub schema_version: u32,
    /// The runs, in the order of time.
    pub runs: Vec<PastRun>,
    /// The figures of the last run beside those of the one before, drifts first; empty of fewer than two.
    pub moved: Vec<Moved>,
}

impl RunHistory {
    /// The history of these runs, which are in the order of time.
    #[must_use]
    pub fn new(runs: Vec<PastRun>) -> Self {
        Self { schema_version: 1, moved: moved(&runs), runs }
    }

    /// The figures that moved more than noise.
    pub fn drifts(&self) -> impl Iterator<Item = &Moved> {
        self.moved.iter().filter(|one| one.is_drift)
    }
}
