//! The row that comes first where nothing else decides.

use std::collections::BTreeSet;

use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::frame::failed;
use crate::choice::choices;
use crate::column::FRACTION;
use crate::transform::sql::{SqlDialect, SqlRows};

/// The rule for rows that agree in everything that a step looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TieRule {
    /// Their order in the file decides.
    #[default]
    File,
    /// Their other columns decide, in order: nothing before any value, text by its bytes. Engines that do not keep
    /// the order of a file find the same row.
    Columns,
}

choices! { TieRule { File = "file", Columns = "columns" } }

impl TieRule {
    /// Tells whether it is the rule where nothing is said.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// A number for each row by the columns that are not among `decided`: the smaller one comes first. Rows that agree
    /// have one number, and so has every row where the file decides.
    pub(super) fn ranks(self, frame: &DataFrame, decided: &[String]) -> PolarsResult<Vec<usize>> {
        let mut ranks = vec![0_usize; frame.height()];
        if self == Self::File {
            return Ok(ranks);
        }
        for column in frame.columns() {
            let name = column.name().as_str();
            if name == FRACTION || decided.iter().any(|one| one == name) {
                continue;
            }
            ranks = dense(ranks.into_iter().zip(places(column)?));
        }
        Ok(ranks)
    }

    /// The columns that decide in SQL, as sort keys.
    ///
    /// # Errors
    /// When the order of the file would have to decide between rows that differ.
    pub(super) fn keys(
        self,
        rows: &SqlRows,
        decided: &[String],
        newest: Newest,
    ) -> Result<Vec<String>, String> {
        let others: Vec<&String> =
            rows.written().iter().filter(|name| !decided.contains(name)).collect();
        if let (Self::File, Some(other)) = (self, others.first()) {
            return Err(format!(
                "of rows that differ in `{other}` alone the first in the file stays, and other engines do not keep \
                 that order: with `ties = \"columns\"` (`--ties columns`) the other columns decide, here as there"
            ));
        }
        Ok(others.into_iter().map(|name| newest.key(rows.dialect(), name)).collect())
    }
}

/// The end of an order from which a row is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Newest {
    First,
    Last,
}

impl Newest {
    /// A sort key in SQL, a missing value before any other in time.
    pub(super) fn key(self, dialect: SqlDialect, name: &str) -> String {
        let name = dialect.quoted(name);
        match self {
            Self::Last => format!("{name} ASC NULLS FIRST"),
            Self::First => format!("{name} DESC NULLS LAST"),
        }
    }
}

/// Places of values in the order of their column, from 1; nothing is 0.
fn places(column: &Column) -> PolarsResult<Vec<usize>> {
    Ok(match column.dtype() {
        DataType::String => placed(column.str()?.iter()),
        DataType::Int32 => placed(column.i32()?.iter()),
        DataType::Int64 => placed(column.i64()?.iter()),
        DataType::Float64 => placed(column.f64()?.iter().map(|value| value.map(ordered_bits))),
        other => return Err(failed(format!("column `{}` has type {other}", column.name()))),
    })
}

fn placed<T: Ord>(values: impl Iterator<Item = Option<T>>) -> Vec<usize> {
    dense(values)
}

/// Bits that sort as the numbers do; −0 is 0.
fn ordered_bits(number: f64) -> u64 {
    let bits = (number + 0.0).to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The place of each key among the different ones.
fn dense<K: Ord>(keys: impl Iterator<Item = K>) -> Vec<usize> {
    let keys: Vec<K> = keys.collect();
    let known: BTreeSet<&K> = keys.iter().collect();
    let known: Vec<&K> = known.into_iter().collect();
    keys.iter().map(|key| known.partition_point(|&one| one < key)).collect()
}

/// The names of columns that are there.
pub(super) fn there(schema: &Schema, names: &[&str]) -> Vec<String> {
    names.iter().filter(|name| schema.contains(name)).map(|&name| name.to_owned()).collect()
}
