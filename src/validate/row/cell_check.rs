//! A cell that is being checked: its column, its row, and where counts and findings go.

use super::column_tally::ColumnTally;
use super::kind::{CellKind, Column};
use crate::rule::{self, Findings, Rule};
use crate::text::{shorten, stands_for_no_id};
use crate::validate::input::row::Row;

/// A cell that is being checked.
pub(super) struct CellCheck<'c> {
    pub(super) column: &'c Column<'c>,
    pub(super) row: &'c Row<'c>,
    /// The cell's bytes, without quotes.
    pub(super) cell: &'c [u8],
    /// The row's line, counted over all parts of the table.
    pub(super) line: u64,
    /// The instant that counts as now.
    pub(super) as_of: i64,
    pub(super) tally: &'c mut ColumnTally,
    pub(super) findings: &'c mut Findings,
}

impl CellCheck<'_> {
    /// Adds a finding at the cell.
    pub(super) fn add(&mut self, rule: &'static Rule, message: impl FnOnce() -> String) {
        let place = self.row.place(self.column.at);
        self.findings.add(rule, Some(&self.column.field.name), place, message);
    }

    /// Adds the finding that the cell is not of its column's type.
    pub(super) fn add_type(&mut self) {
        let (cell, column) = (self.cell, self.column);
        self.add(&rule::VALUE_TYPE, || {
            let text = String::from_utf8_lossy(cell).into_owned();
            let date = matches!(column.kind, CellKind::Instant { .. })
                && crate::instant::from_iso(&text).is_some();
            let what = if date { "the date " } else { "" };
            let unit = if date { " seconds since 1970" } else { "" };
            let nothing = stands_for_no_id(cell);
            let hint = if nothing { "; leave the cell empty if nothing is known" } else { "" };
            format!(
                "expected {}{unit}, found {what}\"{}\"{hint}",
                column.field.expected(),
                shorten(&text, 40)
            )
        });
    }
}
