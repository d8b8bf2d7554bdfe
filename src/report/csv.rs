//! Every table of the page as CSV.

use super::inputs::Inputs;
use super::page_table::without_formula;
use super::view::view;
use crate::source::quoting::push_row;

/// The tables as CSV files, by their names: as they stand on the page, quoted as RFC 4180 says. A text that a
/// spreadsheet would take for a formula gets an apostrophe before it.
#[must_use]
pub fn tables(inputs: &Inputs) -> Vec<(String, Vec<u8>)> {
    let view = view(inputs);
    let file = |table: &super::view::NamedTable<'_>| {
        let mut csv = Vec::new();
        for row in std::iter::once(&table.table.heading).chain(&table.table.rows) {
            let cells = row.iter().map(|cell| without_formula(cell).into_owned());
            push_row(cells, &mut csv);
        }
        (format!("{}.csv", table.name), csv)
    };
    view.tables().iter().map(file).collect()
}
