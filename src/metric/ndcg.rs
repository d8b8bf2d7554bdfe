//! Normalised discounted cumulative gain.

use super::convention::Convention;
use super::entry::at_k;
use super::judged::{Judged, LIST_LENGTH};
use super::{Formula, JudgedList, Needs};
use crate::dataset::ItemIdx;

/// NDCG@K with binary gain: the discounts of the hits among the first `k`, over those of an ideal
/// list, both as `convention` defines them.
///
/// 0 without a hit among the first K; `None` when the user has nothing to find. A list shorter than
/// K is not filled up; K beyond 25 is 25. Järvelin, Kekäläinen 2002, "Cumulated gain-based
/// evaluation of IR techniques", doi:10.1145/582415.582418.
#[must_use]
pub fn ndcg_at(judged: Judged, k: usize, convention: Convention) -> Option<f64> {
    if judged.n_relevant() == 0 {
        return None;
    }
    let k = k.min(LIST_LENGTH);
    let discounts = convention.discounts();
    let within = judged.hit_ranks().take_while(|&rank| rank <= k);
    // From +0: the sum of nothing would be −0.
    let gained = within.fold(0.0, |sum, rank| sum + discounts.at(rank));
    let n_ideal = convention.n_ideal(judged, k).min(k);
    Some(if n_ideal == 0 { 0.0 } else { gained / discounts.sum(n_ideal) })
}

/// NDCG@K where items are worth different gains, as by the weights of their event types.
///
/// `gains` are those of the list in rank order, 0 for a miss; `unlisted` those of the held-out items
/// that the list lacks, in any order. The gain is linear. The ideal sorts, falling: the gains of the
/// whole list under `service`, of the first K under `documented`, of all held-out items under
/// `standard`; then it is cut at K. 0 without a hit among the first K; `None` when there is nothing
/// to find. Only ratios of gains matter. (Developer guide, "evaluating-recommenders", "normalized
/// discounted cumulative gain with event weights".)
#[must_use]
pub fn weighted_ndcg_at(
    gains: &[f64],
    unlisted: &[f64],
    k: usize,
    convention: Convention,
) -> Option<f64> {
    let k = k.min(LIST_LENGTH);
    let list = &gains[..gains.len().min(LIST_LENGTH)];
    let head = &list[..list.len().min(k)];
    let mut ideal: Vec<f64> = match convention {
        Convention::Service => list.to_vec(),
        Convention::Documented => head.to_vec(),
        Convention::Standard => [gains, unlisted].concat(),
    };
    if gains.iter().chain(unlisted).all(|&gain| gain <= 0.0) {
        return None;
    }
    ideal.sort_unstable_by(|left, right| right.total_cmp(left));
    let discounts = convention.discounts();
    let sum = |gains: &[f64]| -> f64 {
        (1..).zip(gains).take(k).map(|(rank, gain)| gain * discounts.at(rank)).sum()
    };
    let most = sum(&ideal);
    Some(if most > 0.0 { sum(head) / most } else { 0.0 })
}

at_k!(
    (NDCG_5, 5), (NDCG_10, 10), (NDCG_25, 25);
    "normalized_discounted_cumulative_gain", "ndcg",
    "Σ discount(rank) over the hits within K ÷ the same of an ideal list; discount and ideal as the convention says; \
     0 without a hit within K",
    "Järvelin, Kekäläinen 2002, doi:10.1145/582415.582418",
    true, Needs::Nothing,
    K => Formula::OfHits(|judged, convention| ndcg_at(judged, K, convention))
);

at_k!(
    (WEIGHTED_NDCG_5, 5), (WEIGHTED_NDCG_10, 10), (WEIGHTED_NDCG_25, 25);
    "normalized_discounted_cumulative_gain_with_event_weights", "weighted ndcg",
    "NDCG@K where a hit counts by the weight of its event type (`--event-weight NAME=W`; the largest weight of the \
     user's held-out events with the item; 0 for types without a weight). Only ratios of weights matter. Users whose \
     held-out events all weigh 0 are left out",
    "developer guide, evaluating-recommenders",
    true, Needs::EventWeights,
    K => Formula::OfList(|list| by_event_weights(list, K))
);

/// NDCG by the largest weight of the held-out events with each item. A place without a known item is a miss that keeps
/// its rank.
fn by_event_weights(list: &JudgedList<'_>, k: usize) -> Option<f64> {
    let mut gains = vec![0.0_f64; list.held_out.len()];
    for &row in list.held_out_rows {
        if let Ok(at) = list.held_out.binary_search(&list.dataset.item(row)) {
            gains[at] = gains[at].max(list.event_weights[list.dataset.event(row) as usize]);
        }
    }
    let gain = |item: &ItemIdx| list.held_out.binary_search(item).map_or(0.0, |at| gains[at]);
    let listed: Vec<f64> =
        list.places.iter().map(|place| place.as_ref().map_or(0.0, gain)).collect();
    let is_unlisted = |item: &ItemIdx| !list.places.contains(&Some(*item));
    let unlisted: Vec<f64> =
        list.held_out.iter().filter(|item| is_unlisted(item)).map(gain).collect();
    weighted_ndcg_at(&listed, &unlisted, k, list.convention)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::{precision_at, recall_at, reciprocal_rank};
    use proptest::prelude::*;

    fn judged(hits: &[u8], n_relevant: usize) -> Judged {
        let hits: Vec<bool> = hits.iter().map(|&hit| hit == 1).collect();
        Judged::from_hits(&hits, n_relevant)
    }

    fn close(found: Option<f64>, expected: f64) {
        let found = found.expect("there is something to find");
        assert!((found - expected).abs() < 5e-8, "{found} is not {expected}");
    }

    /// Compares to the last digits, where the arithmetic is written out.
    fn exactly(found: Option<f64>, expected: f64) {
        let found = found.expect("there is something to find");
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    fn log2(value: f64) -> f64 {
        value.log2()
    }

    #[test]
    fn the_guides_worked_example_under_all_three_conventions() {
        // Hits at ranks 2 and 5, K = 5, five held-out items.
        let judged = judged(&[0, 1, 0, 0, 1], 5);
        // (1 + 1/log2 5) / (1 + 1)
        close(ndcg_at(judged, 5, Convention::Service), 0.715_338_3);
        exactly(ndcg_at(judged, 5, Convention::Service), 0.5 + 0.5 / log2(5.0));
        // (1/log2 3 + 1/log2 6) / (1 + 1/log2 3)
        close(ndcg_at(judged, 5, Convention::Documented), 0.624_050_5);
        let gained = 1.0 / log2(3.0) + 1.0 / log2(6.0);
        exactly(ndcg_at(judged, 5, Convention::Documented), gained / (1.0 + 1.0 / log2(3.0)));
        // (1/log2 3 + 1/log2 6) / (1 + 1/log2 3 + 1/log2 4 + 1/log2 5 + 1/log2 6)
        close(ndcg_at(judged, 5, Convention::Standard), 0.345_191_3);
        let ideal: f64 = [2.0, 3.0, 4.0, 5.0, 6.0].map(|rank| 1.0 / log2(rank)).iter().sum();
        exactly(ndcg_at(judged, 5, Convention::Standard), gained / ideal);
        close(reciprocal_rank(judged), 0.5);
        close(precision_at(judged, 5), 0.4);
    }

    #[test]
    fn the_notebooks_example_of_two_hits() {
        let judged = judged(&[0, 1, 0, 1], 2);
        // (1 + 1/log2 4) / (1 + 1)
        exactly(ndcg_at(judged, 4, Convention::Service), 0.75);
        // (1/log2 3 + 1/log2 5) / (1 + 1/log2 3)
        let expected = (1.0 / log2(3.0) + 1.0 / log2(5.0)) / (1.0 + 1.0 / log2(3.0));
        exactly(ndcg_at(judged, 4, Convention::Documented), expected);
        close(ndcg_at(judged, 4, Convention::Documented), 0.650_920_9);
        close(ndcg_at(judged, 4, Convention::Standard), 0.650_920_9);
    }

    #[test]
    fn the_ideal_of_the_service_reaches_beyond_k() {
        // One hit at rank 1 and one at rank 6 of the list: ideal at 5 is 1 + 1.
        let judged = judged(&[1, 0, 0, 0, 0, 1], 2);
        close(ndcg_at(judged, 5, Convention::Service), 0.5);
        close(ndcg_at(judged, 5, Convention::Documented), 1.0);
    }

    #[test]
    fn moving_a_hit_up_can_lower_the_documented_value() {
        close(ndcg_at(judged(&[1, 0, 0, 0, 0, 1], 2), 5, Convention::Documented), 1.0);
        // (1 + 1/log2 6) / (1 + 1/log2 3)
        close(ndcg_at(judged(&[1, 0, 0, 0, 1, 0], 2), 5, Convention::Documented), 0.850_344_9);
    }

    #[test]
    fn weights_of_events_by_hand() {
        // Gains 0, 3, 1 listed, 3 missed; K = 2.
        let (gains, unlisted) = ([0.0, 3.0, 1.0], [3.0]);
        let of = |convention| weighted_ndcg_at(&gains, &unlisted, 2, convention);
        // Service: 3 · 1 over (3 + 1); documented: (3 / log2 3) / 3; standard: over 3 + 3 / log2 3.
        exactly(of(Convention::Service), 0.75);
        exactly(of(Convention::Documented), 1.0 / log2(3.0));
        exactly(of(Convention::Standard), (1.0 / log2(3.0)) / (1.0 + 1.0 / log2(3.0)));
        assert_eq!(weighted_ndcg_at(&[0.0], &[0.0], 5, Convention::Service), None);
        assert_eq!(weighted_ndcg_at(&[0.0], &[2.0], 5, Convention::Service), Some(0.0));
        // Equal weights are no weights, whatever their size.
        for convention in Convention::ALL {
            let plain = ndcg_at(judged(&[0, 1, 0, 0, 1], 3), 5, convention);
            let weighted = weighted_ndcg_at(&[0.0, 7.0, 0.0, 0.0, 7.0], &[7.0], 5, convention);
            exactly(weighted, plain.expect("three to find"));
        }
    }

    #[test]
    fn nothing_found_is_zero_and_nothing_to_find_is_none() {
        for convention in Convention::ALL {
            close(ndcg_at(judged(&[0, 0, 0], 2), 3, convention), 0.0);
            close(ndcg_at(judged(&[], 2), 3, convention), 0.0);
            assert_eq!(ndcg_at(judged(&[], 0), 3, convention), None);
        }
    }

    proptest! {
        #[test]
        fn values_lie_between_0_and_1_and_a_hit_moved_up_never_lowers_them(
            hits in prop::collection::vec(any::<bool>(), 2..25), more in 0..5_usize, at in 0..24_usize, k in 1..26_usize,
        ) {
            let n_hits = hits.iter().filter(|&&hit| hit).count();
            let before = Judged::from_hits(&hits, n_hits + more);
            let at = at % (hits.len() - 1);
            let mut moved = hits.clone();
            if moved[at + 1] && !moved[at] {
                moved.swap(at, at + 1);
            }
            let after = Judged::from_hits(&moved, n_hits + more);
            for convention in Convention::ALL {
                for judged in [before, after] {
                    let value = ndcg_at(judged, k, convention).unwrap_or(0.0);
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&value));
                }
            }
            for convention in [Convention::Service, Convention::Standard] {
                prop_assert!(ndcg_at(after, k, convention) >= ndcg_at(before, k, convention));
            }
            prop_assert!(reciprocal_rank(after) >= reciprocal_rank(before));
            prop_assert!(precision_at(after, k) >= precision_at(before, k));
            prop_assert!(recall_at(after, k) >= recall_at(before, k));
        }
    }
}
