//! The interactions by index, as they are asked for.

use super::genres::Genres;
use super::terms::Terms;
use super::times::Times;
use super::vocab::{ItemIdx, UserIdx, Vocab};
use crate::instant::NotSeconds;

/// Interactions by index.
///
/// Users and items are numbered in the order of their ids ([`crate::id::compare`]); items of the
/// items file without an interaction have a number too, since they belong to the catalogue.
#[derive(Debug)]
pub struct Dataset {
    pub(super) users: Vocab,
    pub(super) items: Vocab,
    pub(super) event_types: Vec<String>,
    pub(super) row_user: Vec<UserIdx>,
    pub(super) row_item: Vec<ItemIdx>,
    pub(super) row_event: Vec<u16>,
    pub(super) row_timestamp_s: Times,
    pub(super) by_user: ByUser,
    pub(super) part_ends: Vec<usize>,
    /// NaN where there is none; empty when no row has one.
    pub(super) row_value: Vec<f32>,
    /// Empty where rows are not told apart by their other columns.
    pub(super) row_rest: Vec<u32>,
    pub(super) genres: Option<Genres>,
    pub(super) terms: Option<Terms>,
    pub(super) years: Option<Vec<Option<i32>>>,
    pub(super) rewards: Option<Rewards>,
    pub(super) ended: bool,
    pub(super) has_time: bool,
    /// True if any file has a column of event types.
    pub(super) has_event_type: bool,
    /// The columns of `row_rest`.
    pub(super) other_columns: Vec<String>,
    pub(super) unlisted: (usize, usize),
    pub(super) n_filtered_out: usize,
}

/// The rewards of the interactions, read from the items file or from the interactions.
#[derive(Debug)]
pub(super) enum Rewards {
    ByItem(Vec<f64>),
    ByRow(Vec<f64>),
}

/// Row numbers grouped by user, each group in time order, ties in file order.
#[derive(Debug)]
pub(super) struct ByUser {
    pub(super) offsets: Vec<usize>,
    pub(super) rows: Vec<u32>,
}

impl Dataset {
    /// Users by index.
    #[must_use]
    pub fn users(&self) -> &Vocab {
        &self.users
    }

    /// Items by index: those of the interactions and of the items file.
    #[must_use]
    pub fn items(&self) -> &Vocab {
        &self.items
    }

    /// Event types in the order of their first row; one empty text when the file has none.
    #[must_use]
    pub fn event_types(&self) -> &[String] {
        &self.event_types
    }

    /// An estimate of the bytes that it takes: its rows, with what an evaluation notes of each, and its ids.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        64 * self.n_rows() as u64 + 96 * (self.users.len() + self.items.len()) as u64
    }

    /// Rows of interactions.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.row_user.len()
    }

    /// Tells whether the file ended in a line break; if not, it may have been cut off.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// The number of items with interactions that the items file lacks, and the number of all items with interactions;
    /// 0 and 0 without an items file.
    #[must_use]
    pub fn unlisted_items(&self) -> (usize, usize) {
        self.unlisted
    }

    /// The user of row `row`.
    #[must_use]
    pub fn user(&self, row: u32) -> UserIdx {
        self.row_user[row as usize]
    }

    /// The item of row `row`.
    #[must_use]
    pub fn item(&self, row: u32) -> ItemIdx {
        self.row_item[row as usize]
    }

    /// The event type of row `row`, an index into [`Self::event_types`].
    #[must_use]
    pub fn event(&self, row: u32) -> u32 {
        u32::from(self.row_event[row as usize])
    }

    /// The same in the 16 bits that it is held in.
    #[must_use]
    pub fn event_number(&self, row: u32) -> u16 {
        self.row_event[row as usize]
    }

    /// The timestamp of row `row` in seconds.
    #[must_use]
    pub fn timestamp_s(&self, row: u32) -> i64 {
        self.row_timestamp_s.get(row)
    }

    /// The rows whose time cannot be in seconds, if there are any: a reason for a warning.
    #[must_use]
    pub fn not_seconds(&self) -> Option<NotSeconds> {
        NotSeconds::among(self.row_timestamp_s.iter())
    }

    /// The number, from 0, of the file that row `row` is from.
    #[must_use]
    pub fn part(&self, row: u32) -> usize {
        self.part_ends.partition_point(|&end| end <= row as usize)
    }

    /// The number of files that the rows are from.
    #[must_use]
    pub fn n_parts(&self) -> usize {
        self.part_ends.len()
    }

    /// The genres of the items, where an items file has any.
    #[must_use]
    pub fn genres(&self) -> Option<&Genres> {
        self.genres.as_ref()
    }

    /// The words of the items' descriptions, where an items file has any.
    #[must_use]
    pub fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    /// The year of each item, where an items file has any.
    #[must_use]
    pub fn years(&self) -> Option<&[Option<i32>]> {
        self.years.as_deref()
    }

    /// Tells whether any row has an event value.
    #[must_use]
    pub fn has_event_values(&self) -> bool {
        !self.row_value.is_empty()
    }

    /// The event value of row `row`, if it has one.
    #[must_use]
    pub fn event_value(&self, row: u32) -> Option<f32> {
        self.row_value.get(row as usize).copied().filter(|value| !value.is_nan())
    }

    /// A hash of the event value of row `row`, as it is written, and of its cells in columns that are not
    /// read; 0 where there are none, or the rows were not read whole.
    #[must_use]
    pub fn rest(&self, row: u32) -> u32 {
        self.row_rest.get(row as usize).copied().unwrap_or_default()
    }

    /// The reward of the interaction of row `row`; `None` when no rewards were read.
    #[must_use]
    pub fn reward(&self, row: u32) -> Option<f64> {
        Some(match self.rewards.as_ref()? {
            Rewards::ByItem(amounts) => amounts[self.item(row).index()],
            Rewards::ByRow(amounts) => amounts[row as usize],
        })
    }

    /// Tells whether rewards were read.
    #[must_use]
    pub fn has_rewards(&self) -> bool {
        self.rewards.is_some()
    }

    /// Rows that the filter left out.
    #[must_use]
    pub fn n_filtered_out(&self) -> usize {
        self.n_filtered_out
    }

    /// All rows in the order of users, each user's in time order, ties in file order.
    #[must_use]
    pub fn rows_by_user(&self) -> &[u32] {
        &self.by_user.rows
    }

    /// The rows of `user` in time order, ties in file order.
    #[must_use]
    pub fn rows_of(&self, user: UserIdx) -> &[u32] {
        let at = user.index();
        &self.by_user.rows[self.by_user.offsets[at]..self.by_user.offsets[at + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indices_follow_the_id_order_and_rows_the_time() {
        let dataset = Dataset::from_rows(&[
            ("10", "b", "click", 5),
            ("9", "a", "click", 7),
            ("10", "a", "watch", 5),
            ("10", "c", "click", 1),
        ]);
        assert_eq!(dataset.users().id(0), "9");
        assert_eq!(dataset.users().id(1), "10");
        assert_eq!(dataset.items().find("c"), Some(2));
        assert_eq!(dataset.rows_of(UserIdx(1)), [3, 0, 2]);
        assert_eq!(dataset.rows_of(UserIdx(0)), [1]);
        assert_eq!(dataset.event_types(), ["click", "watch"]);
    }
}
