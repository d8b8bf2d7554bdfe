//! Counts the items behind a reported coverage, and checks whether one list for each user can show them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::hypothesis::{Hypothesis, Possibility};
use super::lattice::MOST_USERS;
use super::pattern::PLACES;
use super::test_users::{Circumstances, TestUsers};
use crate::number::{from_count, round_to_count, shown, thousands};

/// The items of a catalogue that a reported coverage stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CoverageFinding {
    /// Items of the catalogue.
    pub items: usize,
    /// Whole numbers of items that give the reported coverage: the least and the most; none when no
    /// number does.
    pub covered: Option<(usize, usize)>,
    /// Items that one list of 25 for each of the likely test users can show at most; none when their
    /// number is not known.
    pub most: Option<usize>,
}

/// The finding on `coverage`, whose true value lies within `half_width`, for `items` items and `n_users`
/// test users.
pub(super) fn finding(
    coverage: f64,
    half_width: f64,
    items: usize,
    n_users: Option<usize>,
) -> CoverageFinding {
    let of = |value: f64| value * from_count(items);
    let hair = 1e-9 * from_count(items);
    let least = round_to_count((of((coverage - half_width).max(0.0)) - hair).ceil());
    let most = round_to_count((of(coverage + half_width) + hair).floor()).min(items);
    CoverageFinding {
        items,
        covered: (least <= most).then_some((least, most)),
        most: n_users.map(|n_users| PLACES.saturating_mul(n_users).min(items)),
    }
}

impl CoverageFinding {
    /// Answers whether one list of 25 for each test user can cover so much. It cannot when the users that
    /// were stated are too few, or all that the precisions allow and the data has; when only the likely
    /// number is too small, that number may be wrong.
    pub(super) fn one_list_each(
        &self,
        coverage: f64,
        test_users: &TestUsers,
        around: Circumstances,
    ) -> Hypothesis {
        let possible = most_possible(test_users, around);
        let (verdict, reason) = match (self.covered, self.most, test_users.likely) {
            (None, ..) => (
                Possibility::CannotTell,
                format!(
                    "no whole number of {} items is coverage {}: the catalogue was another",
                    count(self.items),
                    shown(coverage)
                ),
            ),
            (Some((least, _)), Some(most), Some(likely)) => {
                let covered = format!(
                    "coverage {} is {} of {} items",
                    shown(coverage),
                    count(least),
                    count(self.items)
                );
                let (verdict, why) = in_lists(least, most, likely, possible);
                (verdict, covered + &why)
            }
            _ => (Possibility::CannotTell, "how many users were tested is not known".to_owned()),
        };
        let name = "coverage of one list of 25 for each test user".to_owned();
        Hypothesis { name, convention: None, verdict, reason, conflict: Vec::new() }
    }
}

fn count(n: usize) -> String {
    thousands(n as u64)
}

/// The verdict on whether `needed` items can stand in the lists of the `likely` test users, which show `most`, or in
/// those of the most test users that are `possible`; and the reason, which goes on from what is covered.
fn in_lists(
    needed: usize,
    most: usize,
    likely: usize,
    possible: Option<usize>,
) -> (Possibility, String) {
    let lists = needed.div_ceil(PLACES);
    match possible {
        _ if needed <= most => (
            Possibility::Can,
            format!("; {} lists of 25 can show up to {}", count(likely), count(most)),
        ),
        Some(possible) if possible < lists => (
            Possibility::Cannot,
            format!(
                ", for which it takes {} lists of 25; there are {} at most",
                count(lists),
                count(possible)
            ),
        ),
        _ => (
            Possibility::CannotTell,
            format!(
                "; {} lists of 25 show {} at most, so it takes {} users or more",
                count(likely),
                count(most),
                count(lists)
            ),
        ),
    }
}

/// The most users that can have been tested; none where nothing bounds them.
fn most_possible(test_users: &TestUsers, around: Circumstances) -> Option<usize> {
    if test_users.stated.is_some() {
        return test_users.stated;
    }
    // Beyond the numbers that were tried, more may fit.
    let fits = test_users.largest.filter(|&largest| largest + largest / 10 < MOST_USERS);
    [fits, around.users].into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fact sheet's counts of ml-latest-small: n/9742 fits, n/9477 does not.
    #[test]
    fn whole_numbers_of_items() {
        for (coverage, n) in [(0.0791, 771), (0.1861, 1_813), (0.0774, 754), (0.1826, 1_779)] {
            let found = finding(coverage, 0.000_05, 9_742, None);
            assert_eq!(found.covered, Some((n, n)), "{coverage}");
        }
        assert_eq!(finding(0.0774, 0.000_05, 9_477, None).covered, None);
        assert_eq!(finding(0.1826, 0.000_05, 9_477, None).covered, None);
    }

    /// 1,813 > 25 · 68 = 1,700, so that it takes 73 users.
    #[test]
    fn related_items_are_not_one_list_a_user() {
        let verdict = |coverage, likely, stated, users| {
            let test_users = TestUsers { likely: Some(likely), stated, ..TestUsers::default() };
            let around = Circumstances { users, ..Circumstances::default() };
            let found = finding(coverage, 0.000_05, 9_742, Some(likely));
            found.one_list_each(coverage, &test_users, around).verdict
        };
        assert_eq!(verdict(0.1861, 68, Some(68), Some(610)), Possibility::Cannot);
        assert_eq!(verdict(0.1861, 68, None, Some(610)), Possibility::CannotTell);
        assert_eq!(verdict(0.1861, 68, None, Some(72)), Possibility::Cannot);
        assert_eq!(verdict(0.0791, 56, None, Some(610)), Possibility::Can);
    }
}
