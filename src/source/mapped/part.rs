//! One file of a table: its columns, and its rows into the columns that grow.

use std::borrow::Cow;

use super::builder::{Builder, Builders, Cell};
use super::explode::Between;
use super::kind::Mapped;
use super::reading::Reading;
use super::rejected::Rejected;
use crate::source::door::{Column, Look, Physical, Structure};
use crate::source::error::ReadError;
use crate::source::table::{self, Table};

/// Whether a row stays whose cells are given by our names of their columns, as they stand.
pub type Keeps<'k> = dyn Fn(&dyn Fn(&str) -> Option<String>) -> bool + 'k;

/// A file of a table, looked at.
#[derive(Debug, Clone)]
pub(super) struct Looked {
    pub(super) look: Look,
    pub(super) columns: Vec<Column>,
    pub(super) keys: Vec<(String, String)>,
}

/// The columns of a file, with the types that are its own.
pub(super) fn columns(look: &Look) -> Result<Vec<Column>, ReadError> {
    if look.structure.is_typed() || look.structure == Structure::Json {
        return Ok(look.columns().to_vec());
    }
    let table = Table::opened(look.path(), look.open(None)?, &[])?;
    let column = |name: &String| Column { name: name.clone(), physical: Physical::Text };
    Ok(table.header().iter().map(column).collect())
}

/// Where the cells of a mapped column come from, in one file.
enum Source<'p> {
    Column(table::Column, &'p Physical),
    Key(&'p str),
    Nowhere,
}

impl Looked {
    /// Appends the rows of the file; gives how many blank lines were passed over.
    pub(super) fn read(
        &self,
        builders: &mut Builders<'_>,
        rejected: &mut Rejected,
        reading: &Reading,
        keeps: &Keeps<'_>,
    ) -> Result<u64, ReadError> {
        let wanted: Vec<String> =
            builders.columns.iter().map(|builder| builder.mapped.source.clone()).collect();
        let mut table = Table::opened(self.look.path(), self.look.open(Some(&wanted))?, &[])?;
        let between = Between::of(reading, &self.look);
        let lists: Vec<usize> = (0..builders.columns.len())
            .filter(|&at| reading.explodes(&builders.columns[at].mapped))
            .collect();
        let mut sources = Vec::new();
        for builder in &builders.columns {
            sources.push(self.source(&builder.mapped, &table)?);
        }
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
            if !lists.is_empty() {
                let parts = self.parts(&lists, &between, &sources, &table);
                let rows = parts.as_ref().map_err(|_| ()).map(|parts| {
                    let n_rows = parts.first().map_or(0, Vec::len);
                    let row =
                        |at| self.cells(&builders.columns, &sources, &table, &lists, parts, at);
                    (0..n_rows).map(row).collect::<Result<Vec<_>, _>>()
                });
                match rows {
                    Ok(Ok(rows)) => {
                        rejected.empty_list(rows.is_empty());
                        rows.into_iter().for_each(|mut cells| builders.push(&mut cells));
                    }
                    Ok(Err(error)) => rejected.take(error, &table, reading)?,
                    Err(()) => {
                        if let Err(error) = parts {
                            rejected.take(error, &table, reading)?;
                        }
                    }
                }
                continue;
            }
            match self.cells(&builders.columns, &sources, &table, &[], &[], 0) {
                Ok(mut cells) => builders.push(&mut cells),
                // What a filter leaves out need not be usable.
                Err(error) if keeps(&|target| as_it_stands(builders, &sources, &table, target)) => {
                    rejected.take(error, &table, reading)?;
                }
                Err(_) => rejected.filter_out(),
            }
        }
    }

    /// The parts of each of the `lists` of the table's current row, which are as many in each.
    fn parts<'t>(
        &self,
        lists: &[usize],
        between: &Between,
        sources: &[Source<'t>],
        table: &'t Table,
    ) -> Result<Vec<Vec<Cow<'t, str>>>, ReadError> {
        let mut all: Vec<Vec<Cow<'t, str>>> = Vec::with_capacity(lists.len());
        for &list in lists {
            let parts = match &sources[list] {
                Source::Column(place, _) => between.parts(table.text(*place)?),
                Source::Key(value) => between.parts(value),
                Source::Nowhere => Vec::new(),
            };
            if all.first().is_some_and(|first| first.len() != parts.len())
                && let Source::Column(place, _) = &sources[list]
            {
                let expected = "as many parts as the other list of the row";
                return Err(table.unexpected(*place, expected));
            }
            all.push(parts);
        }
        Ok(all)
    }

    /// The cells of the table's current row, or the first that its column cannot hold; in the columns `lists`
    /// the parts of this number.
    fn cells<'t>(
        &self,
        columns: &[Builder<'_>],
        sources: &[Source<'t>],
        table: &'t Table,
        lists: &[usize],
        parts: &'t [Vec<Cow<'_, str>>],
        number: usize,
    ) -> Result<Vec<Cell<'t>>, ReadError> {
        let mut cells = Vec::with_capacity(sources.len());
        for (at, (builder, source)) in columns.iter().zip(sources).enumerate() {
            let part = lists
                .iter()
                .position(|&list| list == at)
                .and_then(|list| parts[list].get(number).map(|part| (&**part, &Physical::Text)));
            if let (Some((text, physical)), Source::Column(place, _)) = (part, source) {
                let cell = builder.cell(text, physical);
                cells.push(cell.map_err(|expected| table.unexpected(*place, expected))?);
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
