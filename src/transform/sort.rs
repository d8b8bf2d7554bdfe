//! Total orders, so that equal input gives equal bytes.

use polars::prelude::{
    Column, DataType, Expr, Field, IntoColumn, LazyFrame, NamedFrom, PolarsResult, Series,
    SortMultipleOptions, col,
};
use serde::{Deserialize, Serialize};

use crate::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::number::to_u32;

pub(super) const INTERACTIONS_NEED: &[&str] = &[USER_ID, ITEM_ID, EVENT_TYPE, TIMESTAMP];
pub(super) const ITEMS_NEED: &[&str] = &[ITEM_ID];

/// Interactions by timestamp, ties by user, item and event type; ids as [`crate::id::compare`]
/// orders them. Rows equal in all four keep the order they had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SortInteractions {}

impl SortInteractions {
    #[expect(clippy::unused_self, reason = "every step is applied the same way")]
    pub(super) fn apply(self, interactions: LazyFrame) -> LazyFrame {
        let [user, item] = [USER_ID, ITEM_ID].map(by_id);
        let keys = [vec![col(TIMESTAMP)], user, item, vec![col(EVENT_TYPE)]].concat();
        interactions.sort_by_exprs(keys, stable())
    }
}

/// Items by id, as [`crate::id::compare`] orders them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SortItems {}

impl SortItems {
    #[expect(clippy::unused_self, reason = "every step is applied the same way")]
    pub(super) fn apply(self, items: LazyFrame) -> LazyFrame {
        items.sort_by_exprs(by_id(ITEM_ID), stable())
    }
}

fn stable() -> SortMultipleOptions {
    SortMultipleOptions::default().with_maintain_order(true)
}

/// Sort keys for an id column: its length in bytes, then its bytes.
fn by_id(name: &str) -> Vec<Expr> {
    let length = col(name).map(
        |ids| lengths(&ids),
        |_, field| Ok(Field::new(field.name().clone(), DataType::UInt32)),
    );
    vec![length, col(name)]
}

fn lengths(ids: &Column) -> PolarsResult<Column> {
    let lengths: Vec<u32> = ids.str()?.iter().map(|id| to_u32(id.map_or(0, str::len))).collect();
    Ok(Series::new(ids.name().clone(), lengths).into_column())
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
            "USER_ID" => ["10", "9", "9", "9", "9"],
            "ITEM_ID" => ["1", "100", "20", "20", "3"],
            "EVENT_TYPE" => ["click", "click", "watch", "click", "click"],
            "TIMESTAMP" => [5_i64, 5, 5, 5, 6],
        ];
        let expected = df![
            "USER_ID" => ["9", "9", "9", "10", "9"],
            "ITEM_ID" => ["20", "20", "100", "1", "3"],
            "EVENT_TYPE" => ["click", "watch", "click", "click", "click"],
            "TIMESTAMP" => [5_i64, 5, 5, 5, 6],
        ]
        .expect("equal lengths");
        let once = sorted(frame.expect("equal lengths"));
        assert_eq!(once, expected);
        assert_eq!(sorted(once), expected, "sorting twice is sorting once");
    }
}
