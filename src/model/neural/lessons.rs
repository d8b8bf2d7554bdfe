//! The data that a network learns from, and the inner users by whom it is judged.

use super::columns::ItemColumns;
use super::settings::NeuralSettings;
use super::tokens::{Returns, Token, tokens};
use crate::dataset::ItemIdx;
use crate::model::core::Training;
use crate::number::to_u32;
use crate::split::InnerUsers;

/// The most inner users.
const MOST_INNER: usize = 500;
/// Every how many-th user is an inner one.
const INNER_SHARE: usize = 10;

/// No row: an item that training never saw.
const NO_ROW: u32 = u32::MAX;

/// Sequences to learn from, and inner users.
#[derive(Debug)]
pub(super) struct Lessons {
    pub(super) sequences: Vec<Vec<Token>>,
    /// The items that the sequences hold, rising.
    pub(super) known: Vec<ItemIdx>,
    rows: Vec<u32>,
    /// The columns of the known items.
    pub(super) columns: ItemColumns,
    /// The columns of all items.
    pub(super) all_columns: ItemColumns,
    pub(super) inner: Vec<InnerUser>,
}

/// A training user whose newest rows the network does not see.
#[derive(Debug)]
pub(super) struct InnerUser {
    pub(super) history: Vec<Token>,
    /// Rows of items that may not be listed, rising.
    pub(super) excluded: Vec<u32>,
    /// Rows of the held-out items that training knows, rising.
    pub(super) held_out: Vec<u32>,
    /// The number of held-out items, known or not.
    pub(super) n_held_out: usize,
}

impl Lessons {
    /// The sequences of all training users, but for the newest rows of one in ten, at most 500, who are the inner users.
    pub(super) fn of(training: &Training<'_>, settings: &NeuralSettings) -> Self {
        let dataset = training.dataset();
        let task = training.task();
        let returns = Returns::of(task.seen);
        let users = InnerUsers::new(dataset, &task.cut, training.users(), settings.seed);
        let fold = users.fold(0..(users.n_users() / INNER_SHARE).min(MOST_INNER));
        let read = |rows: &[u32]| tokens(rows.iter().map(|&row| training.event(row)), returns);
        let mut sequences: Vec<Vec<Token>> = fold
            .training_rows
            .chunk_by(|&left, &right| dataset.user(left) == dataset.user(right))
            .map(read)
            .collect();
        let histories: Vec<Vec<Token>> =
            fold.test_users.iter().map(|test| read(&test.history)).collect();
        sequences.extend(histories.iter().cloned());
        let mut rows = vec![NO_ROW; training.n_items()];
        sequences.iter().flatten().for_each(|token| rows[token.item.index()] = 0);
        let mut known = Vec::new();
        for (item, row) in (0..).zip(&mut rows) {
            if *row != NO_ROW {
                *row = to_u32(known.len());
                known.push(ItemIdx(item));
            }
        }
        let rows_of = |items: &[ItemIdx]| {
            let rows = items.iter().map(|item| rows[item.index()]);
            rows.filter(|&row| row != NO_ROW).collect::<Vec<u32>>()
        };
        let inner = fold.test_users.iter().zip(histories).map(|(test, history)| InnerUser {
            history,
            excluded: rows_of(&training.excluded(&test.history)),
            held_out: rows_of(&test.held_out),
            n_held_out: test.held_out.len(),
        });
        let inner = inner.collect();
        let all_columns = if settings.columns {
            ItemColumns::of(training)
        } else {
            ItemColumns::none(training.n_items())
        };
        let columns = all_columns.of_items(&known);
        Self { sequences, known, rows, columns, all_columns, inner }
    }

    /// The row of a token's item.
    pub(super) fn row(&self, token: &Token) -> u32 {
        self.rows[token.item.index()]
    }
}
