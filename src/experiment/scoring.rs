//! The rules for scoring lists.

use std::collections::BTreeMap;

use super::result::MAIN_METRIC;
use crate::metric::{Convention, Metric, REPLICATES};

/// The rules for scoring lists, from models and from files alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Scoring {
    /// The definition of the metrics.
    pub convention: Convention,
    /// The metric by which models are put in order and the winner is named: one that is told, of ours or your own.
    pub metric: &'static Metric,
    /// Metrics of your own, beside those that are always told: this is where a [`Metric`] is registered.
    pub own_metrics: Vec<&'static Metric>,
    /// Weights of event types by name; without any there is no weighted NDCG.
    pub event_weights: BTreeMap<String, f64>,
    /// The number of times users are drawn anew for a confidence interval; 0 for no intervals, and none in the result.
    pub replicates: usize,
    /// The seed of the bootstrap's draws and of the flips of the randomisation tests.
    pub seed: u64,
}

impl Default for Scoring {
    fn default() -> Self {
        Self {
            convention: Convention::default(),
            metric: MAIN_METRIC,
            own_metrics: Vec::new(),
            event_weights: BTreeMap::new(),
            replicates: REPLICATES,
            seed: 42,
        }
    }
}
