//! Users and items with too few rows go, as the steps `minimum-counts` and `k-core` say.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::error::FusedError;
use super::key::{Row, Widths};
use super::parts::Parts;
use super::plan::Sift;
use crate::parallel::in_threads;
use crate::transform::KCore;

/// All rows of a table, as so many threads look through them.
#[derive(Clone, Copy)]
pub(super) struct AllRows<'p> {
    pub(super) parts: &'p Parts,
    pub(super) widths: Widths,
    pub(super) n_threads: usize,
}

/// The users, items and tails that have rows left.
#[derive(Debug, Clone)]
pub(super) struct Alive {
    users: Vec<bool>,
    items: Vec<bool>,
    tails: Vec<bool>,
}

/// Rows that are left, in all and by the number of their user, item and tail.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    users: Vec<u32>,
    items: Vec<u32>,
    pub(super) tails: Vec<u64>,
    pub(super) rows: u64,
}

impl Alive {
    /// All users and items, and these tails.
    pub(super) fn new(n_users: usize, n_items: usize, tails: Vec<bool>) -> Self {
        Self { users: vec![true; n_users], items: vec![true; n_items], tails }
    }

    /// The users that have rows, by number.
    pub(super) fn users(&self) -> &[bool] {
        &self.users
    }

    /// The items that have rows, by number.
    pub(super) fn items(&self) -> &[bool] {
        &self.items
    }

    /// Tells whether the row is left.
    fn has(&self, row: Row) -> bool {
        self.tails[row.tail as usize]
            && self.users[row.user as usize]
            && self.items[row.item as usize]
    }

    /// Takes users and items away that have too few rows by `counts`, which it brings up to date; gives the result of
    /// each round.
    pub(super) fn sift(
        &mut self,
        sift: Sift,
        counts: &mut Counts,
        rows: AllRows<'_>,
    ) -> Result<Vec<String>, FusedError> {
        let mut log = Vec::new();
        for round in 1_u32.. {
            let before = counts.rows;
            let enough = |counts: &[u32], least: u32, alive: &mut [bool]| {
                for (alive, &count) in alive.iter_mut().zip(counts) {
                    *alive &= count >= least;
                }
            };
            enough(&counts.users, sift.per_user, &mut self.users);
            enough(&counts.items, sift.per_item, &mut self.items);
            *counts = self.count(rows)?;
            if !sift.until_settled {
                break;
            }
            let there = |counts: &[u32]| counts.iter().filter(|&&count| count > 0).count() as u64;
            let there = [there(&counts.users), there(&counts.items)];
            log.push(KCore::said(round, [before, counts.rows], there));
            if counts.rows == before {
                break;
            }
        }
        Ok(log)
    }

    /// Counts the rows that are left.
    pub(super) fn count(&self, rows: AllRows<'_>) -> Result<Counts, FusedError> {
        let new = || Counts {
            users: vec![0; self.users.len()],
            items: vec![0; self.items.len()],
            tails: vec![0; self.tails.len()],
            rows: 0,
        };
        let counts = rows.fold(new, |counts, row| {
            if self.has(row) {
                counts.users[row.user as usize] += 1;
                counts.items[row.item as usize] += 1;
                counts.tails[row.tail as usize] += 1;
                counts.rows += 1;
            }
        })?;
        let sum = |mut all: Counts, more: Counts| {
            all.users.iter_mut().zip(more.users).for_each(|(count, more)| *count += more);
            all.items.iter_mut().zip(more.items).for_each(|(count, more)| *count += more);
            all.tails.iter_mut().zip(more.tails).for_each(|(count, more)| *count += more);
            all.rows += more.rows;
            all
        };
        counts.into_iter().reduce(sum).ok_or(FusedError::Odd)
    }
}

impl AllRows<'_> {
    /// Folds all rows, one state a thread.
    fn fold<S: Send>(
        self,
        new: impl Fn() -> S + Sync,
        take: impl Fn(&mut S, Row) + Sync,
    ) -> Result<Vec<S>, FusedError> {
        let Self { parts, widths, n_threads } = self;
        let next = AtomicUsize::new(0);
        in_threads(
            n_threads,
            || (),
            |_| {
                let mut state = new();
                loop {
                    let part = next.fetch_add(1, Ordering::Relaxed);
                    if part >= parts.len() {
                        return Ok(state);
                    }
                    parts.each(part, |record| take(&mut state, widths.row(record)))?;
                }
            },
        )
    }
}
