//! One experiment as data.

use serde::{Deserialize, Serialize};

use crate::metric::Convention;
use crate::model::ModelConfig;
use crate::split::{HoldOut, Protocol};

/// Whether items of the history may be recommended again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Seen {
    /// They may, as the service seems to do.
    #[default]
    Include,
    /// They may not. Held-out items that are in the history too can then never be hit; they stay in
    /// the truth and are counted.
    Exclude,
}

/// What is evaluated, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Experiment {
    /// How training set, history and held-out items are made.
    pub protocol: Protocol,
    /// What the ranks of the cut count.
    pub hold_out: HoldOut,
    /// Whether items of the history may be recommended again.
    pub seen: Seen,
    /// Which definition of the metrics holds.
    pub convention: Convention,
    /// The models, in the order of the result.
    pub models: Vec<ModelConfig>,
    /// Decides the bootstrap's draws.
    pub seed: u64,
}
