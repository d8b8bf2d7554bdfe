//! The leaks of a cut: what it gives away, and what it asks for that nobody can know.

use std::collections::HashSet;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::folds::{Fold, Split, TestUser};
use super::hold_out::RowOrder;
use super::protocol::Protocol;
use crate::dataset::{Dataset, ItemIdx};
use crate::number::{from_count, ratio};

/// The leak audit of a cut, summed over its folds.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Leaks {
    /// Test users whose newest visible item is held out too: `repeat-last` scores by that alone.
    pub newest_item_held_out: usize,
    /// Test users with any held-out item in their history.
    pub any_held_out_item_in_history: usize,
    /// Test users whose cut falls inside one second, so that file order decides; none where rows of one
    /// second are a set, or items are drawn ([`super::Split::leaks`]).
    pub cut_inside_a_second: usize,
    /// Held-out items that the same user's history has, counted per user.
    pub held_out_items_in_history: usize,
    /// Test users with a held-out row of which the history has a twin: the same item and timestamp.
    pub users_with_twins: usize,
    /// Held-out rows that have such a twin.
    pub twin_rows: usize,
    /// Held-out items of which the history has a row within 30 minutes before the first held-out row,
    /// counted per user: whoever knows what was viewed last knows what is bought.
    pub answers_seen_shortly_before: usize,
    /// Test users with such an item.
    pub users_with_answers_seen_shortly_before: usize,
    /// Rows of test users that share user and second with another row: nobody knows which was first.
    pub rows_without_order: usize,
    /// Held-out rows that the training set has too, equal in user, item, event type and timestamp. Only
    /// a cut made elsewhere can have any.
    pub held_out_rows_in_training: usize,
    /// Held-out items that training never saw, counted per user: no collaborative model can find
    /// them.
    pub held_out_items_unknown: usize,
    /// Test users who have no other held-out items.
    pub users_with_unknown_items_only: usize,
    /// Test users without a row in the training set. Under `personalize` these are all, by design.
    pub users_unknown: usize,
    /// Test users without any history.
    pub users_without_history: usize,
    /// Test users for whom training has rows later than their oldest held-out one.
    pub users_with_later_training: usize,
    /// The share of training rows later than a test user's oldest held-out one, averaged over users.
    pub later_training_share: f64,
}

/// The time before the cut within which what is seen is part of the same visit: 30 minutes, the session of
/// [`crate::stats`] where nothing else is said.
const SHORTLY_S: i64 = 1_800;

/// Gathers leaks over folds.
#[derive(Debug, Clone, Copy, Default)]
pub struct Audit {
    leaks: Leaks,
    n_users: usize,
    shares: f64,
}

/// The knowledge in the training set of a fold.
struct Known<'a> {
    dataset: &'a Dataset,
    items: Vec<bool>,
    users: Vec<bool>,
    /// Rising.
    instants: Vec<i64>,
    /// Training rows of the test users of a cut made elsewhere, as user, item, event type and timestamp.
    rows: HashSet<(u32, u32, u32, i64)>,
}

impl Audit {
    /// Counts the leaks of one fold.
    pub fn add(&mut self, dataset: &Dataset, fold: &Fold) {
        let known = Known::new(dataset, fold);
        let users: Vec<(Leaks, f64)> =
            fold.test_users.par_iter().map(|test| known.audit(test)).collect();
        for (leaks, share) in users {
            self.leaks = self.leaks.plus(leaks);
            self.shares += share;
            self.n_users += 1;
        }
    }

    /// The leaks found, over all folds.
    #[must_use]
    pub fn finish(self) -> Leaks {
        let later_training_share =
            if self.n_users == 0 { 0.0 } else { self.shares / from_count(self.n_users) };
        Leaks { later_training_share, ..self.leaks }
    }
}

/// Counts the leaks of one fold.
#[must_use]
pub fn audit(dataset: &Dataset, fold: &Fold) -> Leaks {
    let mut audit = Audit::default();
    audit.add(dataset, fold);
    audit.finish()
}

impl Leaks {
    /// The counts of both; the share is left to [`Audit::finish`].
    const fn plus(self, other: Self) -> Self {
        Self {
            newest_item_held_out: self.newest_item_held_out + other.newest_item_held_out,
            any_held_out_item_in_history: self.any_held_out_item_in_history
                + other.any_held_out_item_in_history,
            cut_inside_a_second: self.cut_inside_a_second + other.cut_inside_a_second,
            held_out_items_in_history: self.held_out_items_in_history
                + other.held_out_items_in_history,
            users_with_twins: self.users_with_twins + other.users_with_twins,
            twin_rows: self.twin_rows + other.twin_rows,
            answers_seen_shortly_before: self.answers_seen_shortly_before
                + other.answers_seen_shortly_before,
            users_with_answers_seen_shortly_before: self.users_with_answers_seen_shortly_before
                + other.users_with_answers_seen_shortly_before,
            rows_without_order: self.rows_without_order + other.rows_without_order,
            held_out_rows_in_training: self.held_out_rows_in_training
                + other.held_out_rows_in_training,
            held_out_items_unknown: self.held_out_items_unknown + other.held_out_items_unknown,
            users_with_unknown_items_only: self.users_with_unknown_items_only
                + other.users_with_unknown_items_only,
            users_unknown: self.users_unknown + other.users_unknown,
            users_without_history: self.users_without_history + other.users_without_history,
            users_with_later_training: self.users_with_later_training
                + other.users_with_later_training,
            later_training_share: 0.0,
        }
    }
}

impl Split<'_> {
    /// The leaks `found` in this split's folds. Where rows of one second are a set, or items are drawn, no
    /// cut falls inside a second.
    #[must_use]
    pub fn leaks(&self, found: Leaks) -> Leaks {
        let is_by_order = self.cut().order == RowOrder::File
            && !matches!(self.protocol(), Protocol::RandomRatio { .. });
        let cut_inside_a_second = if is_by_order { found.cut_inside_a_second } else { 0 };
        Leaks { cut_inside_a_second, ..found }
    }
}

impl<'a> Known<'a> {
    fn new(dataset: &'a Dataset, fold: &Fold) -> Self {
        let mut items = vec![false; dataset.items().len()];
        let mut users = vec![false; dataset.users().len()];
        let mut instants = Vec::with_capacity(fold.training_rows.len());
        let mut is_tested = vec![false; users.len()];
        fold.test_users.iter().for_each(|test| is_tested[test.user.index()] = true);
        let mut rows = HashSet::new();
        let is_external = dataset.n_parts() > 1;
        for &row in &fold.training_rows {
            let (user, item) = (dataset.user(row), dataset.item(row));
            items[item.index()] = true;
            users[user.index()] = true;
            instants.push(dataset.timestamp_s(row));
            if is_external && is_tested[user.index()] {
                rows.insert((user.0, item.0, dataset.event(row), dataset.timestamp_s(row)));
            }
        }
        instants.par_sort_unstable();
        Self { dataset, items, users, instants, rows }
    }

    /// One user's leaks, and the share of training rows later than the oldest held-out one.
    fn audit(&self, test: &TestUser) -> (Leaks, f64) {
        let dataset = self.dataset;
        let is_held_out = |&row: &u32| test.held_out.binary_search(&dataset.item(row)).is_ok();
        let newest = test.history.last();
        let same_second = newest.zip(test.held_out_rows.first()).is_some_and(|(&seen, &hidden)| {
            dataset.timestamp_s(seen) == dataset.timestamp_s(hidden)
        });
        let mut history: Vec<(ItemIdx, i64)> =
            test.history.iter().map(|&row| (dataset.item(row), dataset.timestamp_s(row))).collect();
        history.sort_unstable();
        let has_item = |item: &ItemIdx| {
            let at = history.partition_point(|(other, _)| other < item);
            history.get(at).is_some_and(|(other, _)| other == item)
        };
        let has_twin = |&row: &u32| {
            history.binary_search(&(dataset.item(row), dataset.timestamp_s(row))).is_ok()
        };
        let in_training = |&row: &u32| {
            let (item, event) = (dataset.item(row).0, dataset.event(row));
            self.rows.contains(&(test.user.0, item, event, dataset.timestamp_s(row)))
        };
        let count = |holds: &dyn Fn(&u32) -> bool| {
            test.held_out_rows.iter().filter(|row| holds(row)).count()
        };
        let n_twins = count(&has_twin);
        let n_in_history = test.held_out.iter().filter(|item| has_item(item)).count();
        let n_unknown = test.held_out.iter().filter(|item| !self.items[item.index()]).count();
        let n_just_seen = n_seen_shortly_before(dataset, test, &history);
        let share = self.later_share(test);
        let leaks = Leaks {
            newest_item_held_out: usize::from(newest.is_some_and(is_held_out)),
            any_held_out_item_in_history: usize::from(n_in_history > 0),
            cut_inside_a_second: usize::from(same_second),
            held_out_items_in_history: n_in_history,
            users_with_twins: usize::from(n_twins > 0),
            twin_rows: n_twins,
            answers_seen_shortly_before: n_just_seen,
            users_with_answers_seen_shortly_before: usize::from(n_just_seen > 0),
            rows_without_order: n_without_order(dataset, test),
            held_out_rows_in_training: count(&in_training),
            held_out_items_unknown: n_unknown,
            users_with_unknown_items_only: usize::from(n_unknown == test.held_out.len()),
            users_unknown: usize::from(!self.users[test.user.index()]),
            users_without_history: usize::from(test.history.is_empty()),
            users_with_later_training: usize::from(share > 0.0),
            later_training_share: 0.0,
        };
        (leaks, share)
    }

    fn later_share(&self, test: &TestUser) -> f64 {
        let oldest = test.held_out_rows.iter().map(|&row| self.dataset.timestamp_s(row)).min();
        let Some(oldest) = oldest else { return 0.0 };
        let n_up_to = self.instants.partition_point(|&instant| instant <= oldest);
        ratio(self.instants.len() - n_up_to, self.instants.len())
    }
}

/// Counts the held-out items that `history` (sorted) has within half an hour before the first held-out row.
fn n_seen_shortly_before(dataset: &Dataset, test: &TestUser, history: &[(ItemIdx, i64)]) -> usize {
    let first = test.held_out_rows.iter().map(|&row| dataset.timestamp_s(row)).min();
    let Some(from) = first.map(|first| first.saturating_sub(SHORTLY_S)) else { return 0 };
    let is_just_seen = |item: &&ItemIdx| {
        let at = history.partition_point(|&(other, time)| (other, time) < (**item, from));
        history.get(at).is_some_and(|(other, _)| other == *item)
    };
    test.held_out.iter().filter(is_just_seen).count()
}

/// Counts the rows of a test user that share their second with another one.
fn n_without_order(dataset: &Dataset, test: &TestUser) -> usize {
    let rows = test.history.iter().chain(&test.held_out_rows);
    let mut instants: Vec<i64> = rows.map(|&row| dataset.timestamp_s(row)).collect();
    instants.sort_unstable();
    instants.chunk_by(|left, right| left == right).map(<[i64]>::len).filter(|&n| n > 1).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::split::{HoldOut, Protocol};

    fn leaks(rows: &[(&str, &str, &str, i64)], protocol: Protocol, hold_out: HoldOut) -> Leaks {
        let dataset = Dataset::from_rows(rows);
        let split = protocol.split(&dataset, hold_out).expect("somebody can be tested");
        audit(&dataset, &split.fold(0).expect("something to train on"))
    }

    #[test]
    fn twin_events_over_the_cut_are_counted_and_whole_groups_prevent_them() {
        let rows = [("1", "a", "click", 1), ("1", "b", "click", 2), ("1", "b", "watch", 2)];
        let torn = leaks(&rows, Protocol::NEWEST_TENTH, HoldOut::Rows);
        let expected = Leaks {
            newest_item_held_out: 1,
            any_held_out_item_in_history: 1,
            cut_inside_a_second: 1,
            held_out_items_in_history: 1,
            users_with_twins: 1,
            twin_rows: 1,
            answers_seen_shortly_before: 1,
            users_with_answers_seen_shortly_before: 1,
            rows_without_order: 2,
            ..Leaks::default()
        };
        assert_eq!(torn, expected);
        let whole = leaks(&rows, Protocol::NEWEST_TENTH, HoldOut::Items);
        // Item b is then known to nobody.
        let unknown = Leaks {
            rows_without_order: 2,
            held_out_items_unknown: 1,
            users_with_unknown_items_only: 1,
            ..Leaks::default()
        };
        assert_eq!(whole, unknown);
    }

    #[test]
    fn training_later_than_the_held_out_rows_is_measured() {
        let rows = [
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 1),
            ("2", "b", "", 5),
            ("2", "c", "", 6),
        ];
        let found = leaks(&rows, Protocol::NEWEST_TENTH, HoldOut::Rows);
        // Training: 1a1, 2a1, 2b5. Later than user 1's hidden row at 2: one of three; than user 2's: none.
        assert_eq!((found.users_with_later_training, found.users_unknown), (1, 0));
        assert!((found.later_training_share - 1.0 / 6.0).abs() < 1e-12);
        assert_eq!(found.held_out_items_unknown, 1, "c");
        let global = leaks(&rows, Protocol::GlobalTime { cut_s: 2 }, HoldOut::Rows);
        assert_eq!(global.users_with_later_training, 0);
        let one = Protocol::Personalize { folds: 2, test_share: 0.5, seed: 1 };
        assert_eq!(leaks(&rows, one, HoldOut::Rows).users_unknown, 1);
    }
}
