//! Metadata rows by id.

use polars::prelude::{
    Column, DataType, Expr, LazyFrame, NamedFrom, PolarsResult, Series, SortMultipleOptions, col,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::typed;
use super::transform::Transform;
use crate::number::to_u32;
use crate::transform::Log;
use crate::transform::sql::{SqlDialect, SqlRows};

/// Rows by the id in `column`, as [`crate::id::compare`] orders ids. Equal ids keep the order they
/// had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SortById {
    /// The column of the id.
    pub column: String,
}

impl Transform for SortById {
    fn needs(&self) -> Vec<String> {
        vec![self.column.clone()]
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        Ok(rows.sort_by_exprs(by_id(&self.column), stable()))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let order = id_order(rows.dialect(), &self.column).to_vec();
        Ok(rows.ordered(order))
    }
}

pub(super) fn stable() -> SortMultipleOptions {
    SortMultipleOptions::default().with_maintain_order(true)
}

/// Sort keys for an id column: its length in bytes, then its bytes.
pub(super) fn by_id(name: &str) -> Vec<Expr> {
    let length = col(name).map(|ids| lengths(&ids), typed(DataType::UInt32));
    vec![length, col(name)]
}

/// Sort keys in SQL for an id column, a missing value first.
pub(super) fn id_order(dialect: SqlDialect, name: &str) -> [String; 2] {
    let name = dialect.quoted(name);
    [dialect.bytes(&name), name].map(|key| format!("{key} NULLS FIRST"))
}

fn lengths(ids: &Column) -> PolarsResult<Column> {
    let lengths: Vec<u32> = ids.str()?.iter().map(|id| to_u32(id.map_or(0, str::len))).collect();
    Ok(Series::new(ids.name().clone(), lengths).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    #[test]
    fn shorter_ids_come_first_and_equal_ones_stay_in_order() {
        let frame = df!["ID" => ["b", "10", "a", "9", "a"], "N" => [0, 1, 2, 3, 4]];
        let step = Step::SortById(SortById { column: "ID".into() });
        let (sorted, _) = run(&[step], frame.expect("equal lengths")).expect("it fits");
        let expected = df!["ID" => ["9", "a", "a", "b", "10"], "N" => [3, 2, 4, 0, 1]];
        assert_eq!(sorted, expected.expect("equal lengths"));
    }
}
