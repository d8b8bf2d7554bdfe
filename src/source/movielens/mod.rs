//! The MovieLens release in a folder or archive, and its tables with our column names.
//!
//! Three layouts: `ratings.csv` (latest, latest-small, 20m, 25m, 32m), `ratings.dat` (1m, 10m) and
//! `u.data` (100k).

mod films;
mod ratings;
mod tags;
mod users;

use std::io::Read;
use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame};

use super::error::{ReadError, list};
use super::folder::{Folder, FolderError};
use super::table::{Table, TableForm};

pub use ratings::{RATING_COLUMNS, Rating, RatingsText};

/// The beginning of the README of a generated release.
const SYNTHETIC_HEADING: &[u8] = b"Synthetic ratings\n";

/// The layout of the files of a release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// `ratings.csv`, `movies.csv`, `tags.csv`: ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m.
    Csv,
    /// `ratings.dat`, `movies.dat`, and `users.dat` (ml-1m) or `tags.dat` (ml-10m), apart by `::`.
    Dat,
    /// `u.data`, `u.item`, `u.user`: ml-100k.
    Tab,
}

/// The layouts, each with the file that tells it.
const LAYOUTS: [(Layout, &str); 3] =
    [(Layout::Csv, "ratings.csv"), (Layout::Dat, "ratings.dat"), (Layout::Tab, "u.data")];

/// A release whose layout was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    folder: Folder,
    layout: Layout,
}

/// The reason that no release was found.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The folder cannot be listed.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The folder holds no layout that we know.
    #[error(
        "`{}` is not a MovieLens release: found {}; expected `ratings.csv` and `movies.csv` \
         (ml-latest, ml-latest-small, ml-20m, ml-25m, ml-32m), `ratings.dat` and `movies.dat` \
         (ml-1m, ml-10m), or `u.data` and `u.item` (ml-100k); `--map` reads any other table",
        path.display(),
        list(found)
    )]
    UnknownLayout {
        /// The folder.
        path: PathBuf,
        /// The names of the files in it.
        found: Vec<String>,
    },
}

/// One table of a release: its file, and how it is written.
struct Source {
    name: &'static str,
    form: TableForm,
    columns: &'static [&'static str],
}

impl Release {
    /// Recognises the release in the folder or archive at `path` by the files that lie in it.
    ///
    /// # Errors
    /// When it cannot be listed or its layout is unknown.
    pub fn find(path: &Path) -> Result<Self, FindError> {
        let folder = Folder::open(path, &LAYOUTS.map(|(_, name)| name))?;
        let layout = LAYOUTS.into_iter().find(|(_, name)| folder.has(name));
        match layout {
            Some((layout, _)) => Ok(Self { folder, layout }),
            None => Err(FindError::UnknownLayout {
                path: path.to_owned(),
                found: folder.names().to_vec(),
            }),
        }
    }

    /// The folder or archive.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The layout of its files.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// Tells whether its README says that it was generated, as [`crate::generate`] writes it.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        let mut beginning = Vec::new();
        let read = self
            .folder
            .open_file("README.txt")
            .map(|file| file.take(64).read_to_end(&mut beginning));
        matches!(read, Ok(Ok(_))) && beginning.starts_with(SYNTHETIC_HEADING)
    }

    /// The file on the disk with the ratings: itself, or the archive.
    #[must_use]
    pub fn ratings_path(&self) -> PathBuf {
        self.folder.on_disk(self.ratings_source().name)
    }

    /// The file on the disk with titles and genres.
    #[must_use]
    pub fn movies_path(&self) -> PathBuf {
        self.folder.on_disk(self.films_source().name)
    }

    fn table(&self, source: &Source) -> Result<Table, ReadError> {
        let label = self.folder.label(source.name);
        let input = self.folder.open_file(source.name)?;
        match source.form {
            TableForm::Csv => Table::csv(&label, input, source.columns),
            TableForm::Delimited(delimiter) => {
                Ok(Table::delimited(&label, input, source.columns, delimiter))
            }
        }
    }
}

/// A table that was read to its end must have rows, and end in a line break.
fn expect_whole(table: &Table) -> Result<(), ReadError> {
    if table.n_rows() == 0 {
        return Err(ReadError::NoRows { path: table.path().to_owned() });
    }
    if table.ended() {
        return Ok(());
    }
    Err(ReadError::CutOff { path: table.path().to_owned(), line: table.line() })
}

fn frame(columns: Vec<Column>) -> DataFrame {
    DataFrame::new_infer_height(columns).expect("all columns grew row by row together")
}
