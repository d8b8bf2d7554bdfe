//! A prepared Personalize CSV, typed by its columns' names, never by inference.

use std::fs::File;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::blocks::{Block, Blocks};
use super::error::ReadError;
use super::table::{Column, Input, Table};
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

/// Where the columns of an interactions file stand.
#[derive(Debug, Clone)]
struct Layout {
    n_columns: usize,
    user: Column,
    item: Column,
    timestamp: Column,
    event_type: Option<Column>,
    event_value: Option<Column>,
    reward: Option<Column>,
}

impl Layout {
    fn of(table: &Table, reward: Option<&str>) -> Result<Self, ReadError> {
        Ok(Self {
            n_columns: table.header().len(),
            user: table.column(column::USER_ID)?,
            item: table.column(column::ITEM_ID)?,
            timestamp: table.column(column::TIMESTAMP)?,
            event_type: table.optional_column(column::EVENT_TYPE),
            event_value: table.optional_column(column::EVENT_VALUE),
            reward: reward.and_then(|name| table.optional_column(name)),
        })
    }

    /// The current row of `table`.
    fn row<'t>(&self, table: &'t Table) -> Result<Interaction<'t>, ReadError> {
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

    /// The row of a line whose cells are `cells`, if it is as plain as most are.
    fn plain<'t>(&self, cells: &[&'t str]) -> Option<Interaction<'t>> {
        let cell = |column: Column| cells[column.index()];
        let filled = |text: &'t str| (!text.is_empty()).then_some(text);
        let number = |text: &str| text.parse::<f64>().ok().filter(|value| value.is_finite());
        let event_value = match self.event_value.map(cell) {
            None | Some("") => None,
            Some(text) => Some(number(text)?),
        };
        let reward = match self.reward.map(cell) {
            None | Some("") => 0.0,
            Some(text) => number(text).filter(|&reward| reward >= 0.0)?,
        };
        Some(Interaction {
            user_id: filled(cell(self.user))?,
            item_id: filled(cell(self.item))?,
            event_type: self.event_type.map_or(Some(""), |at| filled(cell(at)))?,
            event_value,
            timestamp_s: whole(cell(self.timestamp))?,
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

/// The rows of an interactions file, one after another.
///
/// Columns are found by name; their order is free and others are passed over.
#[derive(Debug)]
pub struct InteractionRows {
    table: Table,
    layout: Layout,
}

const REQUIRED: [&str; 3] = [column::USER_ID, column::ITEM_ID, column::TIMESTAMP];

impl InteractionRows {
    /// Opens the file at `path`; `reward` names a further column of numbers from 0 up, which it may
    /// lack.
    ///
    /// # Errors
    /// When the file cannot be read or lacks a column.
    pub fn open(path: &Path, reward: Option<&str>) -> Result<Self, ReadError> {
        let table = Table::open(path, &REQUIRED)?;
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

/// An interactions file in blocks, for many threads at once.
pub struct InteractionBlocks {
    path: PathBuf,
    layout: Layout,
    header: Vec<String>,
    blocks: Mutex<Queue>,
}

struct Queue {
    blocks: Blocks<File>,
    /// The first block, with the header; taken by whoever asks first.
    first: Option<Block>,
    /// Nobody gets more after an error.
    failed: bool,
}

/// What is to be known of a block beside its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BlockEnd {
    /// Its rows.
    pub n_rows: u64,
    /// The first blank line after which only blank lines follow in the block. They may only end the
    /// file.
    pub blank: Option<u64>,
    /// Whether its last row ends in a line break.
    pub ended: bool,
}

impl std::fmt::Debug for InteractionBlocks {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("InteractionBlocks")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl InteractionBlocks {
    /// Opens the file at `path`; `reward` as in [`InteractionRows::open`].
    ///
    /// # Errors
    /// When the file cannot be read, is empty, or lacks a column.
    pub fn open(path: &Path, reward: Option<&str>) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Io { path: path.to_owned(), source };
        let mut blocks = Blocks::new(File::open(path).map_err(failed)?);
        let first = blocks.next().map_err(failed)?;
        let beginning = first.as_ref().map_or(Vec::new(), |block| block.bytes.clone());
        let table = Table::csv(path, Input::new(Cursor::new(beginning)), &REQUIRED)?;
        Ok(Self {
            path: path.to_owned(),
            layout: Layout::of(&table, reward)?,
            header: table.header().to_vec(),
            blocks: Mutex::new(Queue { blocks, first, failed: false }),
        })
    }

    /// Whether there is an `EVENT_TYPE` column.
    #[must_use]
    pub fn has_event_type(&self) -> bool {
        self.layout.event_type.is_some()
    }

    /// Whether there is an `EVENT_VALUE` column.
    #[must_use]
    pub fn has_event_value(&self) -> bool {
        self.layout.event_value.is_some()
    }

    /// Whether there is the reward column that was asked for.
    #[must_use]
    pub fn has_reward(&self) -> bool {
        self.layout.reward.is_some()
    }

    /// The next block for this thread; none at the end, and after an error.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next(&self) -> Result<Option<Block>, ReadError> {
        let mut queue = self.blocks.lock().unwrap_or_else(PoisonError::into_inner);
        if queue.failed {
            return Ok(None);
        }
        if let Some(first) = queue.first.take() {
            return Ok(Some(first));
        }
        let next = queue.blocks.next();
        queue.failed = next.is_err();
        next.map_err(|source| ReadError::Io { path: self.path.clone(), source })
    }

    /// Hands out no more blocks.
    pub fn stop(&self) {
        self.blocks.lock().unwrap_or_else(PoisonError::into_inner).failed = true;
    }

    /// Calls `begin`, then `take` with every row of `block`. A block that is not plain throughout is
    /// begun again and read strictly.
    ///
    /// # Errors
    /// At the first row that cannot be read.
    pub fn read<S>(
        &self,
        block: Block,
        state: &mut S,
        begin: impl Fn(&mut S),
        mut take: impl FnMut(&mut S, &Interaction<'_>),
    ) -> Result<BlockEnd, ReadError> {
        begin(state);
        if block.index > 0
            && let Some(end) = self.read_plain(&block.bytes, state, &mut take)
        {
            return Ok(end);
        }
        begin(state);
        let (first, line, offset) = (block.index == 0, block.line, block.offset);
        let input = Input::new(Cursor::new(block.bytes));
        let mut table = if first {
            Table::csv(&self.path, input, &REQUIRED)?
        } else {
            Table::resumed(&self.path, input, self.header.clone(), line, offset)
        };
        while table.advance()? {
            take(state, &self.layout.row(&table)?);
        }
        let (n_rows, ended) = (table.n_rows(), table.ended());
        // The table has passed over blank lines up to the end of the block.
        let blank = table.blank_from();
        Ok(BlockEnd { n_rows, blank, ended })
    }

    /// Reads lines without quotes, carriage returns or anything odd; `None` at the first other.
    fn read_plain<S>(
        &self,
        bytes: &[u8],
        state: &mut S,
        take: &mut impl FnMut(&mut S, &Interaction<'_>),
    ) -> Option<BlockEnd> {
        const COLUMNS_MAX: usize = 32;
        let n_columns = self.layout.n_columns;
        if n_columns > COLUMNS_MAX || memchr::memchr2(b'"', b'\r', bytes).is_some() {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
        let mut end = BlockEnd { ended: true, ..BlockEnd::default() };
        let mut cells = [""; COLUMNS_MAX];
        let (mut n, mut start) = (0, 0);
        for at in memchr::memchr2_iter(b',', b'\n', text.as_bytes()).chain([text.len()]) {
            if n == n_columns {
                return None;
            }
            cells[n] = &text[start..at];
            (n, start) = (n + 1, at + 1);
            if text.as_bytes().get(at) != Some(&b',') {
                if n != n_columns {
                    return None;
                }
                take(state, &self.layout.plain(&cells[..n])?);
                end.n_rows += 1;
                n = 0;
            }
        }
        Some(end)
    }

    /// The error that a blank line at `line` does not end the file.
    #[must_use]
    pub fn blank_within(&self, line: u64) -> ReadError {
        ReadError::Ragged {
            path: self.path.clone(),
            line,
            expected: self.header.len(),
            has_header: true,
            found: 1,
            cut_off: false,
        }
    }
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
