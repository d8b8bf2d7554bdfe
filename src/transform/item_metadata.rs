//! Films become items: title, genres, year, creation timestamp.

use std::collections::HashMap;

use polars::prelude::{
    Column, DataFrame, DataType, Field, IntoColumn, LazyFrame, NamedFrom, PolarsResult, Series,
    StringChunked, col,
};
use serde::{Deserialize, Serialize};

use crate::column::{CREATION_TIMESTAMP, GENRES, ITEM_ID, TITLE, YEAR, raw};

pub(super) const NEEDS: &[&str] = &[raw::ITEM, raw::TITLE, raw::GENRES, raw::FIRST_RATED];

/// What MovieLens writes for a film without a genre.
pub const NO_GENRES: &str = "(no genres listed)";

/// Leaves `ITEM_ID, TITLE, GENRES, YEAR, CREATION_TIMESTAMP`, one row per film as given.
///
/// The title stays as it is but for line breaks, which become spaces since the service allows none
/// inside a value. `(no genres listed)` becomes null. The year is [`year_of_title`], or null. The
/// creation timestamp is the film's first rating, or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemMetadata {}

impl ItemMetadata {
    #[expect(clippy::unused_self, reason = "every step is applied the same way")]
    pub(super) fn apply(self, films: LazyFrame) -> LazyFrame {
        let text = |_: &_, field: &Field| Ok(Field::new(field.name().clone(), DataType::String));
        let year = |_: &_, field: &Field| Ok(Field::new(field.name().clone(), DataType::Int32));
        films.select([
            col(raw::ITEM).alias(ITEM_ID),
            col(raw::TITLE).map(|titles| on_one_line(&titles), text).alias(TITLE),
            col(raw::GENRES).map(|genres| listed_genres(&genres), text).alias(GENRES),
            col(raw::TITLE).map(|titles| years(&titles), year).alias(YEAR),
            col(raw::FIRST_RATED).alias(CREATION_TIMESTAMP),
        ])
    }
}

/// Films (`item`, `title`, `genres`) with `first_rated` from `ratings` (`item`, `timestamp`), one
/// row per film in the order given; null for a film without a rating.
///
/// # Errors
/// When a column is missing.
pub fn first_rated(mut films: DataFrame, ratings: &DataFrame) -> PolarsResult<DataFrame> {
    let mut oldest: HashMap<&str, i64> = HashMap::new();
    let timestamps = ratings.column(raw::TIMESTAMP)?.i64()?;
    for (item, timestamp) in ratings.column(raw::ITEM)?.str()?.iter().zip(timestamps.iter()) {
        if let (Some(item), Some(timestamp)) = (item, timestamp) {
            let known = oldest.entry(item).or_insert(timestamp);
            *known = timestamp.min(*known);
        }
    }
    let first: Vec<Option<i64>> = films
        .column(raw::ITEM)?
        .str()?
        .iter()
        .map(|item| item.and_then(|item| oldest.get(item).copied()))
        .collect();
    films.with_column(Series::new(raw::FIRST_RATED.into(), first).into_column())?;
    Ok(films)
}

fn on_one_line(titles: &Column) -> PolarsResult<Column> {
    map_text(titles, |title| Some(title.replace("\r\n", " ").replace(['\n', '\r'], " ")))
}

fn listed_genres(genres: &Column) -> PolarsResult<Column> {
    map_text(genres, |genres| {
        (!genres.is_empty() && genres != NO_GENRES).then(|| genres.to_owned())
    })
}

fn map_text(column: &Column, change: impl Fn(&str) -> Option<String>) -> PolarsResult<Column> {
    let changed: StringChunked = column.str()?.iter().map(|text| text.and_then(&change)).collect();
    Ok(changed.with_name(column.name().clone()).into_column())
}

fn years(titles: &Column) -> PolarsResult<Column> {
    let years: Vec<Option<i32>> =
        titles.str()?.iter().map(|title| title.and_then(year_of_title)).collect();
    Ok(Series::new(titles.name().clone(), years).into_column())
}

/// The first four-digit number inside the last parentheses of `title`; `None` without one.
///
/// ```
/// use rehearsal::transform::year_of_title;
/// assert_eq!(year_of_title("Shogun (Remade) (1980)"), Some(1980));
/// assert_eq!(year_of_title("Long Series, The (2006–2007)"), Some(2006));
/// assert_eq!(year_of_title("Nameless (19th century)"), None);
/// ```
#[must_use]
pub fn year_of_title(title: &str) -> Option<i32> {
    let open = title.rfind('(')?;
    let inside = &title[open + 1..];
    let inside = &inside[..inside.find(')')?];
    let runs = inside.split(|character: char| !character.is_ascii_digit());
    runs.filter(|run| run.len() == 4).find_map(|run| run.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn odd_films_keep_what_is_known_and_leave_the_rest_null() {
        let films = df![
            "item" => ["1", "2", "3"],
            "title" => ["A, The (1999)", "No Year", "Two\nLines (2006–2007)"],
            "genres" => ["Drama|War", "(no genres listed)", "Comedy"],
        ];
        let ratings = df!["item" => ["3", "1", "3"], "timestamp" => [9_i64, 7, 8]];
        let films = first_rated(films.expect("equal"), &ratings.expect("equal")).expect("joins");
        let steps = [Step::ItemMetadata(ItemMetadata {}), Step::SortItems(SortItems {})];
        let (items, _) = run(&steps, films).expect("columns fit");
        let expected = df![
            "ITEM_ID" => ["1", "2", "3"],
            "TITLE" => ["A, The (1999)", "No Year", "Two Lines (2006–2007)"],
            "GENRES" => [Some("Drama|War"), None, Some("Comedy")],
            "YEAR" => [Some(1999_i32), None, Some(2006)],
            "CREATION_TIMESTAMP" => [Some(7_i64), None, Some(8)],
        ];
        assert!(items.equals_missing(&expected.expect("equal lengths")), "{items:?}");
    }

    #[test]
    fn a_year_has_four_digits_and_stands_in_the_last_parentheses() {
        assert_eq!(year_of_title("2001: A Space Odyssey (1968)"), Some(1968));
        assert_eq!(year_of_title("(500) Days of Summer"), None);
        assert_eq!(year_of_title("Broken (1999"), None);
        assert_eq!(year_of_title("Far (20051)"), None);
        assert_eq!(year_of_title("Plain"), None);
    }

    use crate::transform::SortItems;
}
