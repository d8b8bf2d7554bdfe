//! The ratings of a release.

use std::collections::HashMap;
use std::path::PathBuf;

use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series, StringChunkedBuilder};

use super::super::table::{self, Input, Table, TableForm};
use super::{Layout, ReadError, Release, Source, expect_whole, frame};
use crate::column::{FIRST_SEEN, ITEM_ID, RATING, SECONDS_END, TIMESTAMP, USER_ID, derived};

/// The columns of [`Release::ratings`].
pub const RATING_COLUMNS: [&str; 4] = [USER_ID, ITEM_ID, RATING, TIMESTAMP];

/// One rating.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rating<'a> {
    /// The user who rated.
    pub user: &'a str,
    /// The rated item.
    pub item: &'a str,
    /// 0 to 5.
    pub stars: f64,
    /// Seconds since 1970-01-01 UTC.
    pub timestamp_s: i64,
}

/// The bytes of a release's ratings, for an engine that reads them itself.
#[derive(Debug)]
pub struct RatingsText {
    /// The name of the file in messages.
    pub label: PathBuf,
    /// The file from its beginning.
    pub input: Input,
    /// The form of its rows.
    pub form: TableForm,
    /// Number of fields of a row.
    pub n_fields: usize,
    /// The places of user, item, rating and timestamp in a row, from 0.
    pub places: [usize; 4],
    /// True if a last row without a line break means that the file was cut off.
    pub must_end: bool,
}

impl Release {
    pub(super) const fn ratings_source(&self) -> Source {
        match self.layout() {
            Layout::Csv => Source {
                name: "ratings.csv",
                form: TableForm::Csv,
                columns: &["userId", "movieId", "rating", "timestamp"],
            },
            Layout::Dat => Source {
                name: "ratings.dat",
                form: TableForm::Delimited("::"),
                columns: &["UserID", "MovieID", "Rating", "Timestamp"],
            },
            Layout::Tab => Source {
                name: "u.data",
                form: TableForm::Delimited("\t"),
                columns: &["user id", "item id", "rating", "timestamp"],
            },
        }
    }

    fn ratings_table(&self) -> Result<(Table, [table::Column; 4]), ReadError> {
        let source = self.ratings_source();
        let table = self.table(&source)?;
        let mut columns = Vec::with_capacity(4);
        for name in source.columns {
            columns.push(table.column(name)?);
        }
        let columns = columns.try_into().expect("every layout has four columns of ratings");
        Ok((table, columns))
    }

    /// The bytes of the ratings and the places of the columns in a row.
    ///
    /// # Errors
    /// When the file cannot be read, or its header lacks a column.
    pub fn ratings_text(&self) -> Result<RatingsText, ReadError> {
        let source = self.ratings_source();
        let (table, columns) = self.ratings_table()?;
        Ok(RatingsText {
            label: self.folder.label(source.name),
            input: self.folder.open_file(source.name)?,
            form: source.form,
            n_fields: table.header().len(),
            places: columns.map(table::Column::index),
            must_end: true,
        })
    }

    /// Calls `take` with every rating, in file order.
    ///
    /// # Errors
    /// At the first row that cannot be read, with its line; also when the last row has no line
    /// break, since GroupLens ends every file with one and a shortened last timestamp would go
    /// unnoticed.
    pub fn for_each_rating(&self, mut take: impl FnMut(Rating<'_>)) -> Result<(), ReadError> {
        let (mut table, [user, item, rating, timestamp]) = self.ratings_table()?;
        while table.advance()? {
            take(Rating {
                user: table.id(user)?,
                item: table.id(item)?,
                stars: stars(&table, rating)?,
                timestamp_s: seconds(&table, timestamp)?,
            });
        }
        expect_whole(&table)
    }

    /// The ratings in file order: `USER_ID`, `ITEM_ID` (text), `RATING` (double), `TIMESTAMP` (long,
    /// seconds).
    ///
    /// # Errors
    /// The errors of [`Self::for_each_rating`].
    pub fn ratings(&self) -> Result<DataFrame, ReadError> {
        let mut users = StringChunkedBuilder::new(USER_ID.into(), 0);
        let mut items = StringChunkedBuilder::new(ITEM_ID.into(), 0);
        let (mut ratings, mut timestamps) = (Vec::<f64>::new(), Vec::<i64>::new());
        self.for_each_rating(|rating| {
            users.append_value(rating.user);
            items.append_value(rating.item);
            ratings.push(rating.stars);
            timestamps.push(rating.timestamp_s);
        })?;
        Ok(frame(vec![
            users.finish().into_column(),
            items.finish().into_column(),
            Series::new(RATING.into(), ratings).into_column(),
            Series::new(TIMESTAMP.into(), timestamps).into_column(),
        ]))
    }

    /// The first rating of each rated item in seconds, and the newest rating of all.
    ///
    /// # Errors
    /// The errors of [`Self::for_each_rating`].
    pub(super) fn first_ratings(&self) -> Result<(HashMap<String, i64>, Option<i64>), ReadError> {
        let mut first: HashMap<String, i64> = HashMap::new();
        let mut newest = None;
        self.for_each_rating(|rating| {
            newest = newest.max(Some(rating.timestamp_s));
            if let Some(known) = first.get_mut(rating.item) {
                *known = rating.timestamp_s.min(*known);
            } else {
                first.insert(rating.item.to_owned(), rating.timestamp_s);
            }
        })?;
        Ok((first, newest))
    }

    /// The users who rated, in the order of their first row: `USER_ID`, `FIRST_SEEN` (long) and
    /// `N_RATINGS` (long).
    ///
    /// # Errors
    /// The errors of [`Self::for_each_rating`].
    pub fn activity(&self) -> Result<DataFrame, ReadError> {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut users = StringChunkedBuilder::new(USER_ID.into(), 0);
        let (mut first_seen, mut counts) = (Vec::<i64>::new(), Vec::<i64>::new());
        self.for_each_rating(|rating| {
            if let Some(&at) = places.get(rating.user) {
                first_seen[at] = first_seen[at].min(rating.timestamp_s);
                counts[at] += 1;
            } else {
                places.insert(rating.user.to_owned(), counts.len());
                users.append_value(rating.user);
                first_seen.push(rating.timestamp_s);
                counts.push(1);
            }
        })?;
        Ok(frame(vec![
            users.finish().into_column(),
            Series::new(FIRST_SEEN.into(), first_seen).into_column(),
            Series::new(derived::N_RATINGS.into(), counts).into_column(),
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
