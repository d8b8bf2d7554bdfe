//! Reciprocal rank.

use super::judged::{Judged, LIST_LENGTH};
use super::{Formula, Metric};
use crate::number::from_count;

/// 1 / rank of the first hit within 25, 0 without one; `None` when the user has nothing to find.
/// (Developer guide, "working-with-training-metrics"; AWS's own code counted all hits until
/// September 2019.)
#[must_use]
pub fn reciprocal_rank(judged: Judged) -> Option<f64> {
    let first = judged.hit_ranks().next().filter(|&rank| rank <= LIST_LENGTH);
    (judged.n_relevant() > 0).then(|| first.map_or(0.0, |rank| 1.0 / from_count(rank)))
}

/// [`reciprocal_rank`] within 25.
pub static RECIPROCAL_RANK: Metric = Metric {
    key: "mean_reciprocal_rank_at_25",
    short_name: "mrr@25",
    definition: "1 ÷ rank of the first hit within 25; 0 without one",
    source: "developer guide, working-with-training-metrics",
    is_reported: true,
    formula: Formula::OfHits(|judged, _| reciprocal_rank(judged)),
    ..Metric::OWN
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_first_hit_within_25_counts() {
        let mut hits = [false; 26];
        hits[25] = true;
        assert_eq!(reciprocal_rank(Judged::from_hits(&hits, 1)), Some(0.0));
        hits[3] = true;
        hits[9] = true;
        assert_eq!(reciprocal_rank(Judged::from_hits(&hits, 3)), Some(0.25));
        assert_eq!(reciprocal_rank(Judged::from_hits(&[], 0)), None);
    }
}
