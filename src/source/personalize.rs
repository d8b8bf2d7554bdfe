//! A prepared Personalize CSV, typed by its columns' names, never by inference.

use std::path::Path;

use super::error::ReadError;
use super::table::Table;
use crate::column;

/// One row of an interactions file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interaction<'a> {
    /// `USER_ID`
    pub user_id: &'a str,
    /// `ITEM_ID`
    pub item_id: &'a str,
    /// `EVENT_TYPE`; empty when the file has no such column.
    pub event_type: &'a str,
    /// `EVENT_VALUE`, when the column is there and the cell is not empty.
    pub event_value: Option<f64>,
    /// `TIMESTAMP`, in seconds since 1970-01-01 UTC.
    pub timestamp_s: i64,
}

/// What was learnt about an interactions file beside its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    /// Rows read.
    pub n_rows: u64,
    /// Whether there is an `EVENT_TYPE` column.
    pub has_event_type: bool,
    /// Whether there is an `EVENT_VALUE` column.
    pub has_event_value: bool,
    /// Whether the last row ended in a line break. If not, the file may have been cut off.
    pub ended: bool,
}

/// Calls `take` with every row of the interactions file at `path`, in file order.
///
/// Columns are found by name; their order is free and others are passed over.
///
/// # Errors
/// At the first row that cannot be read, and when there is none.
pub fn read_interactions(
    path: &Path,
    mut take: impl FnMut(Interaction<'_>),
) -> Result<Shape, ReadError> {
    let required = [column::USER_ID, column::ITEM_ID, column::TIMESTAMP];
    let mut table = Table::open(path, &required)?;
    let [user, item, timestamp] =
        [table.column(required[0])?, table.column(required[1])?, table.column(required[2])?];
    let event_type = table.optional_column(column::EVENT_TYPE);
    let event_value = table.optional_column(column::EVENT_VALUE);
    while table.advance()? {
        if table.n_rows() > u64::from(u32::MAX) {
            return Err(ReadError::TooManyRows { path: path.to_owned(), line: table.line() });
        }
        let value = match event_value {
            Some(at) if !table.text(at)?.is_empty() => Some(finite(&table, at)?),
            _ => None,
        };
        take(Interaction {
            user_id: table.id(user)?,
            item_id: table.id(item)?,
            event_type: event_type.map_or(Ok(""), |at| named(&table, at))?,
            event_value: value,
            timestamp_s: table.number(timestamp, "whole seconds since 1970")?,
        });
    }
    if table.n_rows() == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() });
    }
    Ok(Shape {
        n_rows: table.n_rows(),
        has_event_type: event_type.is_some(),
        has_event_value: event_value.is_some(),
        ended: table.ended(),
    })
}

fn named(table: &Table, column: super::table::Column) -> Result<&str, ReadError> {
    let text = table.text(column)?;
    if text.is_empty() { Err(table.unexpected(column, "an event type")) } else { Ok(text) }
}

fn finite(table: &Table, column: super::table::Column) -> Result<f64, ReadError> {
    let value: f64 = table.number(column, "a number")?;
    if value.is_finite() { Ok(value) } else { Err(table.unexpected(column, "a finite number")) }
}

/// One row of an items file. Missing columns and empty cells are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `ITEM_ID`
    pub id: String,
    /// `TITLE`
    pub title: String,
    /// `GENRES`, joined by `|`
    pub genres: String,
}

/// Reads the items file at `path`, in file order.
///
/// # Errors
/// At the first row that cannot be read.
pub fn read_items(path: &Path) -> Result<Vec<Item>, ReadError> {
    let mut table = Table::open(path, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let title = table.optional_column(column::TITLE);
    let genres = table.optional_column(column::GENRES);
    let mut items = Vec::new();
    while table.advance()? {
        items.push(Item {
            id: table.id(id)?.to_owned(),
            title: title.map_or(Ok(""), |at| table.text(at))?.to_owned(),
            genres: genres.map_or(Ok(""), |at| table.text(at))?.to_owned(),
        });
    }
    Ok(items)
}
