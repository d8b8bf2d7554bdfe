//! One instant for all rows of a table that has no time.

use polars::prelude::{DataType, LazyFrame, PolarsResult, Schema, lit};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::time_window::Instant;
use super::transform::Transform;
use crate::column::{SECONDS_END, TIMESTAMP};
use crate::instant::to_iso;
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Adds `TIMESTAMP`, the same in every row, since the service needs one. Nothing can be learnt from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConstantTimestamp {
    /// The instant.
    pub at: Instant,
}

impl Transform for ConstantTimestamp {
    fn check(&self) -> Result<(), InvalidParam> {
        let is_second = self.at.seconds.unsigned_abs() < SECONDS_END.unsigned_abs();
        if is_second {
            return Ok(());
        }
        Err(InvalidParam::new(
            "at",
            &self.at.seconds,
            "an instant before the year 5138, in seconds",
        ))
    }

    fn needs(&self) -> Vec<String> {
        Vec::new()
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        if schema.contains(TIMESTAMP) {
            return Err(format!("there is a column `{TIMESTAMP}` already"));
        }
        Ok(())
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        log.say(format!("`{TIMESTAMP}` is {} in every row", to_iso(self.at.seconds)));
        // A literal alone is as narrow as its number allows.
        let seconds = lit(self.at.seconds).cast(DataType::Int64);
        Ok(rows.with_columns([seconds.alias(TIMESTAMP)]))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let value = format!("CAST({} AS BIGINT)", self.at.seconds);
        Ok(rows.with(TIMESTAMP, &value, &DataType::Int64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn every_row_has_the_instant() {
        let step = Step::ConstantTimestamp(ConstantTimestamp { at: Instant { seconds: 86_400 } });
        let frame = df!["USER_ID" => ["a", "b"]].expect("one column");
        let (frame, records) = run(std::slice::from_ref(&step), frame).expect("it fits");
        let expected = df!["USER_ID" => ["a", "b"], "TIMESTAMP" => [86_400_i64, 86_400]];
        assert_eq!(frame, expected.expect("equal lengths"));
        // Frames are equal whatever the width of their numbers.
        assert_eq!(frame.schema().get(TIMESTAMP), Some(&DataType::Int64));
        assert_eq!(records[0].log, ["`TIMESTAMP` is 1970-01-02T00:00:00Z in every row"]);
        assert!(run(&[step], frame).is_err(), "there is one already");
    }
}
