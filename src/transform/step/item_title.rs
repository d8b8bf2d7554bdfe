//! Titles on one line.

use polars::prelude::{DataType, LazyFrame, PolarsResult, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{changed_text, names, typed};
use super::transform::Transform;
use crate::column::TITLE;
use crate::text::on_one_line;
use crate::transform::Log;
use crate::transform::sql::{SqlRows, on_one_line as on_one_line_sql};

/// Replaces line breaks in `TITLE` by spaces, since the service allows none inside a value, and makes
/// an empty title null. All else stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemTitle {}

impl Transform for ItemTitle {
    fn needs(&self) -> Vec<String> {
        names(&[TITLE])
    }

    fn apply(&self, items: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let one_line = col(TITLE).map(
            |titles| {
                changed_text(&titles, |title| {
                    (!title.is_empty()).then(|| on_one_line(title).0.into_owned())
                })
            },
            typed(DataType::String),
        );
        Ok(items.with_columns([one_line]))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let title = rows.dialect().quoted(TITLE);
        let value = format!("NULLIF({}, '')", on_one_line_sql(rows.dialect(), &title));
        Ok(rows.with(TITLE, &value, &DataType::String))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn breaks_become_spaces() {
        let frame = df!["TITLE" => ["a\r\nb\nc\rd", "plain (1999)"]].expect("one column");
        let (frame, _) = run(&[Step::ItemTitle(ItemTitle {})], frame).expect("it fits");
        assert_eq!(frame, df!["TITLE" => ["a b c d", "plain (1999)"]].expect("one column"));
    }
}
