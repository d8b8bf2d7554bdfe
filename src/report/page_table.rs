//! Tables and texts as the template shows them.

use std::borrow::Cow;

use serde::Serialize;

use crate::number::thousands;
use crate::source::quoting::push_row;
use crate::text::without_steering;

/// A table: a heading, then rows of cells, the first of each a name.
#[derive(Debug, Clone, Default, Serialize)]
pub(in crate::report) struct Table {
    pub(in crate::report) heading: Vec<String>,
    pub(in crate::report) rows: Vec<Vec<String>>,
}

/// The lines without back-ticks, which mark literals on a terminal; on a page they are noise.
pub(in crate::report) fn plain(lines: Vec<String>) -> Vec<String> {
    lines.into_iter().map(|line| line.replace('`', "")).collect()
}

impl Table {
    /// The table as CSV, quoted as RFC 4180 says. A text that a spreadsheet would take for a formula gets an apostrophe
    /// before it, and signs that steer are written out.
    pub(in crate::report) fn csv(&self) -> Vec<u8> {
        let mut csv = Vec::new();
        for row in std::iter::once(&self.heading).chain(&self.rows) {
            let cells =
                row.iter().map(|cell| without_formula(&without_steering(cell)).into_owned());
            push_row(cells, &mut csv);
        }
        csv
    }
}

/// The cell with an apostrophe before what a spreadsheet would take for a formula; numbers stay.
fn without_formula(cell: &str) -> Cow<'_, str> {
    let begins = cell.starts_with(['=', '+', '-', '@']);
    if begins && cell.replace(',', "").parse::<f64>().is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

pub(in crate::report) fn count(count: usize) -> String {
    thousands(count as u64)
}

pub(in crate::report) fn texts<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}
