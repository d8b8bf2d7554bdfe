//! The strength of an event.

use polars::prelude::{DataType, LazyFrame, PolarsResult, Schema, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transform::Transform;
use crate::column::{EVENT_VALUE, RATING};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Adds `EVENT_VALUE` as a copy of a number column, by default of `RATING`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct EventValue {
    /// The column to copy. Default `RATING`.
    pub from: String,
}

impl Default for EventValue {
    fn default() -> Self {
        Self { from: RATING.to_owned() }
    }
}

impl Transform for EventValue {
    fn needs(&self) -> Vec<String> {
        vec![self.from.clone()]
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        if schema.get(&self.from).is_some_and(DataType::is_numeric) {
            return Ok(());
        }
        Err(format!("column `{}` holds text, and `{EVENT_VALUE}` is a number", self.from))
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        Ok(rows.with_columns([col(self.from.as_str()).cast(DataType::Float64).alias(EVENT_VALUE)]))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let value = format!("CAST({} AS DOUBLE)", rows.dialect().quoted(&self.from));
        Ok(rows.with(EVENT_VALUE, &value, &DataType::Float64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn the_rating_becomes_the_value_and_stays() {
        let frame = df!["RATING" => [3.5, 4.0]].expect("one column");
        let (frame, _) = run(&[Step::EventValue(EventValue::default())], frame).expect("it fits");
        let expected = df!["RATING" => [3.5, 4.0], "EVENT_VALUE" => [3.5, 4.0]];
        assert_eq!(frame, expected.expect("equal lengths"));
    }

    #[test]
    fn a_text_is_no_value() {
        let frame = df!["KIND" => ["a"]].expect("one column");
        let step = Step::EventValue(EventValue { from: "KIND".into() });
        let error = run(&[step], frame).expect_err("text");
        assert!(error.to_string().contains("holds text"), "{error}");
    }
}
