//! The agreement of two ranked lists.

use crate::dataset::ItemIdx;
use crate::number::{from_count, ratio};

/// The weight that each further rank keeps of the one before it: the first ten ranks have 86 % of all weight.
pub const OVERLAP_PERSISTENCE: f64 = 0.9;

/// Rank-biased overlap of two lists of distinct items, extrapolated beyond the shorter one: from 0, with no common item,
/// to 1, for the same lists; `None` where either is empty. Ranks beyond the length of the shorter one are not looked at.
///
/// Webber, Moffat, Zobel 2010, "A similarity measure for indefinite rankings", doi:10.1145/1852102.1852106, equation 30,
/// with p = [`OVERLAP_PERSISTENCE`].
#[must_use]
pub fn rank_biased_overlap(left: &[ItemIdx], right: &[ItemIdx]) -> Option<f64> {
    let depth = left.len().min(right.len());
    if depth == 0 {
        return None;
    }
    let (mut common, mut weight, mut sum) = (0, 1.0, 0.0);
    for rank in 1..=depth {
        let (own, other) = (left[rank - 1], right[rank - 1]);
        common += usize::from(own == other);
        common += usize::from(own != other && right[..rank - 1].contains(&own));
        common += usize::from(own != other && left[..rank - 1].contains(&other));
        weight *= OVERLAP_PERSISTENCE;
        sum += weight * ratio(common, rank);
    }
    let share = (1.0 - OVERLAP_PERSISTENCE) / OVERLAP_PERSISTENCE;
    Some(share * sum + weight * from_count(common) / from_count(depth))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn overlap(left: &[u32], right: &[u32]) -> Option<f64> {
        let items = |numbers: &[u32]| numbers.iter().copied().map(ItemIdx).collect::<Vec<_>>();
        rank_biased_overlap(&items(left), &items(right))
    }

    #[test]
    fn equal_lists_agree_wholly_and_others_not_at_all() {
        let close = |found: Option<f64>, expected: f64| {
            let found = found.expect("not empty");
            assert!((found - expected).abs() < 1e-12, "{found}, not {expected}");
        };
        close(overlap(&[3, 1, 2], &[3, 1, 2]), 1.0);
        close(overlap(&[3, 1, 2], &[4, 5, 6]), 0.0);
        // Agreements 0, 2/2: (0.1 / 0.9) · 0.81 · 1 + 0.81 · 1.
        close(overlap(&[1, 2], &[2, 1]), 0.9);
        // Agreements 1, 1/2, 1/3, the fourth is not looked at: (0.1 / 0.9)(0.9 + 0.405 + 0.243) + 0.729 / 3.
        close(overlap(&[1, 2, 3], &[1, 4, 5, 6]), 0.172 + 0.243);
        assert_eq!(overlap(&[], &[1]), None);
    }
}
