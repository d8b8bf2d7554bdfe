//! Genres as the service takes them.

use polars::prelude::{Column, DataType, LazyFrame, NamedFrom, PolarsResult, Series, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{names, typed};
use super::transform::Transform;
use crate::column::GENRES;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// The text that MovieLens writes for a film without a genre.
pub const NO_GENRES: &str = "(no genres listed)";

/// The rule for a film without a genre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum EmptyGenres {
    /// `GENRES` is null.
    #[default]
    Null,
    /// `GENRES` says `(no genres listed)`, for a schema that does not allow null.
    Named,
}

/// Makes `GENRES` null, or the one word for it, where the release lists no genre: where it is empty
/// or says `(no genres listed)`. Genres are joined by `|`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ItemGenres {
    /// The rule for a film without a genre. Default null.
    pub empty: EmptyGenres,
}

impl Transform for ItemGenres {
    fn needs(&self) -> Vec<String> {
        names(&[GENRES])
    }

    fn apply(&self, items: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let named = self.empty == EmptyGenres::Named;
        let listed = move |genres: Option<&str>| {
            let genres = genres.filter(|genres| !genres.is_empty() && *genres != NO_GENRES);
            genres.or(named.then_some(NO_GENRES)).map(str::to_owned)
        };
        let genres =
            col(GENRES).map(move |genres| changed(&genres, listed), typed(DataType::String));
        Ok(items.with_columns([genres]))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let (genres, none) = (dialect.quoted(GENRES), dialect.text(NO_GENRES));
        let listed = format!("NULLIF(NULLIF({genres}, ''), {none})");
        let value = match self.empty {
            EmptyGenres::Null => listed,
            EmptyGenres::Named => format!("coalesce({listed}, {none})"),
        };
        Ok(rows.with(GENRES, &value, &DataType::String))
    }
}

fn changed(
    genres: &Column,
    change: impl Fn(Option<&str>) -> Option<String>,
) -> PolarsResult<Column> {
    let changed: Vec<Option<String>> = genres.str()?.iter().map(change).collect();
    Ok(Series::new(genres.name().clone(), changed).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn a_film_without_a_genre_is_null_or_said_so() {
        let frame = df!["GENRES" => [Some("Drama|War"), Some(NO_GENRES), Some(""), None]]
            .expect("one column");
        for (empty, word) in [(EmptyGenres::Null, None), (EmptyGenres::Named, Some(NO_GENRES))] {
            let step = Step::ItemGenres(ItemGenres { empty });
            let (frame, _) = run(&[step], frame.clone()).expect("it fits");
            let expected =
                df!["GENRES" => [Some("Drama|War"), word, word, word]].expect("one column");
            assert!(frame.equals_missing(&expected), "{frame:?}");
        }
    }
}
