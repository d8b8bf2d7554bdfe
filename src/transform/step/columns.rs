//! The columns that stay, and their order.

use polars::prelude::{LazyFrame, PolarsResult, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::transform::Transform;
use crate::column::{EVENT_VALUE, FRACTION, RATING, derived};
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Leaves the columns named, in the order named, and logs which ones are left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Columns {
    /// The columns.
    pub names: Vec<String>,
}

impl Transform for Columns {
    fn check(&self) -> Result<(), InvalidParam> {
        if self.names.is_empty() {
            return Err(InvalidParam::new("names", &"none", "at least one column"));
        }
        for (at, name) in self.names.iter().enumerate() {
            if self.names[..at].contains(name) {
                return Err(InvalidParam::new("names", name, "each column once"));
            }
        }
        Ok(())
    }

    fn needs(&self) -> Vec<String> {
        self.names.clone()
    }

    fn apply(&self, mut rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let schema = rows.collect_schema()?;
        let names = schema.iter_names().map(AsRef::as_ref);
        let left_out: Vec<&str> = names
            .filter(|name| *name != FRACTION)
            .filter(|name| !derived::ALL.contains(name) && !self.names.iter().any(|n| n == name))
            // A rating that became the event's value is not left out.
            .filter(|name| *name != RATING || !self.names.iter().any(|n| n == EVENT_VALUE))
            .collect();
        if !left_out.is_empty() {
            log.say(format!("left out: {}", left_out.join(", ")));
        }
        let fraction = schema.contains(FRACTION).then_some(FRACTION);
        let names = self.names.iter().map(String::as_str).chain(fraction);
        Ok(rows.select(names.map(col).collect::<Vec<_>>()))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        Ok(rows.only(self.names.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn the_order_is_the_one_named() {
        let frame = df!["A" => [1], "B" => [2], "C" => [3]].expect("equal lengths");
        let step = Step::Columns(Columns { names: vec!["C".into(), "A".into()] });
        let (frame, _) = run(&[step], frame).expect("it fits");
        assert_eq!(frame, df!["C" => [3], "A" => [1]].expect("equal lengths"));
    }

    #[test]
    fn a_column_that_is_not_there_or_named_twice_is_refused() {
        let frame = df!["A" => [1]].expect("one column");
        let refused = |names: &[&str]| {
            let names = names.iter().map(|&name| name.into()).collect();
            run(&[Step::Columns(Columns { names })], frame.clone())
                .expect_err("refused")
                .to_string()
        };
        assert_eq!(refused(&["OTHER"]), "step 1 `columns` needs the column `OTHER`, found A");
        assert!(refused(&["A", "A"]).contains("each column once"));
        assert!(refused(&[]).contains("at least one column"));
    }
}
