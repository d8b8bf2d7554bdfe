//! Rows that lose weight with age.

use crate::model::core::Training;
use crate::number::from_seconds;

/// The seconds of a day.
pub(in crate::model) const DAY_S: f64 = 86_400.0;

/// Each item's rows, weighted by `0.5^(age / days)`.
pub(in crate::model) fn decayed(training: &Training<'_>, days: f64) -> Vec<f64> {
    let (dataset, now_s) = (training.dataset(), training.newest_s());
    let mut scores = vec![0.0_f64; training.n_items()];
    for &row in training.rows() {
        let age_days = from_seconds(now_s.saturating_sub(dataset.timestamp_s(row))) / DAY_S;
        scores[dataset.item(row).index()] += libm::exp2(-age_days / days);
    }
    scores
}
