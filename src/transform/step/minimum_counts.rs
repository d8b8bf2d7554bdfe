//! Users and items with too few rows go, once.

use polars::prelude::{DataFrame, LazyFrame, PolarsResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::enough::{Enough, Least, RowCounts};
use super::frame::{codes, names, only};
use super::transform::Transform;
use crate::column::{ITEM_ID, USER_ID};
use crate::param::{InvalidParam, at_least};
use crate::transform::Log;
use crate::transform::sql::{SqlDialect, SqlRows, enough};

/// The unit that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Every row.
    #[default]
    Rows,
    /// Every different item of a user, and every different user of an item.
    Distinct,
}

impl Count {
    /// The ids with the expression that counts their rows and the least count.
    pub(super) fn least(
        self,
        dialect: SqlDialect,
        per_user: u32,
        per_item: u32,
    ) -> [(&'static str, String, u32); 2] {
        let count = |other: &str| match self {
            Self::Rows => "count(*)".to_owned(),
            Self::Distinct => format!("count(DISTINCT coalesce({}, ''))", dialect.quoted(other)),
        };
        [(USER_ID, count(ITEM_ID), per_user), (ITEM_ID, count(USER_ID), per_item)]
    }
}

/// Drops the rows of users with fewer than `per_user` and of items with fewer than `per_item`, both
/// counted in the input. One pass: what is left may be below the minimum again, which
/// [`KCore`](super::KCore) rules out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MinimumCounts {
    /// The least for a user. Default 1.
    pub per_user: u32,
    /// The least for an item. Default 1.
    pub per_item: u32,
    /// The unit that is counted. Default rows.
    pub count: Count,
}

impl Default for MinimumCounts {
    fn default() -> Self {
        Self { per_user: 1, per_item: 1, count: Count::Rows }
    }
}

impl Transform for MinimumCounts {
    fn check(&self) -> Result<(), InvalidParam> {
        at_least("per_user", self.per_user, &1)?;
        at_least("per_item", self.per_item, &1)?;
        Ok(())
    }

    fn needs(&self) -> Vec<String> {
        names(&[USER_ID, ITEM_ID])
    }

    fn apply(&self, rows: LazyFrame, _log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = rows.collect()?;
        let pairs = Pairs::new(&frame, self.count)?;
        let least = Least { per_user: self.per_user, per_item: self.per_item };
        let mut enough = pairs.all();
        enough.sift(least, &pairs.count(&enough));
        only(&frame, &pairs.kept(&enough))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let least = self.count.least(rows.dialect(), self.per_user, self.per_item);
        let condition = enough(rows.dialect(), rows.name(), &least);
        Ok(rows.filter(&condition))
    }
}

/// The user and item of every row as dense numbers.
pub(super) struct Pairs {
    users: Vec<usize>,
    items: Vec<usize>,
    n_users: usize,
    n_items: usize,
    /// True, by row, if the row counts: the first of its pair, or every one.
    counts: Vec<bool>,
}

impl Pairs {
    pub(super) fn new(frame: &DataFrame, count: Count) -> PolarsResult<Self> {
        let (users, n_users) = codes(frame, USER_ID)?;
        let (items, n_items) = codes(frame, ITEM_ID)?;
        let mut seen = std::collections::HashSet::new();
        let counts = match count {
            Count::Rows => vec![true; users.len()],
            Count::Distinct => users.iter().zip(&items).map(|pair| seen.insert(pair)).collect(),
        };
        drop(seen);
        Ok(Self { users, items, n_users, n_items, counts })
    }

    /// All users and items.
    pub(super) fn all(&self) -> Enough {
        Enough::all(self.n_users, self.n_items)
    }

    /// Tells, by row, whether it is left.
    pub(super) fn kept(&self, enough: &Enough) -> Vec<bool> {
        self.users.iter().zip(&self.items).map(|(&user, &item)| enough.has(user, item)).collect()
    }

    /// The rows that are left; for a user and an item only those that count.
    pub(super) fn count(&self, enough: &Enough) -> RowCounts {
        let mut counts = enough.no_rows();
        for ((&user, &item), &is_counted) in self.users.iter().zip(&self.items).zip(&self.counts) {
            if enough.has(user, item) {
                counts.rows += 1;
                if is_counted {
                    counts.count(user, item);
                }
            }
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::df;

    fn kept(step: MinimumCounts) -> Vec<i32> {
        let frame = df![
            "USER_ID" => ["1", "1", "1", "2", "2", "3"],
            "ITEM_ID" => ["7", "8", "8", "7", "7", "7"],
            "N" => [0, 1, 2, 3, 4, 5],
        ]
        .expect("equal lengths");
        let (frame, _) = run(&[Step::MinimumCounts(step)], frame).expect("it fits");
        frame.column("N").expect("N").i32().expect("whole").iter().flatten().collect()
    }

    #[test]
    fn both_minima_are_counted_in_the_input() {
        let step = MinimumCounts::default();
        assert_eq!(kept(MinimumCounts { per_user: 2, ..step }), [0, 1, 2, 3, 4]);
        assert_eq!(kept(MinimumCounts { per_item: 3, ..step }), [0, 3, 4, 5]);
        assert_eq!(kept(MinimumCounts { per_user: 2, per_item: 3, ..step }), [0, 3, 4]);
    }

    #[test]
    fn a_repeated_pair_may_count_once() {
        let step = MinimumCounts { per_user: 2, per_item: 1, count: Count::Distinct };
        assert_eq!(kept(step), [0, 1, 2], "user 2 has one item, twice");
    }
}
