//! The data that a model learns from.

use std::sync::{Arc, OnceLock};

use super::ranking::{Scored, rank_by_count};
use super::recommend::BATCH;
use super::request::Event;
use crate::dataset::{Csr, Dataset, ItemIdx, UserIdx};
use crate::memory::{self, Room};
use crate::number::to_u32;
use crate::split::{Cut, Seen, Targets};

/// The part of a model's task that decides what it learns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Task {
    /// The rows that are held out, and the order in which rows of one second stand.
    pub cut: Cut,
    /// The items of the history that are left out of the lists.
    pub seen: Seen,
    /// The most memory a model may take; without it, what the system leaves when it is fitted.
    pub memory_limit: Option<Room>,
}

/// Threads whose buffers an estimate of memory counts, however many there are: the same models fit on every
/// machine with the same limit.
pub(in crate::model) const THREADS: u64 = 8;

/// The sizes of the data on which a model's memory and work depend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Users with a training row.
    pub users: usize,
    /// Items of the catalogue.
    pub items: usize,
    /// Rows to learn from.
    pub rows: usize,
    /// Distinct user–item pairs.
    pub pairs: usize,
}

impl Shape {
    /// The memory that the scores of all items take while one batch of requests is answered on every thread, in bytes.
    pub(in crate::model) fn scores(&self) -> u64 {
        (self.items * BATCH * 4) as u64 * THREADS
    }
}

/// Rows of a data set to learn from.
#[derive(Debug)]
pub struct Training<'a> {
    dataset: &'a Dataset,
    rows: &'a [u32],
    task: Task,
    work_limit: Option<u64>,
    /// Shared by trainings on the same rows in another order.
    matrix: OnceLock<Arc<Csr>>,
    sequences: OnceLock<Vec<Sequence>>,
    popular: OnceLock<Vec<Scored>>,
}

/// A user's distinct items in the order of their first rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sequence {
    /// The user.
    pub user: UserIdx,
    /// The items, oldest first.
    pub items: Vec<ItemIdx>,
    /// The instants of their first rows.
    pub times_s: Vec<i64>,
}

impl<'a> Training<'a> {
    /// All rows of a data set.
    #[must_use]
    pub fn of_all(dataset: &'a Dataset) -> Self {
        Self::new(dataset, dataset.rows_by_user())
    }

    /// `rows` in the order of users, each user's in time order.
    ///
    /// # Panics
    /// When they are not in the order of users: a user would count as several.
    #[must_use]
    pub fn new(dataset: &'a Dataset, rows: &'a [u32]) -> Self {
        assert!(
            rows.is_sorted_by_key(|&row| dataset.user(row)),
            "training rows must be in the order of users"
        );
        Self {
            dataset,
            rows,
            task: Task::default(),
            work_limit: None,
            matrix: OnceLock::new(),
            sequences: OnceLock::new(),
            popular: OnceLock::new(),
        }
    }

    /// The same, for a model that will be asked for `task`.
    #[must_use]
    pub fn for_task(mut self, task: Task) -> Self {
        self.task = task;
        self
    }

    /// The same, for a model whose learning may take so many multiplications, such as
    /// [`FAST_WORK`](super::FAST_WORK).
    #[must_use]
    pub fn within_work(mut self, limit: Option<u64>) -> Self {
        self.work_limit = limit;
        self
    }

    /// The memory that a model would take and that it may take, in bytes, where the first is more.
    pub(in crate::model) fn lacks_memory(&self, needed: u64) -> Option<(u64, Room)> {
        let room = self.task.memory_limit.or_else(memory::room);
        room.filter(|room| needed > room.bytes).map(|room| (needed, room))
    }

    /// The same in multiplications.
    pub(in crate::model) fn lacks_work(&self, needed: u64) -> Option<(u64, u64)> {
        self.work_limit.filter(|&limit| needed > limit).map(|limit| (needed, limit))
    }

    /// The most multiplications that learning may take, if that is limited.
    #[must_use]
    pub fn work_limit(&self) -> Option<u64> {
        self.work_limit
    }

    /// The task that the model will be given.
    #[must_use]
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The distinct items of `history`, rising, that will be left out of the list.
    #[must_use]
    pub fn excluded(&self, history: &[u32]) -> Vec<ItemIdx> {
        let targets = Targets::of(self.dataset, &self.task.cut.target).unwrap_or_default();
        targets.excluded(self.dataset, history, self.task.seen)
    }

    /// The data set that the rows are of.
    #[must_use]
    pub fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// The rows, in the order of users, each user's in time order.
    #[must_use]
    pub fn rows(&self) -> &'a [u32] {
        self.rows
    }

    /// The rows of all users, oldest first; those of one second in the order of [`Self::rows`], which for one user is
    /// the order that the cut gave them.
    #[must_use]
    pub fn rows_by_time(&self) -> Vec<u32> {
        let mut rows = self.rows.to_vec();
        rows.sort_by_key(|&row| self.dataset.timestamp_s(row));
        rows
    }

    /// Number of items of the whole catalogue.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.dataset.items().len()
    }

    /// The users with rows, each with the rows in time order.
    pub fn users(&self) -> impl Iterator<Item = (UserIdx, &'a [u32])> + '_ {
        let dataset = self.dataset;
        let groups = self.rows.chunk_by(|&left, &right| dataset.user(left) == dataset.user(right));
        groups.map(|rows| (dataset.user(rows[0]), rows))
    }

    /// Row `row` as an event of a history.
    #[must_use]
    pub fn event(&self, row: u32) -> Event {
        event(self.dataset, row)
    }

    /// Users × items, binary, made once; users outside the training set have empty rows.
    #[must_use]
    pub fn matrix(&self) -> &Csr {
        self.matrix.get_or_init(|| {
            let item = |&row: &u32| self.dataset.item(row);
            let groups = self.users().map(|(user, rows)| (user, rows.iter().map(item)));
            Arc::new(Csr::from_groups(self.dataset.users().len(), self.n_items(), groups))
        })
    }

    /// The same with the matrix of `other`, which has the same rows in whatever order.
    #[must_use]
    pub(crate) fn with_matrix_of(self, other: &Self) -> Self {
        let _made = other.matrix();
        Self { matrix: other.matrix.clone(), ..self }
    }

    /// Each user's distinct items in the order of their first rows, in the order of users; made once.
    #[must_use]
    pub fn sequences(&self) -> &[Sequence] {
        self.sequences.get_or_init(|| {
            let mut last_user = vec![u32::MAX; self.n_items()];
            let mut sequence = |(user, rows): (UserIdx, &[u32])| {
                let (mut items, mut times_s) = (Vec::new(), Vec::new());
                for &row in rows {
                    let item = self.dataset.item(row);
                    if last_user[item.index()] != user.0 {
                        last_user[item.index()] = user.0;
                        items.push(item);
                        times_s.push(self.dataset.timestamp_s(row));
                    }
                }
                Sequence { user, items, times_s }
            };
            self.users().map(&mut sequence).collect()
        })
    }

    /// Items with at least one user, by falling number of distinct users, ties by index, made once; the score is the
    /// number.
    #[must_use]
    pub fn popular(&self) -> &[Scored] {
        self.popular.get_or_init(|| rank_by_count(&self.users_per_item()))
    }

    /// Rows per item.
    #[must_use]
    pub fn rows_per_item(&self) -> Vec<u32> {
        let mut counts = vec![0; self.n_items()];
        for &row in self.rows {
            counts[self.dataset.item(row).index()] += 1;
        }
        counts
    }

    /// Distinct users per item.
    #[must_use]
    pub fn users_per_item(&self) -> Vec<u32> {
        let matrix = self.matrix();
        let items = (0..to_u32(self.n_items())).map(ItemIdx);
        items.map(|item| to_u32(matrix.users_of(item).len())).collect()
    }

    /// Distinct items per user; 0 for users outside the training set.
    #[must_use]
    pub fn items_per_user(&self) -> Vec<u32> {
        let matrix = self.matrix();
        let users = (0..to_u32(matrix.n_users())).map(UserIdx);
        users.map(|user| to_u32(matrix.items_of(user).len())).collect()
    }

    /// The newest instant to learn from, in seconds.
    #[must_use]
    pub fn newest_s(&self) -> i64 {
        self.rows.iter().map(|&row| self.dataset.timestamp_s(row)).max().unwrap_or(0)
    }

    /// Its sizes.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape {
            users: self.users().count(),
            items: self.n_items(),
            rows: self.rows.len(),
            pairs: self.matrix().n_pairs(),
        }
    }
}

/// Row `row` of `dataset` as an event of a history.
#[must_use]
pub fn event(dataset: &Dataset, row: u32) -> Event {
    Event {
        item: dataset.item(row),
        event_type: dataset.event_number(row),
        timestamp_s: dataset.timestamp_s(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dataset() -> Dataset {
        Dataset::from_rows(&[("a", "x", "", 3), ("b", "x", "", 1), ("a", "y", "", 2)])
    }

    #[test]
    fn all_rows_stand_by_user_and_by_time() {
        let dataset = dataset();
        let training = Training::of_all(&dataset);
        assert_eq!(training.rows(), [2, 0, 1]);
        assert_eq!(training.rows_by_time(), [1, 2, 0]);
        assert_eq!(training.users().count(), 2);
    }

    #[test]
    #[should_panic(expected = "training rows must be in the order of users")]
    fn rows_in_another_order_are_refused() {
        let _ = Training::new(&dataset(), &[0, 1, 2]);
    }
}
