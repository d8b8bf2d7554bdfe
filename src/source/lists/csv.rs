//! Lists as a table: `USER_ID,ITEM_ID` with `RANK` or `SCORE`.

use std::io::Cursor;
use std::path::Path;

use super::said::{ListPlace, ListQuery, Said};
use crate::column::{ITEM_ID, USER_ID};
use crate::source::ReadError;
use crate::source::blocks::{BLOCK_BYTES, Blocks};
use crate::source::door::Opened;
use crate::source::table::{Column, Input, Table};

const RANK: &str = "RANK";
const SCORE: &str = "SCORE";

/// The positions of the columns.
struct Layout {
    n_columns: usize,
    user: Column,
    item: Column,
    rank: Option<Column>,
    score: Option<Column>,
}

/// Blocks without quotes or anything odd are read at once, all others by the strict table.
pub(super) fn read(
    path: &Path,
    opened: Opened,
    take: &mut dyn FnMut(Said<'_>),
) -> Result<(), ReadError> {
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let Opened { input, line, offset, has_lines } = opened;
    let mut blocks = Blocks::starting(input, line, offset, BLOCK_BYTES);
    let first = blocks.next().map_err(failed)?.map(|block| block.bytes).unwrap_or_default();
    let first = Opened { input: Input::new(Cursor::new(first)), line, offset, has_lines };
    let mut table = Table::opened(path, first, &[USER_ID, ITEM_ID])?;
    let layout = Layout::of(path, &table)?;
    let mut n_rows = layout.read_strictly(&mut table, take)?;
    while let Some(block) = blocks.next().map_err(failed)? {
        if let Some(places) = layout.read_plain(&block.bytes) {
            n_rows += places.len() as u64;
            for place in places {
                take(Said::Place(place));
            }
        } else {
            let (line, offset) = (block.line, block.offset);
            let input = Input::new(Cursor::new(block.bytes));
            let header = table.header().to_vec();
            let opened = Opened { input, line, offset, has_lines };
            let mut rest = Table::resumed(path, opened, header);
            n_rows += layout.read_strictly(&mut rest, take)?;
        }
    }
    if n_rows == 0 {
        return Err(ReadError::NoRows { path: path.to_owned() });
    }
    Ok(())
}

impl Layout {
    fn of(path: &Path, table: &Table) -> Result<Self, ReadError> {
        let (rank, score) = (table.optional_column(RANK), table.optional_column(SCORE));
        if rank.is_none() && score.is_none() {
            return Err(ReadError::MissingColumn {
                path: path.to_owned(),
                column: format!("{RANK}` or `{SCORE}"),
                found: table.header().to_vec(),
            });
        }
        let (user, item) = (table.column(USER_ID)?, table.column(ITEM_ID)?);
        Ok(Self { n_columns: table.header().len(), user, item, rank, score })
    }

    fn read_strictly(
        &self,
        table: &mut Table,
        take: &mut dyn FnMut(Said<'_>),
    ) -> Result<u64, ReadError> {
        while table.advance()? {
            take(Said::Place(ListPlace {
                query: ListQuery::User(table.id(self.user)?),
                id: table.id(self.item)?,
                is_user: false,
                rank: number(table, self.rank)?,
                score: number(table, self.score)?,
            }));
        }
        Ok(table.n_rows())
    }

    /// The places of a block of plain lines; `None` when one is not.
    fn read_plain<'b>(&self, bytes: &'b [u8]) -> Option<Vec<ListPlace<'b>>> {
        if memchr::memchr2(b'"', b'\r', bytes).is_some() {
            return None;
        }
        let text = std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?;
        let mut places = Vec::new();
        let mut cells: Vec<&str> = Vec::with_capacity(self.n_columns);
        for line in text.split('\n') {
            cells.clear();
            let mut start = 0;
            for at in memchr::memchr_iter(b',', line.as_bytes()).chain([line.len()]) {
                cells.push(&line[start..at]);
                start = at + 1;
            }
            if cells.len() != self.n_columns {
                return None;
            }
            places.push(self.place(&cells)?);
        }
        Some(places)
    }

    fn place<'b>(&self, cells: &[&'b str]) -> Option<ListPlace<'b>> {
        let cell = |column: Column| cells[column.index()];
        let filled = |text: &'b str| (!text.is_empty()).then_some(text);
        let number = |column: Option<Column>| match column {
            None => Some(None),
            Some(column) => {
                let value: f64 = cell(column).parse().ok()?;
                value.is_finite().then_some(Some(value))
            }
        };
        Some(ListPlace {
            query: ListQuery::User(filled(cell(self.user))?),
            id: filled(cell(self.item))?,
            is_user: false,
            rank: number(self.rank)?,
            score: number(self.score)?,
        })
    }
}

fn number(table: &Table, column: Option<Column>) -> Result<Option<f64>, ReadError> {
    let Some(column) = column else { return Ok(None) };
    let value: f64 = table.number(column, "a number")?;
    if value.is_finite() {
        Ok(Some(value))
    } else {
        Err(table.unexpected(column, "a finite number"))
    }
}
