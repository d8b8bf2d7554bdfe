//! One row for each id of metadata.

use std::collections::HashMap;

use polars::prelude::{DataType, LazyFrame, PolarsResult, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::deduplicate::groups;
use super::frame::{failed, only, texts};
use super::transform::Transform;
use crate::column::ITEM_ID;
use crate::number::thousands;
use crate::text::shorten;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// A rule for the rows of one id that differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum KeepRow {
    /// None: that they differ is an error.
    #[default]
    Error,
    /// The first in the file.
    First,
    /// The last in the file.
    Last,
}

/// Keeps one row for each id. Rows that are equal become one, which is counted; of rows that differ the
/// first or the last stays where that is said. Rows keep their order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UniqueIds {
    /// The column of the id. Default `ITEM_ID`.
    #[serde(default = "item_id")]
    pub column: String,
    /// The rule for rows that differ. Default none of them, which is an error.
    #[serde(default)]
    pub keep: KeepRow,
}

fn item_id() -> String {
    ITEM_ID.to_owned()
}

impl Transform for UniqueIds {
    fn needs(&self) -> Vec<String> {
        vec![self.column.clone()]
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = rows.collect()?;
        let all: Vec<String> = frame.get_column_names().iter().map(ToString::to_string).collect();
        let whole = groups(&frame, &all)?;
        let ids = texts(&frame, &self.column)?;
        let mut keep = vec![true; frame.height()];
        let mut first: HashMap<&str, usize> = HashMap::new();
        let (mut n_equal, mut n_other) = (0_u64, 0_u64);
        let mut differing: Vec<&str> = Vec::new();
        for (row, id) in ids.iter().enumerate() {
            let Some(kept) = first.get_mut(id) else {
                first.insert(id, row);
                continue;
            };
            if whole[*kept] == whole[row] {
                n_equal += 1;
                keep[row] = false;
                continue;
            }
            n_other += 1;
            differing.push(id);
            let dropped =
                if self.keep == KeepRow::Last { std::mem::replace(kept, row) } else { row };
            keep[dropped] = false;
        }
        if self.keep == KeepRow::Error && !differing.is_empty() {
            return Err(failed(self.refusal(&differing)));
        }
        say(log, n_equal, n_other, self.keep);
        only(&frame, &keep)
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        if self.keep != KeepRow::Error {
            return Err("of rows that differ the first or the last in the file stays, and other engines do not keep that \
                        order: leave `keep` out, which refuses them"
                .to_owned());
        }
        let dialect = rows.dialect();
        let written: Vec<String> = rows.written().iter().map(|name| dialect.quoted(name)).collect();
        let (written, column) = (written.join(", "), dialect.quoted(&self.column));
        let alike = dialect.quoted("rows of the id");
        let message = format!("unique-ids: rows of one `{}` differ", self.column);
        let refusal = dialect.refusal(&dialect.text(&message), &DataType::Int32);
        let body = format!(
            "SELECT {written} FROM (SELECT {written}, count(*) OVER (PARTITION BY {column}) AS {alike} FROM (SELECT DISTINCT \
             {written} FROM {}) AS different) AS counted WHERE CASE WHEN {alike} > 1 THEN {refusal} ELSE 1 END = 1",
            rows.name()
        );
        let columns = rows.columns().clone();
        let kept = rows.written().to_vec();
        let columns: Schema =
            columns.into_iter().filter(|(name, _)| kept.iter().any(|one| one == name)).collect();
        Ok(rows.then(body, columns))
    }
}

fn say(log: &mut Log, n_equal: u64, n_other: u64, keep: KeepRow) {
    if n_equal > 0 {
        log.say(format!("rows that repeat another and were dropped: {}", thousands(n_equal)));
    }
    if n_other > 0 {
        let which = if keep == KeepRow::Last { "last" } else { "first" };
        log.say(format!(
            "rows of an id that stands in others too, of which the {which} stays: {}",
            thousands(n_other)
        ));
    }
}

impl UniqueIds {
    fn refusal(&self, differing: &[&str]) -> String {
        const SHOWN: usize = 5;
        let mut ids: Vec<&str> = Vec::new();
        for id in differing {
            if !ids.contains(id) && ids.len() <= SHOWN {
                ids.push(id);
            }
        }
        let shown: Vec<String> =
            ids.iter().take(SHOWN).map(|id| format!("`{}`", shorten(id, 40))).collect();
        let more = if ids.len() > SHOWN { " and more" } else { "" };
        format!(
            "{} rows differ from another of the same `{}`: {}{more}; `--keep first` or `--keep last` chooses \
             one",
            thousands(differing.len() as u64),
            self.column,
            shown.join(", ")
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn kept(keep: KeepRow) -> Result<Vec<i32>, String> {
        let frame = df![
            "ITEM_ID" => ["a", "a", "b", "b", "a"],
            "N" => [1, 1, 2, 3, 1],
        ]
        .expect("equal lengths");
        let step = Step::UniqueIds(UniqueIds { column: "ITEM_ID".into(), keep });
        let (frame, _) = run(&[step], frame).map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            format!("{error}: {}", cause.unwrap_or_default())
        })?;
        Ok(frame.column("N").expect("N").i32().expect("whole").iter().flatten().collect())
    }

    #[test]
    fn equal_rows_become_one_and_others_need_a_rule() {
        assert_eq!(kept(KeepRow::First), Ok(vec![1, 2]));
        assert_eq!(kept(KeepRow::Last), Ok(vec![1, 3]));
        let refused = kept(KeepRow::Error).expect_err("they differ");
        assert!(
            refused.contains("1 rows differ from another of the same `ITEM_ID`: `b`"),
            "{refused}"
        );
    }
}
