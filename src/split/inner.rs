//! A cut within the training users, by which something is chosen without a look at what is held out.

use std::ops::Range;

use super::cut::NewestTenth;
use super::folds::{Fold, TestUser};
use super::hold_out::Cut;
use crate::dataset::{Dataset, UserIdx};
use crate::seed;

/// Training users in an order that a seed deals: some are tested on the newest tenth of their rows, as the service
/// tests, the others are learnt from.
#[derive(Debug)]
pub struct InnerUsers<'a> {
    dataset: &'a Dataset,
    newest_tenth: NewestTenth<'a>,
    /// The users with their training rows, by the hash of their ids.
    order: Vec<(UserIdx, &'a [u32])>,
}

impl<'a> InnerUsers<'a> {
    /// The users of `training`, each with their rows in time order, dealt by `seed`.
    #[must_use]
    pub fn new(
        dataset: &'a Dataset,
        cut: &Cut,
        training: impl Iterator<Item = (UserIdx, &'a [u32])>,
        seed: u64,
    ) -> Self {
        let hash = |user: UserIdx| seed::hash(seed, dataset.users().id(user.index()));
        let mut order: Vec<(u64, UserIdx, &[u32])> =
            training.map(|(user, rows)| (hash(user), user, rows)).collect();
        order.sort_unstable();
        let order = order.into_iter().map(|(_, user, rows)| (user, rows)).collect();
        Self { dataset, newest_tenth: NewestTenth::new(dataset, cut), order }
    }

    /// The number of users.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.order.len()
    }

    /// The fold that tests the users at these places of the order; it leaves out those who have nothing to hold out or
    /// nothing to show. The rows of all others are its training rows.
    ///
    /// # Panics
    /// When a place is beyond the last user.
    #[must_use]
    pub fn fold(&self, tested: Range<usize>) -> Fold {
        let mut test_users = Vec::new();
        for &(user, rows) in &self.order[tested.clone()] {
            let (history, held_out_rows) = self.newest_tenth.cut(rows);
            if !held_out_rows.is_empty() && !history.is_empty() {
                test_users.push(TestUser::new(self.dataset, user, history, held_out_rows));
            }
        }
        let (before, behind) = (&self.order[..tested.start], &self.order[tested.end..]);
        let mut others: Vec<(UserIdx, &[u32])> = before.iter().chain(behind).copied().collect();
        others.sort_unstable();
        let training_rows = others.into_iter().flat_map(|(_, rows)| rows.iter().copied()).collect();
        Fold { training_rows, test_users }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::to_u32;

    #[test]
    fn every_user_is_tested_or_learnt_from() {
        let rows = |user: usize| (0..20).map(move |at| (format!("u{user}"), format!("i{at}"), at));
        let rows = (0..9).flat_map(rows).chain([("lone".to_owned(), "i0".to_owned(), 0)]);
        let dataset = Dataset::builder().interactions(rows).build();
        let users = || (0..to_u32(dataset.users().len())).map(UserIdx);
        let training = users().map(|user| (user, dataset.rows_of(user)));
        let inner = InnerUsers::new(&dataset, &Cut::default(), training, 7);
        assert_eq!(inner.n_users(), 10);
        let halves = [inner.fold(0..5), inner.fold(5..10)];
        // Two of 20 rows are held out; who has one row has nothing to show.
        assert_eq!(halves.iter().map(|half| half.test_users.len()).sum::<usize>(), 9);
        for (half, other) in [(&halves[0], &halves[1]), (&halves[1], &halves[0])] {
            for test in &half.test_users {
                assert_eq!((test.history.len(), test.held_out_rows.len()), (18, 2));
                assert!(test.history.iter().all(|row| other.training_rows.contains(row)));
                assert!(test.history.iter().all(|row| !half.training_rows.contains(row)));
            }
        }
        assert!(inner.fold(0..10).training_rows.is_empty());
    }
}
