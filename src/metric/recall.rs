//! Recall and hit rate.

use super::entry::at_k;
use super::judged::Judged;
use super::{Formula, Needs};
use crate::number::ratio;

/// Hits among the first `k`, divided by all items to find, as `trec_eval` does: a list of K cannot
/// reach 1 when there are more. `None` when the user has nothing to find.
#[must_use]
pub fn recall_at(judged: Judged, k: usize) -> Option<f64> {
    (judged.n_relevant() > 0).then(|| ratio(judged.n_hits_at(k), judged.n_relevant()))
}

/// 1 when there is a hit among the first `k`, else 0 (`success` in `trec_eval`); `None` when the user
/// has nothing to find.
#[must_use]
pub fn hit_rate_at(judged: Judged, k: usize) -> Option<f64> {
    (judged.n_relevant() > 0).then(|| if judged.n_hits_at(k) > 0 { 1.0 } else { 0.0 })
}

at_k!(
    (RECALL_5, 5), (RECALL_10, 10), (RECALL_25, 25);
    "recall", "recall",
    "hits within K ÷ all held-out items of the user",
    "trec_eval, recall",
    false, Needs::Nothing,
    K => Formula::OfHits(|judged, _| recall_at(judged, K))
);

at_k!(
    (HIT_RATE_5, 5), (HIT_RATE_10, 10), (HIT_RATE_25, 25);
    "hit_rate", "hit",
    "1 with a hit within K, else 0",
    "trec_eval, success",
    false, Needs::Nothing,
    K => Formula::OfHits(|judged, _| hit_rate_at(judged, K))
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recall_divides_by_what_there_was_to_find() {
        let judged = Judged::from_hits(&[true, false, true], 4);
        assert_eq!([1, 2, 3].map(|k| recall_at(judged, k)), [Some(0.25), Some(0.25), Some(0.5)]);
        assert_eq!([1, 5].map(|k| hit_rate_at(judged, k)), [Some(1.0), Some(1.0)]);
        let missed = Judged::from_hits(&[false, true], 1);
        assert_eq!((hit_rate_at(missed, 1), hit_rate_at(missed, 2)), (Some(0.0), Some(1.0)));
        let nothing = Judged::from_hits(&[false], 0);
        assert_eq!((recall_at(nothing, 5), hit_rate_at(nothing, 5)), (None, None));
    }
}
