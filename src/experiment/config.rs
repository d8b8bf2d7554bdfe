//! One experiment as data.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::question::{Candidates, Purpose};
use crate::metric::{Convention, REPLICATES};
use crate::model::{ModelConfig, Task};
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

/// How lists are scored, whoever made them.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// Which definition of the metrics holds.
    pub convention: Convention,
    /// Weights of event types by name; without any there is no weighted NDCG.
    pub event_weights: BTreeMap<String, f64>,
    /// How many times users are drawn anew for an interval; 0 for no intervals.
    pub replicates: usize,
    /// Decides the bootstrap's draws and the flips of the randomisation tests.
    pub seed: u64,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            convention: Convention::default(),
            event_weights: BTreeMap::new(),
            replicates: REPLICATES,
            seed: 42,
        }
    }
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
    /// How the lists are scored.
    pub scoring: Scoring,
    /// What the models are asked for.
    pub purpose: Purpose,
    /// The lists that are to be re-ranked.
    pub candidates: Candidates,
    /// The most memory a model may take, in bytes.
    pub memory_limit: Option<u64>,
    /// The models, in the order of the result.
    pub models: Vec<ModelConfig>,
}

impl Experiment {
    /// What its models are asked for.
    #[must_use]
    pub fn task(&self) -> Task {
        Task {
            hold_out: self.hold_out,
            excludes_seen: self.seen == Seen::Exclude,
            memory_limit: self.memory_limit,
        }
    }

    /// These models, and the defaults: ten folds of the service's protocol.
    #[must_use]
    pub fn of(models: Vec<ModelConfig>) -> Self {
        Self {
            protocol: Protocol::Personalize { folds: 10, test_share: 0.1, seed: 42 },
            hold_out: HoldOut::default(),
            seen: Seen::default(),
            scoring: Scoring::default(),
            purpose: Purpose::default(),
            candidates: Candidates::default(),
            memory_limit: None,
            models,
        }
    }
}
