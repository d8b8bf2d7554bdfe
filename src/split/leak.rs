//! What a cut gives away.

use serde::{Deserialize, Serialize};

use super::protocol::TestUser;
use crate::dataset::Dataset;

/// How many test users a cut tells part of the answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Leaks {
    /// Test users whose newest visible item is held out too: `repeat-last` scores by that alone.
    pub newest_item_held_out: usize,
    /// Test users with any held-out item in their history.
    pub any_held_out_item_in_history: usize,
    /// Test users whose cut falls inside one second, so that file order decides.
    pub cut_inside_a_second: usize,
}

impl Leaks {
    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            newest_item_held_out: self.newest_item_held_out + other.newest_item_held_out,
            any_held_out_item_in_history: self.any_held_out_item_in_history
                + other.any_held_out_item_in_history,
            cut_inside_a_second: self.cut_inside_a_second + other.cut_inside_a_second,
        }
    }
}

/// Counts the leaks of one fold's test users.
#[must_use]
pub fn audit(dataset: &Dataset, test_users: &[TestUser]) -> Leaks {
    test_users.iter().map(|test| of_user(dataset, test)).fold(Leaks::default(), Leaks::plus)
}

fn of_user(dataset: &Dataset, test: &TestUser) -> Leaks {
    let held_out = |&row: &u32| test.held_out.binary_search(&dataset.item(row)).is_ok();
    let newest = test.history.last();
    let same_second = newest.zip(test.held_out_rows.first()).is_some_and(|(&visible, &hidden)| {
        dataset.timestamp_s(visible) == dataset.timestamp_s(hidden)
    });
    Leaks {
        newest_item_held_out: usize::from(newest.is_some_and(held_out)),
        any_held_out_item_in_history: usize::from(test.history.iter().any(held_out)),
        cut_inside_a_second: usize::from(same_second),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::{HoldOut, Protocol};

    #[test]
    fn twin_events_over_the_cut_are_counted_and_whole_groups_prevent_them() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "click", 1),
            ("1", "b", "click", 2),
            ("1", "b", "watch", 2),
        ]);
        let leaks = |hold_out| {
            let split = Protocol::PerUserRatio.split(&dataset, hold_out).expect("one user");
            audit(&dataset, &split.fold(0).expect("a history").test_users)
        };
        let twins = Leaks {
            newest_item_held_out: 1,
            any_held_out_item_in_history: 1,
            cut_inside_a_second: 1,
        };
        assert_eq!(leaks(HoldOut::Rows), twins);
        assert_eq!(leaks(HoldOut::Items), Leaks::default());
    }
}
