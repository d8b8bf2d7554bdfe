//! What coverage says of the lists behind it.

use serde::{Deserialize, Serialize};

use super::hypothesis::{Hypothesis, Possibility};
use super::pattern::PLACES;
use crate::number::{from_count, round_to_count, shown, thousands};

/// What a reported coverage says of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What `coverage`, whose true value lies within `half_width`, says of `items` items and `n_users`
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
        most: n_users.map(|n_users| (PLACES * n_users).min(items)),
    }
}

impl CoverageFinding {
    /// Whether one list of 25 for each test user can cover so much.
    pub(super) fn one_list_each(&self, coverage: f64, n_users: Option<usize>) -> Hypothesis {
        let count = |n: usize| thousands(n as u64);
        let (verdict, reason) = match (self.covered, self.most, n_users) {
            (Some((least, _)), Some(most), Some(n_users)) if least > most => (
                Possibility::Cannot,
                format!(
                    "coverage {} is {} of {} items; {n_users} lists of 25 show {} at most",
                    shown(coverage),
                    count(least),
                    count(self.items),
                    count(most)
                ),
            ),
            (Some((least, _)), Some(most), Some(n_users)) => (
                Possibility::Can,
                format!(
                    "coverage {} is {} of {} items; {n_users} lists of 25 can show up to {}",
                    shown(coverage),
                    count(least),
                    count(self.items),
                    count(most)
                ),
            ),
            (None, ..) => (
                Possibility::CannotTell,
                format!(
                    "no whole number of {} items is coverage {}: the catalogue was another",
                    count(self.items),
                    shown(coverage)
                ),
            ),
            _ => (Possibility::CannotTell, "how many users were tested is not known".to_owned()),
        };
        let name = "coverage of one list of 25 for each test user".to_owned();
        Hypothesis { name, convention: None, verdict, reason, conflict: Vec::new() }
    }
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

    /// 1,813 > 25 · 68 = 1,700.
    #[test]
    fn related_items_are_not_one_list_a_user() {
        let verdict = |coverage, n| {
            finding(coverage, 0.000_05, 9_742, Some(n)).one_list_each(coverage, Some(n)).verdict
        };
        assert_eq!(verdict(0.1861, 68), Possibility::Cannot);
        assert_eq!(verdict(0.0791, 56), Possibility::Can);
    }
}
