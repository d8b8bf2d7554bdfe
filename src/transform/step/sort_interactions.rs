//! The total order of interactions, so that equal input gives equal bytes.

use polars::prelude::{LazyFrame, PolarsResult, col};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::names;
use super::sort_by_id::{by_id, id_order, stable};
use super::transform::Transform;
use crate::column::{EVENT_TYPE, EVENT_VALUE, FRACTION, ITEM_ID, TIMESTAMP, USER_ID};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// Interactions by timestamp, to the fraction of a second that the table had; ties by user, item, event
/// type, event value and then the other columns in their order. A table without `TIMESTAMP` begins with the
/// user. Ids stand as [`crate::id::compare`] orders them, a missing value first. The result does not depend on
/// the order of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SortInteractions {}

impl Transform for SortInteractions {
    fn needs(&self) -> Vec<String> {
        names(&[USER_ID, ITEM_ID])
    }

    fn apply(&self, mut interactions: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let schema = interactions.collect_schema()?;
        let [user, item] = [USER_ID, ITEM_ID].map(by_id);
        let fraction: Vec<_> =
            schema.contains(FRACTION).then(|| col(FRACTION)).into_iter().collect();
        let time: Vec<_> = schema.contains(TIMESTAMP).then(|| col(TIMESTAMP)).into_iter().collect();
        let mut keys = [time, fraction, user, item].concat();
        let optional = [EVENT_TYPE, EVENT_VALUE].into_iter();
        keys.extend(optional.filter(|name| schema.contains(name)).map(col));
        let first = [USER_ID, ITEM_ID, TIMESTAMP, FRACTION, EVENT_TYPE, EVENT_VALUE];
        let others = schema.iter_names().map(AsRef::as_ref);
        keys.extend(others.filter(|name| !first.contains(name)).map(col));
        Ok(interactions.sort_by_exprs(keys, stable()))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let dialect = rows.dialect();
        let plain = |name: &str| format!("{} NULLS FIRST", dialect.quoted(name));
        let there =
            |name: &&str| rows.columns().contains(name) && (*name == FRACTION || rows.has(name));
        let mut order: Vec<String> =
            [TIMESTAMP, FRACTION].into_iter().filter(there).map(plain).collect();
        order.extend(id_order(dialect, USER_ID));
        order.extend(id_order(dialect, ITEM_ID));
        order.extend([EVENT_TYPE, EVENT_VALUE].into_iter().filter(there).map(plain));
        let first = [USER_ID, ITEM_ID, TIMESTAMP, FRACTION, EVENT_TYPE, EVENT_VALUE];
        let others = rows.written().iter().filter(|name| !first.contains(&name.as_str()));
        order.extend(others.map(|name| plain(name)));
        Ok(rows.ordered(order))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;
    use polars::prelude::DataFrame;

    fn sorted(frame: DataFrame) -> DataFrame {
        run(&[Step::SortInteractions(SortInteractions {})], frame).expect("columns fit").0
    }

    #[test]
    fn ids_sort_as_numbers_and_every_key_breaks_the_tie_before_it() {
        let frame = df![
            "USER_ID" => ["10", "9", "9", "9", "9", "9"],
            "ITEM_ID" => ["1", "100", "20", "20", "20", "3"],
            "EVENT_TYPE" => ["click", "click", "watch", "click", "click", "click"],
            "EVENT_VALUE" => [None, None, None, Some(2.0), Some(1.0), None],
            "TIMESTAMP" => [5_i64, 5, 5, 5, 5, 6],
        ];
        let expected = df![
            "USER_ID" => ["9", "9", "9", "9", "10", "9"],
            "ITEM_ID" => ["20", "20", "20", "100", "1", "3"],
            "EVENT_TYPE" => ["click", "click", "watch", "click", "click", "click"],
            "EVENT_VALUE" => [Some(1.0), Some(2.0), None, None, None, None],
            "TIMESTAMP" => [5_i64, 5, 5, 5, 5, 6],
        ]
        .expect("equal lengths");
        let once = sorted(frame.expect("equal lengths"));
        assert!(once.equals_missing(&expected), "{once:?}");
        assert!(sorted(once).equals_missing(&expected), "sorting twice is sorting once");
    }

    #[test]
    fn tables_without_event_types_sort_too() {
        let frame =
            df!["USER_ID" => ["b", "a"], "ITEM_ID" => ["1", "1"], "TIMESTAMP" => [1_i64, 1]];
        let expected =
            df!["USER_ID" => ["a", "b"], "ITEM_ID" => ["1", "1"], "TIMESTAMP" => [1_i64, 1]];
        assert_eq!(sorted(frame.expect("equal")), expected.expect("equal"));
    }
}
