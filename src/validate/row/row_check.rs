//! One row: its shape, its text and its cells.

use super::cell_check::CellCheck;
use super::table_columns::Table;
use super::tally::Tally;
use crate::rule::{self, Findings};
use crate::validate::input::row::Row;
use crate::validate::input::row_faults;

/// The text of a row before its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum RowText {
    /// The row is UTF-8 on one line for certain.
    Sound,
    /// It may have a line break inside a value, or bytes that are not UTF-8.
    InDoubt,
}

/// The outcome of a row's check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum RowOutcome {
    /// The line is no row of the table: ragged, or the header again.
    NoRow,
    /// The cells were checked.
    Checked,
}

/// Checks a row that is not blank, and counts it.
pub(in crate::validate) fn check_row(
    row: &Row<'_>,
    text: RowText,
    table: &Table<'_>,
    tally: &mut Tally,
    findings: &mut Findings,
) -> RowOutcome {
    if tally.n_rows == 0 {
        tally.first_line = table.line(row);
    }
    tally.n_rows += 1;
    if !has_shape(row, table, findings) {
        return RowOutcome::NoRow;
    }
    if text == RowText::InDoubt {
        row_faults::check_text(row, &|column| table.header.name(column), findings);
    }
    check_cells(row, text, table, tally, findings);
    for own in &table.own_checks {
        own.check(row, findings);
    }
    RowOutcome::Checked
}

/// Tells whether the row has a field for each column and is not the header again.
fn has_shape(row: &Row<'_>, table: &Table<'_>, findings: &mut Findings) -> bool {
    let n_columns = table.header.names.len();
    if row.n_cells() != n_columns {
        findings.add(&rule::FILE_RAGGED_ROW, None, row.whole(), || {
            let found = row.n_cells();
            format!("expected {n_columns} fields as in the header, found {found}")
        });
        return false;
    }
    if row.raw.len() == table.header.raw.len() && row.raw == table.header.raw {
        findings.add(&rule::FILE_HEADER_AGAIN, None, row.whole(), || {
            "expected a row, found the header again".to_owned()
        });
        return false;
    }
    true
}

#[inline]
fn check_cells(
    row: &Row<'_>,
    text: RowText,
    table: &Table<'_>,
    tally: &mut Tally,
    findings: &mut Findings,
) {
    let mut is_complete = true;
    let line = table.line(row);
    for (column, tally) in table.columns.iter().zip(&mut tally.columns) {
        let cell = row.cell(column.at);
        is_complete &= !cell.is_empty();
        // What is not UTF-8 was found already, for every column of the row.
        if text == RowText::Sound || std::str::from_utf8(cell).is_ok() {
            let as_of = table.as_of;
            CellCheck { column, row, cell, line, as_of, tally, findings }.check();
        } else {
            tally.current = None;
        }
    }
    tally.n_incomplete += u64::from(!is_complete);
}
