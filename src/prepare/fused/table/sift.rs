//! Users and items with too few rows go, as the steps `minimum-counts` and `k-core` say.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::error::FusedError;
use super::key::{Row, Widths};
use super::parts::Parts;
use super::plan::Sift;
use crate::parallel::in_threads;
use crate::transform::{Enough, KCore, RowCounts};

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
    enough: Enough,
    tails: Vec<bool>,
}

/// Rows that are left, by user, item and tail.
#[derive(Debug, Clone)]
pub(super) struct Counts {
    by_ids: RowCounts,
    pub(super) tails: Vec<u64>,
}

impl Counts {
    /// The rows in all.
    pub(super) const fn rows(&self) -> u64 {
        self.by_ids.rows
    }

    fn add(&mut self, more: &Self) {
        self.by_ids.add(&more.by_ids);
        self.tails.iter_mut().zip(&more.tails).for_each(|(count, more)| *count += more);
    }
}

impl Alive {
    /// All users and items, and these tails.
    pub(super) fn new(n_users: usize, n_items: usize, tails: Vec<bool>) -> Self {
        Self { enough: Enough::all(n_users, n_items), tails }
    }

    /// The users that have rows, by number.
    pub(super) fn users(&self) -> &[bool] {
        &self.enough.users
    }

    /// The items that have rows, by number.
    pub(super) fn items(&self) -> &[bool] {
        &self.enough.items
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
            let before = counts.rows();
            self.enough.sift(sift.least, &counts.by_ids);
            *counts = self.count(rows)?;
            if !sift.until_settled {
                break;
            }
            log.push(KCore::said(round, before, &counts.by_ids));
            if counts.rows() == before {
                break;
            }
        }
        Ok(log)
    }

    /// Counts the rows that are left.
    pub(super) fn count(&self, rows: AllRows<'_>) -> Result<Counts, FusedError> {
        let new = || Counts { by_ids: self.enough.no_rows(), tails: vec![0; self.tails.len()] };
        let counts = rows.fold(new, |counts, row| {
            let (user, item, tail) = (row.user as usize, row.item as usize, row.tail as usize);
            if self.tails[tail] && self.enough.has(user, item) {
                counts.by_ids.rows += 1;
                counts.by_ids.count(user, item);
                counts.tails[tail] += 1;
            }
        })?;
        let sum = |mut all: Counts, more: Counts| {
            all.add(&more);
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
