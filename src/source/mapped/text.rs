//! Mapped CSV.

use std::path::Path;

use super::builder::Builders;
use crate::source::ReadError;
use crate::source::table::Table;

pub(super) fn header(path: &Path) -> Result<Vec<String>, ReadError> {
    Ok(Table::open(path, &[])?.header().to_vec())
}

pub(super) fn read(path: &Path, builders: &mut Builders) -> Result<(), ReadError> {
    let mut table = Table::open(path, &[])?;
    let mut places = Vec::new();
    for builder in builders.columns() {
        places.push(table.column(&builder.mapped.source)?);
    }
    while table.advance()? {
        for (builder, &place) in builders.columns().iter_mut().zip(&places) {
            let text = table.text(place)?;
            builder.text(text).map_err(|expected| table.unexpected(place, expected))?;
        }
        builders.row_done();
    }
    Ok(())
}
