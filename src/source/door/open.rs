//! Opens the file or the folder at a place.

use super::chained;
use super::look::Look;
use super::opened::Opened;
use super::origin::Origin;
use crate::source::error::ReadError;
use crate::source::remote;
use crate::source::table::Table;

/// Opens the file at a place as CSV, or the files of a folder one after another, which must have the same columns.
///
/// # Errors
/// When it cannot be read, or files of a folder have different columns.
pub fn open<'o>(origin: impl Into<Origin<'o>>) -> Result<Opened, ReadError> {
    let origin = origin.into();
    if remote::is_dir(origin.path) {
        return chained::open(origin);
    }
    Look::at(origin.path, origin.options)?.open(None)
}

impl Table {
    /// Opens the file at a place, whatever [`crate::source::door`] finds it to be, and reads its header, which must
    /// have the columns `required`.
    ///
    /// # Errors
    /// When the file cannot be read, is empty, or lacks a column.
    pub fn open<'o>(origin: impl Into<Origin<'o>>, required: &[&str]) -> Result<Self, ReadError> {
        let origin = origin.into();
        Self::opened(origin.path, open(origin)?, required)
    }
}
