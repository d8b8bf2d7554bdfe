//! Which MovieLens release lies in a folder, and its tables as frames with our column names.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use super::error::{ReadError, list};
use super::table::{self, Table};
use crate::column::{SECONDS_END, raw};

/// How the README of a generated release begins.
const SYNTHETIC_HEADING: &[u8] = b"Synthetic ratings\n";

/// A release whose layout was recognised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    folder: PathBuf,
}

/// Why no release was found in a folder.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// The folder cannot be listed.
    #[error("cannot open the folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// The folder holds no layout that we know.
    #[error(
        "`{}` is not a MovieLens release: found {}; expected `ratings.csv` and `movies.csv` as in \
         ml-latest, ml-latest-small, ml-20m, ml-25m and ml-32m",
        path.display(),
        list(found)
    )]
    UnknownLayout {
        /// The folder.
        path: PathBuf,
        /// What lies in it.
        found: Vec<String>,
    },
}

impl Release {
    /// Recognises the release in `folder` by the files that lie in it.
    ///
    /// # Errors
    /// When the folder cannot be listed or its layout is unknown.
    pub fn find(folder: &Path) -> Result<Self, FindError> {
        let failed = |source| FindError::Folder { path: folder.to_owned(), source };
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed)? {
            found.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
        }
        found.sort();
        if found.iter().any(|name| name == "ratings.csv") {
            return Ok(Self { folder: folder.to_owned() });
        }
        Err(FindError::UnknownLayout { path: folder.to_owned(), found })
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Whether its README says that it was generated, as [`crate::generate`] writes it.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        let mut beginning = Vec::new();
        let read = fs::File::open(self.folder.join("README.txt"))
            .and_then(|file| file.take(64).read_to_end(&mut beginning));
        read.is_ok() && beginning.starts_with(SYNTHETIC_HEADING)
    }

    /// The file with the ratings.
    #[must_use]
    pub fn ratings_path(&self) -> PathBuf {
        self.folder.join("ratings.csv")
    }

    /// The file with titles and genres.
    #[must_use]
    pub fn movies_path(&self) -> PathBuf {
        self.folder.join("movies.csv")
    }

    /// The ratings in file order: `user`, `item` (text), `rating` (f64), `timestamp` (i64, seconds).
    ///
    /// # Errors
    /// At the first row that cannot be read, with its line; also when the last row has no line
    /// break, since GroupLens ends every file with one and a shortened last timestamp would go
    /// unnoticed.
    pub fn ratings(&self) -> Result<DataFrame, ReadError> {
        let path = self.ratings_path();
        let mut table = Table::open(&path, &["userId", "movieId", "rating", "timestamp"])?;
        let [user, item] = [table.column("userId")?, table.column("movieId")?];
        let [rating, timestamp] = [table.column("rating")?, table.column("timestamp")?];
        let mut users = StringChunkedBuilder::new(raw::USER.into(), 0);
        let mut items = StringChunkedBuilder::new(raw::ITEM.into(), 0);
        let (mut ratings, mut timestamps) = (Vec::<f64>::new(), Vec::<i64>::new());
        while table.advance()? {
            users.append_value(table.id(user)?);
            items.append_value(table.id(item)?);
            ratings.push(stars(&table, rating)?);
            timestamps.push(seconds(&table, timestamp)?);
        }
        expect_whole(&table)?;
        Ok(frame(vec![
            users.finish().into_column(),
            items.finish().into_column(),
            Series::new(raw::RATING.into(), ratings).into_column(),
            Series::new(raw::TIMESTAMP.into(), timestamps).into_column(),
        ]))
    }

    /// The films in file order: `item`, `title`, `genres` (text, as they stand).
    ///
    /// # Errors
    /// At the first row that cannot be read, with its line.
    pub fn movies(&self) -> Result<DataFrame, ReadError> {
        let path = self.movies_path();
        let mut table = Table::open(&path, &["movieId", "title", "genres"])?;
        let columns = [table.column("movieId")?, table.column("title")?, table.column("genres")?];
        let mut items = StringChunkedBuilder::new(raw::ITEM.into(), 0);
        let mut titles = StringChunkedBuilder::new(raw::TITLE.into(), 0);
        let mut genres = StringChunkedBuilder::new(raw::GENRES.into(), 0);
        while table.advance()? {
            items.append_value(table.id(columns[0])?);
            titles.append_value(table.text(columns[1])?);
            genres.append_value(table.text(columns[2])?);
        }
        expect_whole(&table)?;
        Ok(frame(vec![
            items.finish().into_column(),
            titles.finish().into_column(),
            genres.finish().into_column(),
        ]))
    }
}

/// A rating; anything else in its place, such as an id under a swapped header, is refused.
fn stars(table: &Table, column: table::Column) -> Result<f64, ReadError> {
    const EXPECTED: &str = "a number of stars from 0 to 5, such as 3.5";
    let stars: f64 = table.number(column, EXPECTED)?;
    if (0.0..=5.0).contains(&stars) { Ok(stars) } else { Err(table.unexpected(column, EXPECTED)) }
}

/// An instant in seconds; milliseconds are refused.
fn seconds(table: &Table, column: table::Column) -> Result<i64, ReadError> {
    const EXPECTED: &str = "whole seconds since 1970";
    let instant: i64 = table.number(column, EXPECTED)?;
    if instant < SECONDS_END {
        return Ok(instant);
    }
    Err(table.unexpected(column, "whole seconds since 1970, not milliseconds or finer"))
}

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
