//! The year that a title ends with.

use polars::prelude::{Column, DataType, LazyFrame, NamedFrom, PolarsResult, Series, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{names, typed};
use super::transform::Transform;
use crate::column::{TITLE, YEAR};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Adds `YEAR`, the [`year_of_title`] or null.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemYear {}

impl Transform for ItemYear {
    fn needs(&self) -> Vec<String> {
        names(&[TITLE])
    }

    fn apply(&self, items: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let year = col(TITLE).map(|titles| years(&titles), typed(DataType::Int32)).alias(YEAR);
        Ok(items.with_columns([year]))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        const LAST_PARENTHESES: &str = r"^(?s:.*)\(([^()]*)\)[^(]*\z";
        const FOUR_DIGITS: &str = r"(^|[^0-9])([0-9]{4})([^0-9]|\z)";
        let dialect = rows.dialect();
        let inside = dialect.found(&dialect.quoted(TITLE), LAST_PARENTHESES, 1);
        let year = dialect.found(&inside, FOUR_DIGITS, 2);
        let value = format!("CAST(NULLIF({year}, '') AS INT)");
        Ok(rows.with(YEAR, &value, &DataType::Int32))
    }
}

fn years(titles: &Column) -> PolarsResult<Column> {
    let years: Vec<Option<i32>> =
        titles.str()?.iter().map(|title| title.and_then(year_of_title)).collect();
    Ok(Series::new(titles.name().clone(), years).into())
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
    fn a_year_has_four_digits_and_stands_in_the_last_parentheses() {
        assert_eq!(year_of_title("2001: A Space Odyssey (1968)"), Some(1968));
        assert_eq!(year_of_title("(500) Days of Summer"), None);
        assert_eq!(year_of_title("Broken (1999"), None);
        assert_eq!(year_of_title("Far (20051)"), None);
        assert_eq!(year_of_title("Plain"), None);
    }

    #[test]
    fn a_title_without_a_year_leaves_null() {
        let frame = df!["TITLE" => ["A (1999)", "B"]].expect("one column");
        let (frame, _) = run(&[Step::ItemYear(ItemYear {})], frame).expect("it fits");
        let expected = df!["TITLE" => ["A (1999)", "B"], "YEAR" => [Some(1999_i32), None]];
        assert!(frame.equals_missing(&expected.expect("equal lengths")), "{frame:?}");
    }
}
