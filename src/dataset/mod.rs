//! The interactions by index: dense users and items, rows in file order.
//!
//! Owns indices and their order. Reading lies in [`crate::source`].

mod csr;
mod vocab;

use std::path::Path;

pub use csr::Csr;
use vocab::Interner;
pub use vocab::{ItemIdx, UserIdx, Vocab};

use crate::number::to_u32;
use crate::source::ReadError;
use crate::source::error::list;
use crate::source::personalize::{Interaction, Item, read_interactions, read_items};

/// Which rows of an interactions file count, as a solution's options say.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RowFilter {
    /// Keep rows of this event type only.
    pub event_type: Option<String>,
    /// Keep rows whose `EVENT_VALUE` is at least this; rows without a value are dropped.
    pub event_value_threshold: Option<f64>,
}

impl RowFilter {
    fn keeps(&self, row: &Interaction<'_>) -> bool {
        let event = self.event_type.as_ref().is_none_or(|wanted| wanted == row.event_type);
        let value = self
            .event_value_threshold
            .is_none_or(|threshold| row.event_value.is_some_and(|value| value >= threshold));
        event && value
    }
}

/// Why there is no data set.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file lacks the column that a filter needs.
    #[error("`{path}` has no column `{column}`, which `--{option}` needs")]
    FilterColumn {
        /// The file.
        path: String,
        /// The column.
        column: &'static str,
        /// The option.
        option: &'static str,
    },
    /// The filter left nothing.
    #[error("no row of `{path}` passes the filter; its event types: {}", list(event_types))]
    NothingLeft {
        /// The file.
        path: String,
        /// The event types of the file.
        event_types: Vec<String>,
    },
}

/// Interactions by index.
///
/// Users and items are numbered in the order of their ids ([`crate::id::compare`]); items of the
/// items file without an interaction have a number too, since they belong to the catalogue.
#[derive(Debug)]
pub struct Dataset {
    users: Vocab,
    items: Vocab,
    event_types: Vec<String>,
    row_user: Vec<UserIdx>,
    row_item: Vec<ItemIdx>,
    row_event: Vec<u32>,
    row_timestamp_s: Vec<i64>,
    by_user: ByUser,
    ended: bool,
    unlisted: (usize, usize),
}

/// Row numbers grouped by user, each group in time order, ties in file order.
#[derive(Debug)]
struct ByUser {
    offsets: Vec<usize>,
    rows: Vec<u32>,
}

impl Dataset {
    /// Reads an interactions file and, for the catalogue, an items file.
    ///
    /// # Errors
    /// When a file cannot be read, the filter's column is missing, or no row is left.
    pub fn read(
        interactions: &Path,
        items: Option<&Path>,
        filter: &RowFilter,
    ) -> Result<Self, DatasetError> {
        let mut builder = Builder::default();
        let mut seen_types = Interner::default();
        let shape = read_interactions(interactions, |row| {
            seen_types.intern(row.event_type);
            if filter.keeps(&row) {
                builder.push(&row);
            }
        })?;
        let path = || interactions.display().to_string();
        let missing = |column, option| DatasetError::FilterColumn { path: path(), column, option };
        if filter.event_type.is_some() && !shape.has_event_type {
            return Err(missing(crate::column::EVENT_TYPE, "event-type"));
        }
        if filter.event_value_threshold.is_some() && !shape.has_event_value {
            return Err(missing(crate::column::EVENT_VALUE, "event-value-threshold"));
        }
        if builder.row_user.is_empty() {
            let event_types =
                seen_types.into_ids().into_iter().filter(|name| !name.is_empty()).collect();
            return Err(DatasetError::NothingLeft { path: path(), event_types });
        }
        if let Some(items) = items {
            builder.add_catalogue(&read_items(items)?);
        }
        Ok(builder.finish(shape.ended))
    }

    /// A data set of rows in file order: user, item, event type, timestamp in seconds. For tests
    /// and for callers that have no file.
    #[must_use]
    pub fn from_rows(rows: &[(&str, &str, &str, i64)]) -> Self {
        let mut builder = Builder::default();
        for &(user_id, item_id, event_type, timestamp_s) in rows {
            let event_value = None;
            builder.push(&Interaction { user_id, item_id, event_type, event_value, timestamp_s });
        }
        builder.finish(true)
    }

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

    /// Rows of interactions.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.row_user.len()
    }

    /// Whether the file ended in a line break; if not, it may have been cut off.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// How many items with interactions the items file lacks, and of how many; 0 of 0 without one.
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
        self.row_event[row as usize]
    }

    /// The timestamp of row `row` in seconds.
    #[must_use]
    pub fn timestamp_s(&self, row: u32) -> i64 {
        self.row_timestamp_s[row as usize]
    }

    /// The rows of `user` in time order, ties in file order.
    #[must_use]
    pub fn rows_of(&self, user: UserIdx) -> &[u32] {
        let at = user.index();
        &self.by_user.rows[self.by_user.offsets[at]..self.by_user.offsets[at + 1]]
    }
}

#[derive(Default)]
struct Builder {
    users: Interner,
    items: Interner,
    event_types: Interner,
    row_user: Vec<u32>,
    row_item: Vec<u32>,
    row_event: Vec<u32>,
    row_timestamp_s: Vec<i64>,
    n_unlisted_items: usize,
    n_interacted_items: usize,
}

impl Builder {
    fn push(&mut self, row: &Interaction<'_>) {
        self.row_user.push(self.users.intern(row.user_id));
        self.row_item.push(self.items.intern(row.item_id));
        self.row_event.push(self.event_types.intern(row.event_type));
        self.row_timestamp_s.push(row.timestamp_s);
    }

    /// Adds the items of an items file, and counts the items with interactions that it lacks.
    fn add_catalogue(&mut self, items: &[Item]) {
        let n_interacted = self.items.len();
        let mut listed = vec![false; n_interacted];
        for item in items {
            let index = self.items.intern(&item.id) as usize;
            if index < n_interacted {
                listed[index] = true;
            }
        }
        self.n_unlisted_items = listed.into_iter().filter(|&listed| !listed).count();
        self.n_interacted_items = n_interacted;
    }

    fn finish(self, ended: bool) -> Dataset {
        let (users, new_user) = self.users.into_vocab();
        let (items, new_item) = self.items.into_vocab();
        let renumber = |rows: Vec<u32>, new: &[u32]| -> Vec<u32> {
            rows.into_iter().map(|old| new[old as usize]).collect()
        };
        let row_user: Vec<UserIdx> =
            renumber(self.row_user, &new_user).into_iter().map(UserIdx).collect();
        let row_item = renumber(self.row_item, &new_item).into_iter().map(ItemIdx).collect();
        let by_user = group(&row_user, &self.row_timestamp_s, users.len());
        Dataset {
            users,
            items,
            event_types: self.event_types.into_ids(),
            row_user,
            row_item,
            row_event: self.row_event,
            row_timestamp_s: self.row_timestamp_s,
            by_user,
            ended,
            unlisted: (self.n_unlisted_items, self.n_interacted_items),
        }
    }
}

/// Counting sort by user, then a stable sort by time within each.
fn group(row_user: &[UserIdx], row_timestamp_s: &[i64], n_users: usize) -> ByUser {
    let mut offsets = vec![0_usize; n_users + 1];
    for user in row_user {
        offsets[user.index() + 1] += 1;
    }
    for user in 0..n_users {
        offsets[user + 1] += offsets[user];
    }
    let mut next = offsets.clone();
    let mut rows = vec![0_u32; row_user.len()];
    for (row, user) in row_user.iter().enumerate() {
        rows[next[user.index()]] = to_u32(row);
        next[user.index()] += 1;
    }
    for user in 0..n_users {
        rows[offsets[user]..offsets[user + 1]].sort_by_key(|&row| row_timestamp_s[row as usize]);
    }
    ByUser { offsets, rows }
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
