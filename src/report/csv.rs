//! Every table of the page as CSV.

use super::inputs::Inputs;
use super::view::view;

/// The tables as CSV files, by their names: as they stand on the page, quoted as RFC 4180 says. A text that a
/// spreadsheet would take for a formula gets an apostrophe before it.
#[must_use]
pub fn tables(inputs: &Inputs) -> Vec<(String, Vec<u8>)> {
    let view = view(inputs);
    view.tables().iter().map(|one| (format!("{}.csv", one.name), one.table.csv())).collect()
}
