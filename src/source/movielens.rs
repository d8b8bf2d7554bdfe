//! Which MovieLens release lies in a folder, and its tables as frames with our column names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use polars::prelude::{Column, DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use super::error::{ReadError, list};
use super::table::Table;
use crate::column::raw;

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
            let stars: f64 = table.number(rating, "a number of stars such as 3.5")?;
            if !stars.is_finite() {
                return Err(table.unexpected(rating, "a number of stars such as 3.5"));
            }
            ratings.push(stars);
            timestamps.push(table.number(timestamp, "whole seconds since 1970")?);
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
