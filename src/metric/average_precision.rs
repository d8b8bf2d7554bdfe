//! Average precision, whose mean over users is MAP.

use super::judged::Judged;
use super::{Formula, Metric};
use crate::number::{from_count, ratio};

/// The precisions at the ranks of the hits within 25, summed and divided by all items to find:
/// `trec_eval`'s `map_cut`. 0 without a hit, `None` when the user has nothing to find.
///
/// Departure: AWS's `metrics.py` divides by the number of hits, so that a list with one hit at its
/// top has 1 however much it missed. The service reports no such metric.
#[must_use]
pub fn average_precision(judged: Judged) -> Option<f64> {
    if judged.n_relevant() == 0 {
        return None;
    }
    let precisions = (1..).zip(judged.hit_ranks()).map(|(n_hits, rank)| ratio(n_hits, rank));
    // From +0: the sum of nothing would be −0.
    Some(precisions.fold(0.0, |sum, one| sum + one) / from_count(judged.n_relevant()))
}

/// [`average_precision`] within 25.
pub static AVERAGE_PRECISION: Metric = Metric {
    key: "mean_average_precision_at_25",
    short_name: "map@25",
    definition: "precision at the rank of every hit within 25, summed, ÷ all held-out items of the user",
    source: "trec_eval, map_cut",
    formula: Formula::OfHits(|judged, _| average_precision(judged)),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precisions_at_hits_over_all_there_was_to_find() {
        // (1/2 + 2/5) / 3
        let judged = Judged::from_hits(&[false, true, false, false, true], 3);
        let found = average_precision(judged).expect("three to find");
        assert!((found - (0.5 + 0.4) / 3.0).abs() < 1e-15);
        assert_eq!(average_precision(Judged::from_hits(&[false], 2)), Some(0.0));
        assert_eq!(average_precision(Judged::from_hits(&[], 0)), None);
    }
}
