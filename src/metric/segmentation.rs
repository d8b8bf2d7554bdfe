//! Segments of users for an item, as the service's segmentation recipes make them.

/// The number of users that 1 % are: rounded, at least one. (How the service rounds, the guide does not say.)
#[must_use]
pub const fn one_percent(n_users: usize) -> usize {
    let rounded = (n_users + 50) / 100;
    if rounded == 0 { 1 } else { rounded }
}

/// The score of one item's segment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SegmentScore {
    /// Predicted users among the first K who really interacted (`hits_at_1_percent`).
    pub hits: f64,
    /// The same over the smaller of K and the users who did (`recall_at_1_percent`).
    pub recall: f64,
}

/// Scores the first `k` predicted users by `n_true`, the users who really interacted, and `n_hits` of
/// them found; `None` when nobody did. (Developer guide, "evaluating-recommenders"; the divisor is that
/// of AWS's user-segmentation sample.)
#[must_use]
pub fn segment_score(n_hits: usize, n_true: usize, k: usize) -> Option<SegmentScore> {
    let recall = crate::number::ratio(n_hits, n_true.min(k));
    (n_true > 0).then(|| SegmentScore { hits: crate::number::from_count(n_hits), recall })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_percent_is_rounded_and_at_least_one() {
        assert_eq!([10, 149, 150, 226_200].map(one_percent), [1, 1, 2, 2_262]);
    }

    #[test]
    fn recall_divides_by_what_could_be_found() {
        let score = segment_score(2, 8, 4).expect("eight did");
        assert_eq!((score.hits, score.recall), (2.0, 0.5));
        assert_eq!(segment_score(2, 2, 4).map(|score| score.recall), Some(1.0));
        assert_eq!(segment_score(0, 0, 4), None);
    }
}
