//! A prepared Personalize CSV, typed by its columns' names, never by inference.

use std::path::Path;

use super::error::ReadError;
use super::table::{Column, Table};
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
    /// The reward column, when one was asked for; an empty cell is 0.
    pub reward: f64,
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
    /// Whether there is the reward column that was asked for.
    pub has_reward: bool,
    /// Whether the last row ended in a line break. If not, the file may have been cut off.
    pub ended: bool,
}

/// The rows of an interactions file, one after another.
///
/// Columns are found by name; their order is free and others are passed over.
#[derive(Debug)]
pub struct InteractionRows {
    table: Table,
    user: Column,
    item: Column,
    timestamp: Column,
    event_type: Option<Column>,
    event_value: Option<Column>,
    reward: Option<Column>,
}

impl InteractionRows {
    /// Opens the file at `path`; `reward` names a further column of numbers from 0 up, which it may
    /// lack.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, reward: Option<&str>) -> Result<Self, ReadError> {
        let required = [column::USER_ID, column::ITEM_ID, column::TIMESTAMP];
        let table = Table::open(path, &required)?;
        Ok(Self {
            user: table.column(column::USER_ID)?,
            item: table.column(column::ITEM_ID)?,
            timestamp: table.column(column::TIMESTAMP)?,
            event_type: table.optional_column(column::EVENT_TYPE),
            event_value: table.optional_column(column::EVENT_VALUE),
            reward: reward.and_then(|name| table.optional_column(name)),
            table,
        })
    }

    /// The header as it stands, without its line break.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        self.table.raw_header()
    }

    /// Moves to the next row; `false` after the last one.
    ///
    /// # Errors
    /// When the file cannot be read, or has more rows than 32 bits can number.
    pub fn advance(&mut self) -> Result<bool, ReadError> {
        let advanced = self.table.advance()?;
        if self.table.n_rows() > u64::from(u32::MAX) {
            let path = self.table.path().to_owned();
            return Err(ReadError::TooManyRows { path, line: self.table.line() });
        }
        Ok(advanced)
    }

    /// The current row.
    ///
    /// # Errors
    /// When a cell is not what its column must hold.
    pub fn row(&self) -> Result<Interaction<'_>, ReadError> {
        let table = &self.table;
        let event_value = match self.event_value {
            Some(at) if !table.text(at)?.is_empty() => Some(finite(table, at)?),
            _ => None,
        };
        Ok(Interaction {
            user_id: table.id(self.user)?,
            item_id: table.id(self.item)?,
            event_type: self.event_type.map_or(Ok(""), |at| named(table, at))?,
            event_value,
            timestamp_s: table.number(self.timestamp, "whole seconds since 1970")?,
            reward: self.reward.map_or(Ok(0.0), |at| amount(table, at))?,
        })
    }

    /// The current row as it stands in the file, without its line break.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.table.raw()
    }

    /// What was learnt of the file, once [`Self::advance`] has said `false`.
    #[must_use]
    pub fn shape(&self) -> Shape {
        Shape {
            n_rows: self.table.n_rows(),
            has_event_type: self.event_type.is_some(),
            has_event_value: self.event_value.is_some(),
            has_reward: self.reward.is_some(),
            ended: self.table.ended(),
        }
    }
}

/// Calls `take` with every row of the interactions file at `path`, in file order; `reward` as in
/// [`InteractionRows::open`].
///
/// # Errors
/// At the first row that cannot be read, and when there is none.
pub fn read_interactions(
    path: &Path,
    reward: Option<&str>,
    mut take: impl FnMut(Interaction<'_>),
) -> Result<Shape, ReadError> {
    let mut rows = InteractionRows::open(path, reward)?;
    while rows.advance()? {
        take(rows.row()?);
    }
    let shape = rows.shape();
    if shape.n_rows == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() });
    }
    Ok(shape)
}

fn named(table: &Table, column: Column) -> Result<&str, ReadError> {
    let text = table.text(column)?;
    if text.is_empty() { Err(table.unexpected(column, "an event type")) } else { Ok(text) }
}

fn finite(table: &Table, column: Column) -> Result<f64, ReadError> {
    let value: f64 = table.number(column, "a number")?;
    if value.is_finite() { Ok(value) } else { Err(table.unexpected(column, "a finite number")) }
}

/// A number from 0 up; 0 where the cell is empty.
fn amount(table: &Table, column: Column) -> Result<f64, ReadError> {
    if table.text(column)?.is_empty() {
        return Ok(0.0);
    }
    let value: f64 = table.number(column, "a number from 0 up")?;
    let is_amount = value.is_finite() && value >= 0.0;
    if is_amount { Ok(value) } else { Err(table.unexpected(column, "a number from 0 up")) }
}

/// Reads the column `name` of the items file at `path`: ids with numbers from 0 up, empty cells as 0.
/// `None` when the file has no such column.
///
/// # Errors
/// At the first row that cannot be read.
pub fn read_item_amounts(path: &Path, name: &str) -> Result<Option<Vec<(String, f64)>>, ReadError> {
    let mut table = Table::open(path, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let Some(amounts) = table.optional_column(name) else { return Ok(None) };
    let mut items = Vec::new();
    while table.advance()? {
        items.push((table.id(id)?.to_owned(), amount(&table, amounts)?));
    }
    Ok(Some(items))
}

/// Calls `take` with the id and the cells of the columns `names` of every row of the items file at
/// `path`. Names are compared without regard to case.
///
/// # Errors
/// At the first row that cannot be read, and when a column is missing.
pub fn read_item_columns(
    path: &Path,
    names: &[&str],
    take: &mut dyn FnMut(&str, &[&str]),
) -> Result<(), ReadError> {
    let mut table = Table::open(path, &[column::ITEM_ID])?;
    let id = table.column(column::ITEM_ID)?;
    let find = |name: &&str| {
        let known = table.header().iter().find(|known| known.eq_ignore_ascii_case(name));
        table.column(known.map_or(*name, String::as_str))
    };
    let columns = names.iter().map(find).collect::<Result<Vec<_>, _>>()?;
    while table.advance()? {
        let cells =
            columns.iter().map(|&column| table.text(column)).collect::<Result<Vec<_>, _>>()?;
        take(table.id(id)?, &cells);
    }
    Ok(())
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
