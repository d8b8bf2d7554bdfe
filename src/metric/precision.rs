//! Precision.

use super::entry::at_k;
use super::judged::Judged;
use super::{Formula, Needs};
use crate::number::ratio;

/// Hits among the first `k`, divided by `k` also when the list is shorter; `None` when the user has
/// nothing to find. (Developer guide, "working-with-training-metrics".)
#[must_use]
pub fn precision_at(judged: Judged, k: usize) -> Option<f64> {
    (judged.n_relevant() > 0).then(|| ratio(judged.n_hits_at(k), k))
}

at_k!(
    (PRECISION_5, 5), (PRECISION_10, 10), (PRECISION_25, 25);
    "precision", "precision",
    "hits within K ÷ K, also when the list is shorter",
    "developer guide, working-with-training-metrics",
    true, Needs::Nothing,
    K => Formula::OfHits(|judged, _| precision_at(judged, K))
);
