//! Keeps one row of several that are alike.

use std::collections::HashMap;

use polars::prelude::{DataFrame, DataType, LazyFrame, PolarsResult, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::{codes, failed, only};
use super::ties::{Newest, TieRule, there};
use super::transform::Transform;
use crate::choice::choices;
use crate::column::{FRACTION, TIMESTAMP};
use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// The row that stays of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Keep {
    /// The one with the smallest `TIMESTAMP`, to the fraction of a second that the table had; of equal
    /// ones the first in the file.
    #[default]
    Oldest,
    /// The one with the largest `TIMESTAMP`; of equal ones the last in the file.
    Newest,
}

choices! { Keep { Oldest = "oldest", Newest = "newest" } }

/// A second, the nanoseconds beyond it, and the place by the other columns where these decide.
type Moment = (Option<i64>, Option<i32>, usize);

/// Of the rows that agree in the columns `by` it keeps one; without `TIMESTAMP` the first or the last in the
/// file. Rows keep their order.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Deduplicate {
    /// The columns that must agree; none means all of them, that is exact repeats. Default none.
    pub by: Vec<String>,
    /// The row that stays. Default the oldest.
    pub keep: Keep,
    /// The rule for rows of one moment. Default their order in the file.
    #[serde(skip_serializing_if = "TieRule::is_default")]
    pub ties: TieRule,
}

impl Transform for Deduplicate {
    fn check(&self) -> Result<(), InvalidParam> {
        match self.by.iter().enumerate().find(|(at, name)| self.by[..*at].contains(name)) {
            Some((_, name)) => Err(InvalidParam::new("by", name, "each column once")),
            None => Ok(()),
        }
    }

    fn needs(&self) -> Vec<String> {
        self.by.clone()
    }

    fn check_types(&self, schema: &Schema) -> Result<(), String> {
        match schema.get(TIMESTAMP) {
            Some(DataType::Int64) | None => Ok(()),
            _ => Err(format!("column `{TIMESTAMP}` is not in whole numbers")),
        }
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = rows.collect()?;
        let by: Vec<String> = if self.by.is_empty() {
            let names = frame.get_column_names().into_iter().map(ToString::to_string);
            names.filter(|name| name != FRACTION).collect()
        } else {
            self.by.clone()
        };
        let groups = groups(&frame, &by)?;
        let timestamps: Vec<Option<i64>> = match frame.column(TIMESTAMP) {
            Ok(timestamps) => timestamps.i64()?.iter().collect(),
            Err(_) => vec![None; frame.height()],
        };
        let fractions: Vec<Option<i32>> = match frame.column(FRACTION) {
            Ok(fractions) => fractions.i32()?.iter().collect(),
            Err(_) => vec![None; frame.height()],
        };
        let decided: Vec<String> =
            by.iter().map(String::as_str).chain([TIMESTAMP]).map(str::to_owned).collect();
        let ranks = self.ties.ranks(&frame, &decided)?;
        let timestamps = timestamps.into_iter().zip(fractions).zip(ranks);
        let timestamps = timestamps.map(|((second, fraction), rank)| (second, fraction, rank));
        let mut kept: HashMap<usize, (Moment, usize)> = HashMap::new();
        for (row, (group, timestamp)) in groups.into_iter().zip(timestamps).enumerate() {
            let best = kept.entry(group).or_insert((timestamp, row));
            let better = match self.keep {
                Keep::Oldest => timestamp < best.0,
                Keep::Newest => timestamp >= best.0,
            };
            if better {
                *best = (timestamp, row);
            }
        }
        let mut keep = vec![false; frame.height()];
        // Each row is marked, in any order.
        for (_, row) in kept.into_values() {
            keep[row] = true;
        }
        only(&frame, &keep)
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let by = if self.by.is_empty() { rows.written().to_vec() } else { self.by.clone() };
        let newest = if self.keep == Keep::Newest { Newest::First } else { Newest::Last };
        let times: Vec<String> = there(rows.columns(), &[TIMESTAMP, FRACTION]);
        let times: Vec<String> =
            times.into_iter().filter(|name| name == FRACTION || rows.has(name)).collect();
        let decided = [by.clone(), times.clone()].concat();
        let mut order: Vec<String> =
            times.iter().map(|name| newest.key(rows.dialect(), name)).collect();
        order.extend(self.ties.keys(&rows, &decided, newest)?);
        if order.is_empty() {
            // Rows without a time that agree in all columns are the same.
            order.push(newest.key(rows.dialect(), &by[0]));
        }
        Ok(rows.first_of(&by, &order))
    }
}

/// A number for each row, equal where the rows agree in all columns `by`.
pub(crate) fn groups(frame: &DataFrame, by: &[String]) -> PolarsResult<Vec<usize>> {
    let mut groups = vec![0_usize; frame.height()];
    for name in by {
        let (values, _) = column_codes(frame, name)?;
        let mut known: HashMap<(usize, usize), usize> = HashMap::new();
        for (group, value) in groups.iter_mut().zip(values) {
            let next = known.len();
            *group = *known.entry((*group, value)).or_insert(next);
        }
    }
    Ok(groups)
}

/// The values of a column of any type as dense numbers; null is a value of its own.
fn column_codes(frame: &DataFrame, name: &str) -> PolarsResult<(Vec<usize>, usize)> {
    let column = frame.column(name)?;
    let bits: Vec<Option<u64>> = match column.dtype() {
        DataType::String if column.null_count() == 0 => return codes(frame, name),
        DataType::String => {
            let mut known = HashMap::new();
            let code = |text: &str, known: &mut HashMap<String, u64>| {
                let next = known.len() as u64;
                *known.entry(text.to_owned()).or_insert(next)
            };
            column.str()?.iter().map(|text| text.map(|text| code(text, &mut known))).collect()
        }
        DataType::Int32 => column
            .i32()?
            .iter()
            .map(|value| value.map(|value| i64::from(value).cast_unsigned()))
            .collect(),
        DataType::Int64 => {
            column.i64()?.iter().map(|value| value.map(i64::cast_unsigned)).collect()
        }
        DataType::Float64 => column.f64()?.iter().map(|value| value.map(f64::to_bits)).collect(),
        other => return Err(failed(format!("column `{name}` has type {other}"))),
    };
    let mut known = HashMap::new();
    let codes = bits
        .into_iter()
        .map(|bits| {
            let next = known.len();
            *known.entry(bits).or_insert(next)
        })
        .collect();
    Ok((codes, known.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn kept(by: &[&str], keep: Keep) -> Vec<i64> {
        let frame = df![
            "USER_ID" => ["1", "1", "1", "2", "1"],
            "ITEM_ID" => ["7", "7", "8", "7", "7"],
            "EVENT_VALUE" => [Some(1.0), None, None, None, Some(1.0)],
            "TIMESTAMP" => [5_i64, 4, 6, 7, 5],
            "ROW" => [0_i64, 1, 2, 3, 0],
        ]
        .expect("equal lengths");
        let by = by.iter().map(|&name| name.into()).collect();
        let step = Deduplicate { by, keep, ties: TieRule::File };
        let (frame, _) = run(&[Step::Deduplicate(step)], frame).expect("it fits");
        frame.column("TIMESTAMP").expect("there").i64().expect("long").iter().flatten().collect()
    }

    #[test]
    fn exact_repeats_go_by_default() {
        assert_eq!(kept(&[], Keep::Oldest), [5, 4, 6, 7]);
    }

    #[test]
    fn the_oldest_or_newest_of_a_pair_stays() {
        assert_eq!(kept(&["USER_ID", "ITEM_ID"], Keep::Oldest), [4, 6, 7]);
        assert_eq!(kept(&["USER_ID", "ITEM_ID"], Keep::Newest), [6, 7, 5]);
        assert_eq!(kept(&["EVENT_VALUE"], Keep::Oldest), [5, 4], "null equals null");
    }
}
