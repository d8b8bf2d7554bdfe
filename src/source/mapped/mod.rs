//! Any table as interactions, items or users: CSV, Parquet, Arrow IPC or JSON Lines, one file or a
//! folder of them, its columns named by a [`Mapping`].

mod builder;
mod cell;
mod columnar;
mod json_lines;
mod mapping;
mod text;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use polars::prelude::DataFrame;

pub use cell::{InstantForm, Instants};
pub use mapping::{Kind, Mapped, Mapping, MappingError};

use super::error::{ReadError, list};
use builder::Builders;

/// What the files of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV with a header.
    Csv,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, as file or stream.
    Arrow,
    /// One JSON object a line.
    JsonLines,
}

impl Format {
    /// The format of a file of this name, by its ending.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Csv),
            "parquet" | "pq" => Some(Self::Parquet),
            "arrow" | "feather" | "ipc" | "arrows" => Some(Self::Arrow),
            "jsonl" | "ndjson" | "json" => Some(Self::JsonLines),
            _ => None,
        }
    }
}

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
    /// No file has an ending that we know.
    #[error(
        "`{}` is no table that can be read: found {}; expected .csv, .parquet, .arrow or .jsonl",
        path.display(),
        list(found)
    )]
    Unknown {
        /// The file or folder.
        path: PathBuf,
        /// What lies there.
        found: Vec<String>,
    },
    /// A folder holds files of several kinds.
    #[error(
        "`{}` holds files of more than one kind: {}; name one file, or move the others away",
        path.display(),
        list(found)
    )]
    Mixed {
        /// The folder.
        path: PathBuf,
        /// What lies there.
        found: Vec<String>,
    },
}

/// The files of one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFiles {
    files: Vec<PathBuf>,
    format: Format,
}

impl TableFiles {
    /// The file at `path`, or all files of one kind in the folder at `path`, in the order of their
    /// names. Names that begin with `_` or `.` are passed over, as other tools do.
    ///
    /// # Errors
    /// When nothing can be read there, or files of several kinds.
    pub fn find(path: &Path) -> Result<Self, TableError> {
        let failed = |source| TableError::Io { path: path.to_owned(), source };
        if !std::fs::metadata(path).map_err(failed)?.is_dir() {
            let format = Format::of(path).ok_or_else(|| TableError::Unknown {
                path: path.to_owned(),
                found: vec![
                    path.file_name().map_or_else(String::new, |n| n.to_string_lossy().into()),
                ],
            })?;
            return Ok(Self { files: vec![path.to_owned()], format });
        }
        let mut names = BTreeSet::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            names.insert(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        let found: Vec<String> = names.into_iter().collect();
        let hidden = |name: &&String| name.starts_with(['_', '.']);
        let known: Vec<(PathBuf, Format)> = found
            .iter()
            .filter(|name| !hidden(name))
            .map(|name| path.join(name))
            .filter_map(|file| Format::of(&file).map(|format| (file, format)))
            .collect();
        let Some(&(_, format)) = known.first() else {
            return Err(TableError::Unknown { path: path.to_owned(), found });
        };
        if known.iter().any(|&(_, other)| other != format) {
            return Err(TableError::Mixed { path: path.to_owned(), found });
        }
        Ok(Self { files: known.into_iter().map(|(file, _)| file).collect(), format })
    }

    /// The files in their order.
    #[must_use]
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// What they are.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The columns of all files, in the order in which they are met, so that none that a later file
    /// adds goes unseen; of JSON Lines, the keys of its first thousand
    /// objects.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn header(&self) -> Result<Vec<String>, ReadError> {
        let mut all: Vec<String> = Vec::new();
        for file in &self.files {
            let header = match self.format {
                Format::Csv => text::header(file),
                Format::JsonLines => crate::source::json_lines::keys(file),
                Format::Parquet | Format::Arrow => columnar::header(file, self.format),
            };
            let header = header?;
            for (at, name) in header.iter().enumerate() {
                // A name that a file has twice stays twice, so that it can be refused.
                if !all.contains(name) || header[..at].contains(name) {
                    all.push(name.clone());
                }
            }
        }
        Ok(all)
    }

    /// The rows of all files, with the columns of `mapped` in their order, and how the instants were
    /// written.
    ///
    /// # Errors
    /// At the first cell that is not what its column must hold.
    pub fn read(
        &self,
        mapped: &[Mapped],
        instants: Instants,
    ) -> Result<(DataFrame, Option<InstantForm>), ReadError> {
        let mut builders = Builders::new(mapped, instants);
        for file in &self.files {
            match self.format {
                Format::Csv => text::read(file, &mut builders)?,
                Format::JsonLines => json_lines::read(file, &mut builders)?,
                Format::Parquet | Format::Arrow => {
                    columnar::read(file, self.format, &mut builders)?;
                }
            }
        }
        if builders.n_rows() == 0 {
            return Err(ReadError::NoRows { path: self.files[0].clone() });
        }
        Ok(builders.finish())
    }
}
