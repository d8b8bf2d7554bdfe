//! A row of an interactions file, by the columns of its header.

use crate::column;
use crate::source::error::ReadError;
use crate::source::table::{Column, Table};

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
    /// `TIMESTAMP`, in seconds since 1970-01-01 UTC; 0 when the file has no time.
    pub timestamp_s: i64,
    /// The reward column, when one was asked for; an empty cell is 0.
    pub reward: f64,
    /// A hash of the cells of all other columns and of `EVENT_VALUE`, as they are written; 0 where it was
    /// not asked for. Rows that agree in it and in user, item, type and time are equal in everything.
    pub rest: u32,
}

/// A treatment of the columns that an interaction has beside user, item, type and time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OtherColumns {
    /// They are passed over, but for `EVENT_VALUE` and the reward.
    #[default]
    Ignored,
    /// They are hashed into [`Interaction::rest`].
    Hashed,
}

/// The columns that an interactions file must have.
pub(super) const REQUIRED: [&str; 2] = [column::USER_ID, column::ITEM_ID];

/// Parts of names that a column of times has, whatever else it is called.
const TIME_WORDS: [&str; 4] = ["time", "date", "stamp", "epoch"];

/// The column `TIMESTAMP`; none where the table has no time at all. A column that may hold times under another name is
/// an error, so that no time is lost for a wrong word.
fn time_column(table: &Table) -> Result<Option<Column>, ReadError> {
    let is_time = |name: &String| {
        let name = name.to_lowercase();
        TIME_WORDS.iter().any(|word| name.contains(word)) || ["ts", "at"].contains(&name.as_str())
    };
    match table.optional_column(column::TIMESTAMP) {
        None if table.header().iter().any(is_time) => table.column(column::TIMESTAMP).map(Some),
        found => Ok(found),
    }
}

/// The positions of the columns of an interactions file.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    pub(super) n_columns: usize,
    user: Column,
    item: Column,
    pub(super) timestamp: Option<Column>,
    pub(super) event_type: Option<Column>,
    pub(super) event_value: Option<Column>,
    pub(super) reward: Option<Column>,
    /// The columns of [`Interaction::rest`].
    pub(super) rest: Vec<Column>,
}

/// A hash of texts in their order.
fn hash<'t>(texts: impl Iterator<Item = &'t str>) -> u32 {
    let of_text = |seed, text: &str| xxhash_rust::xxh3::xxh3_64_with_seed(text.as_bytes(), seed);
    u32::try_from(texts.fold(0, of_text) >> 32).unwrap_or_default()
}

impl Layout {
    pub(super) fn of(table: &Table, reward: Option<&str>) -> Result<Self, ReadError> {
        Ok(Self {
            n_columns: table.header().len(),
            user: table.column(column::USER_ID)?,
            item: table.column(column::ITEM_ID)?,
            timestamp: time_column(table)?,
            event_type: table.optional_column(column::EVENT_TYPE),
            event_value: table.optional_column(column::EVENT_VALUE),
            reward: reward.and_then(|name| table.optional_column(name)),
            rest: Vec::new(),
        })
    }

    /// The same, and rows have a hash of their other columns.
    pub(super) fn with_rest(mut self, header: &[String], table: &Table) -> Self {
        let named = [column::USER_ID, column::ITEM_ID, column::TIMESTAMP, column::EVENT_TYPE];
        let others = header.iter().filter(|name| !named.contains(&name.as_str()));
        self.rest = others.filter_map(|name| table.optional_column(name)).collect();
        self
    }

    /// The current row of `table`.
    pub(super) fn row<'t>(&self, table: &'t Table) -> Result<Interaction<'t>, ReadError> {
        let event_value = match self.event_value {
            Some(at) if !table.text(at)?.is_empty() => Some(finite(table, at)?),
            _ => None,
        };
        let rest = self.rest.iter().map(|&at| table.text(at)).collect::<Result<Vec<_>, _>>()?;
        Ok(Interaction {
            rest: if rest.is_empty() { 0 } else { hash(rest.into_iter()) },
            user_id: table.id(self.user)?,
            item_id: table.id(self.item)?,
            event_type: self.event_type.map_or(Ok(""), |at| named(table, at))?,
            event_value,
            timestamp_s: self
                .timestamp
                .map_or(Ok(0), |at| table.number(at, "whole seconds since 1970"))?,
            reward: self.reward.map_or(Ok(0.0), |at| amount(table, at))?,
        })
    }

    /// The row of a line whose cells are `cells`, if it is as plain as most are.
    pub(super) fn plain<'t>(&self, cells: &[&'t str]) -> Option<Interaction<'t>> {
        let cell = |column: Column| cells[column.index()];
        let filled = |text: &'t str| (!text.is_empty()).then_some(text);
        let number = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
        let event_value = match self.event_value.map(cell) {
            None | Some("") => None,
            Some(text) => Some(number(text).filter(|&value| fits(value))?),
        };
        let reward = match self.reward.map(cell) {
            None | Some("") => 0.0,
            Some(text) => number(text).filter(|&reward| reward >= 0.0)?,
        };
        Some(Interaction {
            rest: match &self.rest[..] {
                [] => 0,
                rest => hash(rest.iter().map(|&column| cell(column))),
            },
            user_id: filled(cell(self.user))?,
            item_id: filled(cell(self.item))?,
            event_type: self.event_type.map_or(Some(""), |at| filled(cell(at)))?,
            event_value,
            timestamp_s: self.timestamp.map_or(Some(0), |at| whole(cell(at)))?,
            reward,
        })
    }
}

/// Digits as a number, as most timestamps are; others are left to the strict reader.
fn whole(text: &str) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    text.bytes().try_fold(0_i64, |value, byte| {
        byte.is_ascii_digit().then(|| 10 * value + i64::from(byte - b'0'))
    })
}

fn named(table: &Table, column: Column) -> Result<&str, ReadError> {
    let text = table.text(column)?;
    if text.is_empty() { Err(table.unexpected(column, "an event type")) } else { Ok(text) }
}

/// The range that a value of an event must be in: the service holds it in 32 bits.
const A_FLOAT: &str = "a number of at most 3.4028e38, the largest that a float can hold";

fn fits(value: f64) -> bool {
    value.abs() <= f64::from(f32::MAX)
}

fn finite(table: &Table, column: Column) -> Result<f64, ReadError> {
    let value: f64 = table.number(column, "a number")?;
    if fits(value) { Ok(value) } else { Err(table.unexpected(column, A_FLOAT)) }
}

/// A number from 0 up; 0 where the cell is empty.
pub(super) fn amount(table: &Table, column: Column) -> Result<f64, ReadError> {
    if table.text(column)?.is_empty() {
        return Ok(0.0);
    }
    let value: f64 = table.number(column, "a number from 0 up")?;
    let is_amount = value.is_finite() && value >= 0.0;
    if is_amount { Ok(value) } else { Err(table.unexpected(column, "a number from 0 up")) }
}
