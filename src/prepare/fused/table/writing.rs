//! The ranks and tails that rows are written with, in their order.

use super::super::error::FusedError;
use super::super::record::Record;
use super::key::{Row, Widths};
use super::ranks::{GONE, Ranks};
use super::strongest::Strongest;
use super::tails::RowsOf;

/// The ranks and tails that rows are written with.
pub(super) struct Writing {
    pub(super) widths: Widths,
    pub(super) users: Ranks,
    pub(super) items: Ranks,
    /// The rows of the frame of tails that each tail gives.
    pub(super) rows_of: RowsOf,
    pub(super) strongest: Option<Strongest>,
}

impl Writing {
    /// The rows that are left of the records, by ranks and rows of the frame of tails, sorted.
    pub(super) fn rank(
        &self,
        records: &mut Vec<Record>,
        ranked: &mut Vec<Record>,
    ) -> Result<(), FusedError> {
        ranked.clear();
        ranked.reserve(records.len());
        for &record in records.iter() {
            let row = self.widths.row(record);
            let (user, item) = (self.users.of(row.user), self.items.of(row.item));
            // A tail that a filter left out has no rows.
            if user == GONE || item == GONE {
                continue;
            }
            for &tail in self.rows_of.of(row.tail) {
                let row = Row { user, item, tail, ..row };
                ranked.push(self.widths.record(row).ok_or(FusedError::Odd)?);
            }
        }
        records.clear();
        ranked.sort_unstable();
        if let Some(strongest) = &self.strongest {
            strongest.leave(ranked, self.widths)?;
        }
        Ok(())
    }
}
