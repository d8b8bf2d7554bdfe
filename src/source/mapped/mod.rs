//! Any table as interactions, items or users: one file, several, or a folder of them, its columns named by a
//! [`Mapping`], its cells read as [`Reading`] says.

mod builder;
mod cell;
mod instants;
mod mapping;
mod numbers;
mod reading;
mod rejected;
#[cfg(test)]
mod value_table;

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;

pub use cell::{InstantForm, Instants, NO_VALUE};
pub use mapping::{Kind, Mapped, Mapping, MappingError, Resolved};
pub use reading::{BadRows, MAX_BAD_ROWS, Reading, ReadingError};
pub use rejected::{Rejected, RejectedRow};

use super::door::{Column, Look, Physical, Structure};
use super::error::{ReadError, list};
use super::files::{self, Part};
use super::table::{self, Table};
use builder::{Builders, Cell};

/// Why no table was found.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The path cannot be looked at.
    #[error("cannot open `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The reason the system gave.
        source: std::io::Error,
    },
    /// A folder holds no data.
    #[error(
        "`{}` holds no table{}",
        path.display(),
        if passed_over.is_empty() { String::new() } else { format!(": found {}", list(passed_over)) }
    )]
    Empty {
        /// The folder.
        path: PathBuf,
        /// What lies there.
        passed_over: Vec<String>,
    },
    /// A folder holds files of several kinds, or one table twice.
    #[error(
        "`{}` holds {what}: {}; name one file, or move the others away",
        path.display(),
        list(found)
    )]
    Mixed {
        /// The folder.
        path: PathBuf,
        /// Of what kinds.
        what: &'static str,
        /// What lies there.
        found: Vec<String>,
    },
    /// A file of a folder is not read.
    #[error(
        "`{}` is not read: {why}; `--skip-unreadable` passes such files over, counted",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// What was said of the table cannot be.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The one file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// A file of a table, looked at.
#[derive(Debug, Clone)]
struct Looked {
    look: Look,
    columns: Vec<Column>,
    keys: Vec<(String, String)>,
}

/// The files of one table.
#[derive(Debug, Clone)]
pub struct TableFiles {
    parts: Vec<Looked>,
    paths: Vec<PathBuf>,
    /// Files that cannot be read, with the reason.
    skipped: Vec<(PathBuf, String)>,
}

/// Whether a row stays whose cells are given by our names of their columns, as they stand.
pub type Keeps<'k> = dyn Fn(&dyn Fn(&str) -> Option<String>) -> bool + 'k;

/// The rows of a table.
#[derive(Debug)]
pub struct Rows {
    /// The rows that can be used, with the mapped columns in their order.
    pub frame: DataFrame,
    /// How the instants were written.
    pub form: Option<InstantForm>,
    /// What was changed or passed over, in sentences.
    pub notes: Vec<String>,
    /// The rows that cannot be used.
    pub rejected: Rejected,
}

impl TableFiles {
    /// The file at `path`, the files that a pattern matches, or all files of a folder and its folders, in
    /// the order of their paths. Names that begin with `_` or `.` are passed over, as other tools do.
    ///
    /// # Errors
    /// When nothing is there, a file cannot be read, or the folder holds files of several kinds.
    pub fn find(path: &Path, reading: &Reading) -> Result<Self, TableError> {
        let failed = |source| TableError::Io { path: path.to_owned(), source };
        let options = reading.options()?;
        let found = files::find(path).map_err(failed)?;
        if found.parts.is_empty() {
            let name =
                |file: &PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
            let passed_over = found.passed_over.iter().filter_map(name).collect();
            return Err(TableError::Empty { path: path.to_owned(), passed_over });
        }
        let is_one = found.parts.len() == 1;
        let mut table = Self { parts: Vec::new(), paths: Vec::new(), skipped: Vec::new() };
        for Part { path, keys } in found.parts {
            let looked = Look::at(&path, &options).and_then(|look| {
                if look.is_binary {
                    let what = "it holds zero bytes, which no text does".to_owned();
                    return Err(ReadError::Format { path: path.clone(), kind: "a table", what });
                }
                let columns = columns(&look)?;
                Ok(Looked { look, columns, keys })
            });
            match looked {
                Ok(looked) => {
                    table.paths.push(path);
                    table.parts.push(looked);
                }
                Err(error) if is_one => return Err(error.into()),
                Err(error) if reading.skip_unreadable => table.skipped.push((path, chain(&error))),
                Err(error) => return Err(TableError::Unreadable { path, why: chain(&error) }),
            }
        }
        table.expect_one_kind(path)?;
        Ok(table)
    }

    /// Refuses files of several kinds, and a table that stands in two forms.
    fn expect_one_kind(&self, path: &Path) -> Result<(), TableError> {
        let mixed = |what, found: Vec<&PathBuf>| {
            let name =
                |file: &&PathBuf| file.strip_prefix(path).unwrap_or(file).display().to_string();
            let found = found.iter().map(name).collect();
            Err(TableError::Mixed { path: path.to_owned(), what, found })
        };
        let stem = |file: &Path| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let has_ending = name.contains('.');
            has_ending.then(|| file.with_file_name(name.split('.').next().unwrap_or("")))
        };
        for (at, file) in self.paths.iter().enumerate() {
            let Some(own) = stem(file) else { continue };
            let twin = self.paths[..at].iter().find(|other| stem(other).as_ref() == Some(&own));
            if let Some(twin) = twin {
                return mixed("one table in two forms", vec![twin, file]);
            }
        }
        let kinds = |looked: &Looked| looked.look.structure.name();
        if self.parts.iter().any(|part| kinds(part) != kinds(&self.parts[0])) {
            return mixed("files of more than one kind", self.paths.iter().collect());
        }
        Ok(())
    }

    /// The files in their order.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.paths
    }

    /// What was found in the files beside plain CSV, and which files are not read, in sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = Vec::new();
        for part in &self.parts {
            if let Some(said) = part.look.said()
                && !notes.iter().any(|note| note.ends_with(&said))
            {
                notes.push(format!("read as {said}"));
            }
        }
        if self.paths.len() > 1 {
            notes.push(format!("{} files", crate::number::thousands(self.paths.len() as u64)));
        }
        for (path, why) in &self.skipped {
            notes.push(format!("not read: `{}`: {why}", path.display()));
        }
        notes
    }

    /// The columns of all files, in the order in which they are met, so that none that a later file
    /// adds goes unseen, and those that folders name.
    #[must_use]
    pub fn header(&self) -> Vec<Column> {
        let mut all: Vec<Column> = Vec::new();
        for part in &self.parts {
            for (at, column) in part.columns.iter().enumerate() {
                // A name that a file has twice stays twice, so that it can be refused.
                let is_twice = part.columns[..at].iter().any(|other| other.name == column.name);
                match all.iter_mut().find(|known| known.name == column.name) {
                    Some(known) if !is_twice => {
                        if known.physical == Physical::Nothing {
                            known.physical = column.physical.clone();
                        }
                    }
                    _ => all.push(column.clone()),
                }
            }
        }
        for part in &self.parts {
            for (name, _) in &part.keys {
                if all.iter().all(|known| known.name != *name) {
                    all.push(Column { name: name.clone(), physical: Physical::Text });
                }
            }
        }
        all
    }

    /// The one file, where there is but one.
    pub(crate) fn only(&self) -> Option<(&Look, &[Column])> {
        match &self.parts[..] {
            [one] if one.keys.is_empty() => Some((&one.look, &one.columns)),
            _ => None,
        }
    }

    /// The rows of all files.
    ///
    /// # Errors
    /// At the first cell that is not what its column must hold, unless bad rows are dropped or kept apart;
    /// when they are more than may be; when there is no row.
    pub fn read(
        &self,
        mapped: &[Mapped],
        instants: Instants,
        reading: &Reading,
        keeps: &Keeps<'_>,
    ) -> Result<Rows, ReadError> {
        let mut builders = Builders::new(mapped, instants, reading);
        let mut rejected = Rejected::new(reading);
        let mut n_blank = 0;
        for part in &self.parts {
            let blank = part.read(&mut builders, &mut rejected, reading, keeps)?;
            // Between JSON objects blank lines keep each on its line.
            n_blank += if part.look.structure == Structure::Json { 0 } else { blank };
        }
        let n_rows = builders.n_rows();
        rejected.expect_few(n_rows, reading, &self.paths[0])?;
        if n_rows == 0 {
            return Err(ReadError::NoRows { path: self.paths[0].clone() });
        }
        let (frame, form, mut notes) = builders.finish();
        let frame = numbers::settle(frame, mapped, &mut notes);
        let frame = instants::settle(frame, mapped, &mut notes)
            .map_err(|error| error.into_read(&self.paths[0]))?;
        if n_blank > 0 {
            notes.push(format!("blank lines passed over: {}", crate::number::thousands(n_blank)));
        }
        notes.extend(rejected.notes(n_rows));
        Ok(Rows { frame, form, notes, rejected })
    }
}

/// An error with what caused it.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// The columns of a file, with the types that are its own.
fn columns(look: &Look) -> Result<Vec<Column>, ReadError> {
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
    fn read(
        &self,
        builders: &mut Builders<'_>,
        rejected: &mut Rejected,
        reading: &Reading,
        keeps: &Keeps<'_>,
    ) -> Result<u64, ReadError> {
        let wanted: Vec<String> =
            builders.columns.iter().map(|builder| builder.mapped.source.clone()).collect();
        let mut table = Table::opened(self.look.path(), self.look.open(Some(&wanted))?, &[])?;
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
            let mut cells: Vec<Cell<'_>> = Vec::with_capacity(sources.len());
            let mut refused = None;
            for (builder, source) in builders.columns.iter().zip(&sources) {
                let cell = match source {
                    Source::Column(place, physical) => match table.text(*place) {
                        Ok(text) => builder
                            .cell(text, physical)
                            .map_err(|expected| table.unexpected(*place, expected)),
                        Err(error) => Err(error),
                    },
                    Source::Key(value) => builder
                        .cell(value, &Physical::Text)
                        .map_err(|expected| self.wrong_key(&builder.mapped, value, expected)),
                    Source::Nowhere => Ok(Cell::Nothing),
                };
                match cell {
                    Ok(cell) => cells.push(cell),
                    Err(error) => {
                        refused = Some(error);
                        break;
                    }
                }
            }
            match refused {
                None => builders.push(&mut cells),
                Some(error) => {
                    let cell = |target: &str| {
                        let at =
                            builders.columns.iter().position(|one| one.mapped.target == target)?;
                        match &sources[at] {
                            Source::Column(place, _) => table.text(*place).ok().map(str::to_owned),
                            Source::Key(value) => Some((*value).to_owned()),
                            Source::Nowhere => None,
                        }
                    };
                    // What a filter leaves out need not be usable.
                    if keeps(&cell) {
                        rejected.take(error, &table, reading)?;
                    } else {
                        rejected.filter_out();
                    }
                }
            }
        }
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
