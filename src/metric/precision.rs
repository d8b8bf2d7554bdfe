//! Precision.

use super::judged::Judged;
use crate::number::ratio;

/// Hits among the first `k`, divided by `k` also when the list is shorter; `None` when the user has
/// nothing to find. (Developer guide, "working-with-training-metrics".)
#[must_use]
pub fn precision_at(judged: Judged, k: usize) -> Option<f64> {
    (judged.n_relevant() > 0).then(|| ratio(judged.n_hits_at(k), k))
}
