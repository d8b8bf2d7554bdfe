//! The files of one table, and all their rows.

use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;

use super::builder::Builders;
use super::cell::{InstantForm, Instants};
use super::kind::Mapped;
use super::part::{Keeps, Looked, columns};
use super::rejected::Rejected;
use super::remarks::blank_note;
use super::settings::MappedReading;
use super::table_error::TableError;
use super::{instants, numbers};
use crate::source::door::{FileColumn, Look, Physical, Structure};
use crate::source::error::ReadError;
use crate::source::files::{self, Part};

/// The files of one table.
#[derive(Debug, Clone, Default)]
pub struct TableFiles {
    parts: Vec<Looked>,
    paths: Vec<PathBuf>,
    /// Files that cannot be read, with the reason.
    skipped: Vec<(PathBuf, String)>,
    /// The columns of a table that lies elsewhere.
    columns: Vec<FileColumn>,
}

/// The rows of a table.
#[derive(Debug)]
pub struct Rows {
    /// The rows that can be used, with the mapped columns in their order.
    pub frame: DataFrame,
    /// The form of the instants.
    pub form: Option<InstantForm>,
    /// Remarks on what was changed or passed over, in sentences.
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
    pub fn find(path: &Path, reading: &MappedReading) -> Result<Self, TableError> {
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
        let mut table = Self::default();
        for Part { path, keys } in found.parts {
            let looked = Look::at(&path, &options).and_then(|look| {
                if look.is_binary {
                    let what = "it holds zero bytes, which no text does".to_owned();
                    return Err(ReadError::Format { path: path.clone(), kind: "a table", what });
                }
                let columns = columns(&look)?;
                if reading.skip_unreadable {
                    expect_readable(&look)?;
                }
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

    /// A table with these columns that lies elsewhere: there are no files here.
    #[must_use]
    pub fn elsewhere(columns: Vec<FileColumn>) -> Self {
        Self { columns, ..Self::default() }
    }

    /// The files in their order.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.paths
    }

    /// The files with the findings on them, in their order.
    pub(super) fn parts(&self) -> &[Looked] {
        &self.parts
    }

    /// Remarks on the form of the files, and on those that are not read, in sentences.
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
    pub fn header(&self) -> Vec<FileColumn> {
        let mut all = self.columns.clone();
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
                    all.push(FileColumn { name: name.clone(), physical: Physical::Text });
                }
            }
        }
        all
    }

    /// The form of the first file, as all files have it.
    pub(crate) fn form(&self) -> Option<&Look> {
        self.parts.first().map(|part| &part.look)
    }

    /// Tells whether folders name columns.
    pub(crate) fn has_keys(&self) -> bool {
        self.parts.iter().any(|part| !part.keys.is_empty())
    }

    /// The one file, where there is but one.
    pub(crate) fn only(&self) -> Option<(&Look, &[FileColumn])> {
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
        reading: &MappedReading,
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
        // Of lists the rows of the file count, not those that they become.
        let n_used = if rejected.n_lists() > 0 { rejected.n_lists() } else { n_rows };
        rejected.expect_few(n_used, reading, &self.paths[0])?;
        if n_rows == 0 {
            return Err(ReadError::NoRows { path: self.paths[0].clone() });
        }
        let (frame, form, mut notes) = builders.finish();
        let frame = numbers::settle(frame, mapped, reading, &mut notes);
        let frame = instants::settle(frame, mapped, &self.paths[0], &mut notes)?;
        notes.extend(blank_note(n_blank));
        notes.extend(rejected.notes(n_used));
        Ok(Rows { frame, form, notes, rejected })
    }
}

/// Reads a file to its end, since one that breaks off late cannot be passed over once its rows are taken.
fn expect_readable(look: &Look) -> Result<(), ReadError> {
    let mut rows = look.open(None)?.input;
    std::io::copy(&mut rows, &mut std::io::sink())
        .map(|_| ())
        .map_err(|source| ReadError::Io { path: look.path().to_owned(), source })
}

/// An error with its causes.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
