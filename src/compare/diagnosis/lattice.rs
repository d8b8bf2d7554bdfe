//! Finds the numbers of test users that the reported precisions can rest on.
//!
//! Over N users precision at K is a whole number of hits over K · N. Rounded to four digits it leaves
//! few N below some hundred users, and says nothing once every N fits.

use super::pattern::DEPTHS;
use super::programme::Range;
use crate::number::{from_count, round_to_count};

/// The number of users above which a precision at 5 that is rounded to four digits fits every number.
pub const MOST_USERS: usize = 2_000;

/// The precisions at 5, 10 and 25, each where its true value lies.
pub(super) type Precisions = [Option<Range>; 3];

/// Whole hits over `n_users` test users that give these precisions: between the least and the most
/// at each depth that was reported. None when there are none.
fn hits(n_users: usize, precisions: &Precisions) -> Option<[Option<(usize, usize)>; 3]> {
    let mut all = [None; 3];
    // The least and the most at the depth before, and that depth.
    let (mut low_before, mut high_before, mut depth_before) = (0_usize, 0_usize, 0);
    for (at, depth) in DEPTHS.into_iter().enumerate() {
        let Some(Range { low, high }) = precisions[at] else { continue };
        let places = from_count(depth) * from_count(n_users);
        // A hair, so that 23/280 = 0.08214… is found whatever the last bit says.
        let hair = 1e-9 * places;
        let least = round_to_count((low * places - hair).ceil());
        let most = round_to_count((high * places + hair).floor());
        // A longer list keeps the hits of the shorter one, and has so many more places.
        let least = least.max(low_before);
        let added = n_users.saturating_mul(depth - depth_before);
        let most = most.min(high_before.saturating_add(added));
        if least > most {
            return None;
        }
        all[at] = Some((least, most));
        (low_before, high_before, depth_before) = (least, most, depth);
    }
    Some(all)
}

/// Every number of users up to `most` that these precisions can rest on, rising. Empty when no
/// precision was reported.
pub(super) fn feasible_users(precisions: &Precisions, most: usize) -> Vec<usize> {
    if precisions.iter().all(Option::is_none) {
        return Vec::new();
    }
    (1..=most).filter(|&n_users| hits(n_users, precisions).is_some()).collect()
}

/// The hits at each depth that was reported, over `n_users`, where they are certain.
pub(super) fn certain_hits(n_users: usize, precisions: &Precisions) -> Vec<(usize, usize)> {
    let Some(hits) = hits(n_users, precisions) else { return Vec::new() };
    let certain = |(depth, found): (usize, Option<(usize, usize)>)| {
        found.filter(|(least, most)| least == most).map(|(least, _)| (depth, least))
    };
    DEPTHS.into_iter().zip(hits).filter_map(certain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(values: [f64; 3]) -> Precisions {
        values.map(|value| Some(Range { low: value - 0.000_05, high: value + 0.000_05 }))
    }

    /// The fact sheet's smallest test sets of 2020-09-17, and those up to 120.
    #[test]
    fn test_sets_of_the_published_rows() {
        for (row, expected) in [
            ([0.0750, 0.0571, 0.0379], vec![56, 112]),
            ([0.0824, 0.0588, 0.0418], vec![68]),
            ([0.0189, 0.0132, 0.0113], vec![53, 106]),
        ] {
            assert_eq!(feasible_users(&rounded(row), 120), expected, "{row:?}");
        }
    }

    /// 23 / 31 / 52 hits of 56 users: 23/280 = .0821, 31/560 = .0554, 52/1400 = .0371.
    #[test]
    fn hits_of_the_hands_on_row() {
        let row = rounded([0.0821, 0.0554, 0.0371]);
        assert_eq!(certain_hits(56, &row), [(5, 23), (10, 31), (25, 52)]);
    }

    /// Full precision: 0.010989… = 5/455, 0.00989… = 9/910, 0.00835… = 19/2275.
    #[test]
    fn exact_values_leave_multiples_of_91() {
        let exact = [0.010_989_010_989_010_99, 0.009_890_109_890_109_89, 0.008_351_648_351_648_353]
            .map(|value| Some(Range { low: value - 1e-12, high: value + 1e-12 }));
        assert_eq!(feasible_users(&exact, 200), [91, 182]);
    }

    #[test]
    fn fewer_hits_further_down_fit_nobody() {
        assert!(feasible_users(&rounded([0.9, 0.1, 0.04]), 500).is_empty());
        assert!(feasible_users(&[None; 3], 500).is_empty());
    }
}
