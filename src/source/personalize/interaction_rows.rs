//! The rows of an interactions file, in turn.

use super::interaction::{Interaction, Layout, REQUIRED};
use crate::source::door::Origin;
use crate::source::error::ReadError;
use crate::source::table::Table;

/// The rows of an interactions file, one after another.
///
/// Columns are found by name; their order is free and others are passed over.
#[derive(Debug)]
pub struct InteractionRows {
    table: Table,
    layout: Layout,
}

impl InteractionRows {
    /// Opens the file at a place; `reward` names a further column of numbers from 0 up, which it may
    /// lack.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open<'o>(
        origin: impl Into<Origin<'o>>,
        reward: Option<&str>,
    ) -> Result<Self, ReadError> {
        let table = Table::open(origin, &REQUIRED)?;
        Ok(Self { layout: Layout::of(&table, reward)?, table })
    }

    /// The header as it stands, without its line break.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        self.table.raw_header()
    }

    /// Moves to the next row; `false` after the last one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn advance(&mut self) -> Result<bool, ReadError> {
        self.table.advance()
    }

    /// The current row.
    ///
    /// # Errors
    /// When a cell is not what its column must hold.
    pub fn row(&self) -> Result<Interaction<'_>, ReadError> {
        self.layout.row(&self.table)
    }

    /// The current row as it stands in the file, without its line break.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.table.raw()
    }
}
