//! A history that stands alone.

use crate::column;
use crate::source::door::Origin;
use crate::source::error::ReadError;
use crate::source::table::Table;

/// A row of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// `ITEM_ID`
    pub item_id: String,
    /// `EVENT_TYPE`; empty when the file has no such column.
    pub event_type: String,
    /// `TIMESTAMP` in seconds; 0 when the file has no such column.
    pub timestamp_s: i64,
}

/// Reads the history at a place, in the order of the file: `ITEM_ID` and, where they are there,
/// `EVENT_TYPE` and `TIMESTAMP`.
///
/// # Errors
/// When it cannot be read, has no `ITEM_ID`, or a cell is not what it must be.
pub fn read_history<'o>(origin: impl Into<Origin<'o>>) -> Result<Vec<HistoryRow>, ReadError> {
    let mut table = Table::open(origin, &[column::ITEM_ID])?;
    let item = table.column(column::ITEM_ID)?;
    let event_type = table.optional_column(column::EVENT_TYPE);
    let timestamp = table.optional_column(column::TIMESTAMP);
    let mut rows = Vec::new();
    while table.advance()? {
        rows.push(HistoryRow {
            item_id: table.id(item)?.to_owned(),
            event_type: event_type.map_or(Ok(""), |at| table.text(at))?.to_owned(),
            timestamp_s: timestamp
                .map_or(Ok(0), |at| table.number(at, "whole seconds since 1970"))?,
        });
    }
    Ok(rows)
}
