//! One file of a table: its columns, and its rows into the columns that grow.

use std::borrow::Cow;

use super::builder::{Builder, Builders, Cell};
use super::explode::Lists;
use super::kind::Mapped;
use super::rejected::Rejected;
use super::settings::MappedReading;
use crate::source::door::{FileColumn, Look, Physical, Structure};
use crate::source::error::ReadError;
use crate::source::table::{self, Table};

/// A test of a row, whose cells are given by our names of their columns, as they stand.
pub type Keeps<'k> = dyn Fn(&dyn Fn(&str) -> Option<String>) -> bool + 'k;

/// A file of a table, looked at.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub(super) look: Look,
    pub(super) columns: Vec<FileColumn>,
    pub(super) keys: Vec<(String, String)>,
}

/// The columns of a file, with the types that are its own.
pub(super) fn columns(look: &Look) -> Result<Vec<FileColumn>, ReadError> {
    if look.structure.is_typed() || look.structure == Structure::Json {
        return Ok(look.columns().to_vec());
    }
    let table = Table::opened(look.path(), look.open(None)?, &[])?;
    let column = |name: &String| FileColumn { name: name.clone(), physical: Physical::Text };
    Ok(table.header().iter().map(column).collect())
}

/// The source of a mapped column's cells in one file.
enum Source<'p> {
    Column(table::Column, &'p Physical),
    Key(&'p str),
    Nowhere,
}

impl Looked {
    /// Appends the rows of the file, and gives the number of blank lines that were passed over.
    pub(super) fn read(
        &self,
        builders: &mut Builders<'_>,
        rejected: &mut Rejected,
        reading: &MappedReading,
        keeps: &Keeps<'_>,
    ) -> Result<u64, ReadError> {
        let wanted: Vec<String> =
            builders.columns.iter().map(|builder| builder.mapped.source.clone()).collect();
        let mut table = Table::opened(self.look.path(), self.look.open(Some(&wanted))?, &[])?;
        let mut sources = Vec::new();
        for builder in &builders.columns {
            sources.push(self.source(&builder.mapped, &table)?);
        }
        let is_there = |at: usize| !matches!(sources[at], Source::Nowhere);
        let lists = Lists::of(&builders.columns, reading, &self.look, is_there);
        loop {
            match table.advance() {
                Ok(true) => {}
                Ok(false) => return Ok(table.n_blank()),
                Err(error @ (ReadError::Ragged { .. } | ReadError::Quoting { .. })) => {
                    rejected.take(error, &table, reading)?;
                    continue;
                }
                Err(error) => return Err(error),
            }
            if let Some(lists) = &lists {
                match self.explode(lists, builders, &sources, &table) {
                    Ok(n_rows) => rejected.take_list(n_rows),
                    Err(error)
                        if keeps(&|target| as_it_stands(builders, &sources, &table, target)) =>
                    {
                        rejected.take(error, &table, reading)?;
                    }
                    Err(_) => rejected.filter_out(),
                }
                continue;
            }
            match self.cells(&builders.columns, &sources, &table, |_| None) {
                Ok(mut cells) => builders.push(&mut cells),
                // What a filter leaves out need not be usable.
                Err(error) if keeps(&|target| as_it_stands(builders, &sources, &table, target)) => {
                    rejected.take(error, &table, reading)?;
                }
                Err(_) => rejected.filter_out(),
            }
        }
    }

    /// Appends a row for each part of the lists of the table's current row, and gives their number; none where a part
    /// cannot be used.
    fn explode(
        &self,
        lists: &Lists,
        builders: &mut Builders<'_>,
        sources: &[Source<'_>],
        table: &Table,
    ) -> Result<usize, ReadError> {
        let mut parts: Vec<Vec<Cow<'_, str>>> = Vec::with_capacity(lists.columns.len());
        for &column in &lists.columns {
            let text = match &sources[column] {
                Source::Column(place, _) => table.text(*place)?,
                Source::Key(value) => value,
                Source::Nowhere => "",
            };
            let own = lists.parts(text);
            if parts.first().is_some_and(|first| first.len() != own.len()) {
                let expected = "as many parts as the other list of the row";
                let mapped = &builders.columns[column].mapped;
                return Err(self.wrong(&sources[column], mapped, table, text, expected));
            }
            parts.push(own);
        }
        let n_rows = parts.first().map_or(0, Vec::len);
        let row = |at: usize| {
            self.cells(&builders.columns, sources, table, |column| {
                let list = lists.columns.iter().position(|&list| list == column)?;
                parts[list].get(at).map(|part| &**part)
            })
        };
        let rows = (0..n_rows).map(row).collect::<Result<Vec<_>, _>>()?;
        for mut cells in rows {
            builders.push(&mut cells);
        }
        Ok(n_rows)
    }

    /// The cells of the table's current row, or the first that its column cannot hold; `part` gives the text of
    /// a column that is not the whole cell.
    fn cells<'t>(
        &self,
        columns: &[Builder<'_>],
        sources: &[Source<'t>],
        table: &'t Table,
        part: impl Fn(usize) -> Option<&'t str>,
    ) -> Result<Vec<Cell<'t>>, ReadError> {
        let mut cells = Vec::with_capacity(sources.len());
        for (at, (builder, source)) in columns.iter().zip(sources).enumerate() {
            if let Some(text) = part(at) {
                let wrong = |expected| self.wrong(source, &builder.mapped, table, text, expected);
                cells.push(builder.cell(text, item_of(source)).map_err(wrong)?);
                continue;
            }
            cells.push(match source {
                Source::Column(place, physical) => builder
                    .cell(table.text(*place)?, physical)
                    .map_err(|expected| table.unexpected(*place, expected))?,
                Source::Key(value) => builder
                    .cell(value, &Physical::Text)
                    .map_err(|expected| self.wrong_key(&builder.mapped, value, expected))?,
                Source::Nowhere => Cell::Nothing,
            });
        }
        Ok(cells)
    }

    fn source(&self, mapped: &Mapped, table: &Table) -> Result<Source<'_>, ReadError> {
        if let Some((_, value)) = self.keys.iter().find(|(name, _)| *name == mapped.source) {
            return Ok(Source::Key(value));
        }
        let plain = table::plain_name(&mapped.source);
        let place = table.optional_column(plain);
        let physical = self.columns.iter().find(|column| column.name == mapped.source);
        match (place, physical) {
            (Some(place), Some(column)) => Ok(Source::Column(place, &column.physical)),
            _ if mapped.is_required() => Err(ReadError::Format {
                path: self.look.path().to_owned(),
                kind: self.look.structure.name(),
                what: format!("it has no column `{}`, as another file has", mapped.source),
            }),
            _ => Ok(Source::Nowhere),
        }
    }

    /// The error that a text of a column is not what it should be.
    fn wrong(
        &self,
        source: &Source<'_>,
        mapped: &Mapped,
        table: &Table,
        text: &str,
        expected: &'static str,
    ) -> ReadError {
        match source {
            Source::Column(place, _) => table.unexpected(*place, expected),
            Source::Key(_) | Source::Nowhere => self.wrong_key(mapped, text, expected),
        }
    }

    fn wrong_key(&self, mapped: &Mapped, value: &str, expected: &'static str) -> ReadError {
        ReadError::Cell {
            path: self.look.path().to_owned(),
            row: 0,
            column: mapped.source.clone(),
            expected,
            found: value.to_owned(),
        }
    }
}

/// The kind of the items of a column's lists.
fn item_of<'s>(source: &'s Source<'_>) -> &'s Physical {
    match source {
        Source::Column(_, Physical::List(item)) => item,
        _ => &Physical::Text,
    }
}

/// The text of the current row's cell in our column `target`, before it is read as anything.
fn as_it_stands(
    builders: &Builders<'_>,
    sources: &[Source<'_>],
    table: &Table,
    target: &str,
) -> Option<String> {
    let at = builders.columns.iter().position(|one| one.mapped.target == target)?;
    match &sources[at] {
        Source::Column(place, _) => table.text(*place).ok().map(str::to_owned),
        Source::Key(value) => Some((*value).to_owned()),
        Source::Nowhere => None,
    }
}
