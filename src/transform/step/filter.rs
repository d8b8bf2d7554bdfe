//! Rows that meet a condition.

use polars::prelude::{LazyFrame, PolarsResult, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transform::Transform;
use crate::transform::sql::SqlRows;
use crate::transform::{Condition, Log};

/// Keeps the rows that meet a condition; where it needs a cell that is null, the row goes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// The condition.
    pub when: Condition,
}

impl Transform for Filter {
    fn needs(&self) -> Vec<String> {
        self.when.columns()
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        self.when.check(schema)
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        Ok(rows.filter(self.when.expr()))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let condition = self.when.sql(rows.dialect());
        Ok(rows.filter(&condition))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn rows_that_do_not_meet_it_go() {
        let frame = df!["N" => [1, 2, 3]].expect("one column");
        let when = Condition::parse("n >= 2").expect("a condition");
        let (frame, _) = run(&[Step::Filter(Filter { when })], frame).expect("it fits");
        assert_eq!(frame, df!["N" => [2, 3]].expect("one column"));
    }
}
