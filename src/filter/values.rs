//! The values that occur in fields of the data.

use std::collections::BTreeSet;
use std::path::Path;

use crate::schema::Field;
use crate::source::ReadError;
use crate::source::table::Table;

/// The different values of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KnownValues {
    /// All of them.
    All(BTreeSet<String>),
    /// More than are kept: nothing can be said of a value that is not among them.
    TooMany,
}

/// The most different values of a field that are kept.
const VALUES_MAX: usize = 200_000;

impl KnownValues {
    fn add(&mut self, value: &str) {
        let Self::All(values) = self else { return };
        if value.is_empty() || values.contains(value) {
            return;
        }
        if values.len() == VALUES_MAX {
            *self = Self::TooMany;
        } else {
            values.insert(value.to_owned());
        }
    }
}

/// The values of each of `fields` in the table at `path`. Those of a category are the parts between `|`.
/// A field without a column has none.
///
/// # Errors
/// At the first row that cannot be read.
pub fn read_values(path: &Path, fields: &[&Field]) -> Result<Vec<KnownValues>, ReadError> {
    let mut table = Table::open(path, &[])?;
    let columns: Vec<_> = fields.iter().map(|field| table.optional_column(&field.name)).collect();
    let mut values = vec![KnownValues::All(BTreeSet::new()); fields.len()];
    while table.advance()? {
        for ((column, field), values) in columns.iter().zip(fields).zip(&mut values) {
            let Some(column) = *column else { continue };
            let cell = table.text(column)?;
            if field.categorical {
                cell.split('|').for_each(|part| values.add(part));
            } else {
                values.add(cell);
            }
        }
    }
    Ok(values)
}
