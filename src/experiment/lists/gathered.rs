//! The lists of a file, once they are gathered.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::error::ScoreError;
use crate::dataset::{Dataset, ItemIdx};
use crate::experiment::judge::{RankedList, Tied};
use crate::experiment::result::ListCounts;
use crate::split::TestUser;

/// The kind of a file's lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    ItemsForUsers,
    ItemsForItems,
    UsersForItems,
    UsersForAttributes,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::ItemsForUsers => "items for users",
            Self::ItemsForItems => "items for items",
            Self::UsersForItems => "users for items",
            Self::UsersForAttributes => "users for attributes",
        }
    }
}

/// The number that the order of a list rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OrderBy {
    /// The rank, less is better.
    Rank,
    /// The score, more is better.
    Score,
}

/// A place as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    /// Index of the user or item that the list answers.
    pub(super) query: u32,
    /// Index of the listed item or user; beyond the vocabulary, an unknown one.
    pub(super) listed: u32,
    /// The file's rank, or 0.
    pub(super) rank: f64,
    /// The file's score, or 0.
    pub(super) score: f64,
}

impl Entry {
    /// The number that the order rests on, turned so that more is better.
    pub(super) fn worth(&self, by: OrderBy) -> f64 {
        match by {
            OrderBy::Rank => 0.0 - self.rank,
            OrderBy::Score => self.score,
        }
    }
}

/// The lists of a file.
#[derive(Debug)]
pub(super) struct Gathered<'a> {
    pub(super) path: &'a Path,
    pub(super) dataset: &'a Dataset,
    pub(super) kinds: Vec<Kind>,
    /// The kinds of queries: users, items, attributes.
    pub(super) answers: [bool; 3],
    /// The rank where any place of the file has one, else the score.
    pub(super) order_by: OrderBy,
    /// Sorted: each list together, best first.
    pub(super) entries: Vec<Entry>,
    /// The places in the entries at which the list of each query begins and ends.
    pub(super) spans: HashMap<u32, (usize, usize)>,
    /// Expressions that segments answer, by query.
    pub(super) expressions: Vec<String>,
    pub(super) counts: ListCounts,
}

impl Gathered<'_> {
    /// The number of places in all lists that answer a query.
    pub(super) fn n_entries(&self) -> usize {
        self.entries.len()
    }

    /// Tells whether any list has an item that any of `test_users` holds out.
    pub(super) fn lists_any(&self, test_users: &[TestUser]) -> bool {
        let held_out: HashSet<u32> =
            test_users.iter().flat_map(|test| &test.held_out).map(|item| item.0).collect();
        self.entries.iter().any(|entry| held_out.contains(&entry.listed))
    }

    /// The id of the first listed item that the data has.
    pub(super) fn first_listed(&self) -> Option<&str> {
        let items = self.dataset.items();
        let known = |entry: &Entry| (entry.listed as usize) < items.len();
        let first = self.entries.iter().find(|entry| known(entry))?;
        Some(items.id(first.listed as usize))
    }
}

/// Counts the places that hold the same as another one.
pub(super) fn n_repeats(list: &[Entry], scratch: &mut Vec<u32>) -> usize {
    scratch.clear();
    scratch.extend(list.iter().map(|entry| entry.listed));
    scratch.sort_unstable();
    scratch.windows(2).filter(|pair| pair[0] == pair[1]).count()
}

/// Tells of each place whether an earlier one holds the same.
fn repeats(list: &[Entry]) -> Vec<bool> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    order.sort_by_key(|&at| list[at].listed);
    let mut repeats = vec![false; list.len()];
    for pair in order.windows(2) {
        repeats[pair[1]] = list[pair[0]].listed == list[pair[1]].listed;
    }
    repeats
}

impl Gathered<'_> {
    /// Tells whether the lists are of users, and not of items.
    pub(super) fn is_segmentation(&self) -> Result<bool, ScoreError> {
        let path = || self.path.display().to_string();
        if let [first, second, ..] = self.kinds[..] {
            return Err(ScoreError::Mixed {
                path: path(),
                first: first.name(),
                second: second.name(),
            });
        }
        // An empty list has no kind, but answers somebody.
        let names = ["users", "items", "attributes"];
        let mut answered = names.into_iter().zip(self.answers).filter(|(_, there)| *there);
        if let (Some((first, _)), Some((second, _))) = (answered.next(), answered.next()) {
            return Err(ScoreError::Mixed { path: path(), first, second });
        }
        Ok(matches!(self.kinds[..], [Kind::UsersForItems | Kind::UsersForAttributes]))
    }

    /// Tells whether the lists are items for items.
    pub(super) fn answers_items(&self) -> bool {
        self.kinds == [Kind::ItemsForItems]
    }

    /// The items listed for the query with this index, best first: `None` for an unknown item or one that stands above
    /// already.
    pub(super) fn listed(&self, query: u32) -> Option<Vec<Option<u32>>> {
        let &(start, end) = self.spans.get(&query)?;
        let list = &self.entries[start..end];
        let n_known = self.dataset.users().len();
        let known = |(entry, repeat): (&Entry, bool)| {
            (!repeat && (entry.listed as usize) < n_known).then_some(entry.listed)
        };
        Some(list.iter().zip(repeats(list)).map(known).collect())
    }

    /// Every query that has a list, rising.
    pub(super) fn queries(&self) -> Vec<u32> {
        let mut queries: Vec<u32> = self.spans.keys().copied().collect();
        queries.sort_unstable();
        queries
    }

    /// The list of items for the query with this index.
    pub(super) fn list_of(&self, query: u32) -> Option<RankedList> {
        let &(start, end) = self.spans.get(&query)?;
        let list = &self.entries[start..end];
        let n_items = self.dataset.items().len();
        let item = |(entry, repeat): (&Entry, bool)| {
            let known = !repeat && (entry.listed as usize) < n_items;
            known.then_some(ItemIdx(entry.listed))
        };
        // What order decided is no tie of scores.
        let score = |entry: &Entry| entry.worth(self.order_by);
        Some(RankedList {
            items: list.iter().zip(repeats(list)).map(item).collect(),
            scores: list.iter().map(score).collect(),
            tied: Tied::default(),
        })
    }
}
