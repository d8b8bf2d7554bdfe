//! Faults in the content of a typed file.

use std::io;

use super::column::Structure;

/// A cell that has no text.
#[derive(Debug, thiserror::Error)]
#[error("row {row}: column `{column}`: {what}")]
pub(super) struct CellError {
    pub(super) row: u64,
    pub(super) column: String,
    pub(super) what: String,
}

/// The error that a file is not what it begins as.
pub(super) fn damaged(structure: Structure, error: &dyn std::fmt::Display) -> io::Error {
    let what = format!("it is not readable as {}: {error}", structure.name());
    io::Error::new(io::ErrorKind::InvalidData, what)
}

/// The error that a column is of a type without text.
pub(super) fn unreadable(column: &str, found: &str) -> io::Error {
    let what = format!(
        "column `{column}`: expected text, numbers, instants, booleans or a list of those, found {found}"
    );
    io::Error::new(io::ErrorKind::InvalidData, what)
}
