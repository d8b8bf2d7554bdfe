//! Users and items with too few rows go, until none is left.

use polars::prelude::{LazyFrame, PolarsResult};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::enough::{Least, RowCounts};
use super::frame::{names, only};
use super::minimum_counts::{Count, Pairs};
use super::transform::Transform;
use crate::column::{ITEM_ID, USER_ID};
use crate::number::thousands;
use crate::param::{InvalidParam, at_least};
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// The largest part of the data in which every user has at least `per_user` and every item at least
/// `per_item`: rows are dropped in rounds until a round drops none. Each round is logged. The result
/// is the same in whatever order rows are dropped; it may be empty.
///
/// (Seidman 1983, "Network structure and minimum degree", for the bipartite graph of users and
/// items, with a minimum of its own on each side.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct KCore {
    /// The least for a user. Default 5.
    pub per_user: u32,
    /// The least for an item. Default 5.
    pub per_item: u32,
    /// The unit that is counted. Default rows.
    pub count: Count,
}

impl Default for KCore {
    fn default() -> Self {
        Self { per_user: 5, per_item: 5, count: Count::Rows }
    }
}

impl KCore {
    /// The log line of a round before which there were so many rows and after which there are those that were counted.
    pub(crate) fn said(round: u32, before: u64, counts: &RowCounts) -> String {
        let (rows, [users, items]) = (counts.rows, counts.n_there());
        format!(
            "round {round}: {} rows of {} users and {} items left{}",
            thousands(rows),
            thousands(users),
            thousands(items),
            if rows == before { ", none dropped" } else { "" }
        )
    }
}

impl Transform for KCore {
    fn check(&self) -> Result<(), InvalidParam> {
        at_least("per_user", self.per_user, &1)?;
        at_least("per_item", self.per_item, &1)?;
        Ok(())
    }

    fn needs(&self) -> Vec<String> {
        names(&[USER_ID, ITEM_ID])
    }

    fn apply(&self, rows: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame> {
        let frame = rows.collect()?;
        let pairs = Pairs::new(&frame, self.count)?;
        let least = Least { per_user: self.per_user, per_item: self.per_item };
        let mut enough = pairs.all();
        let mut counts = pairs.count(&enough);
        for round in 1_u32.. {
            let before = counts.rows;
            enough.sift(least, &counts);
            counts = pairs.count(&enough);
            log.say(Self::said(round, before, &counts));
            if counts.rows == before {
                break;
            }
        }
        only(&frame, &pairs.kept(&enough))
    }

    fn sql(&self, rows: SqlRows) -> Result<SqlRows, String> {
        let least = self.count.least(rows.dialect(), self.per_user, self.per_item);
        Ok(rows.rounds(least))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{Step, run};
    use polars::prelude::{DataFrame, df};
    use proptest::prelude::*;

    fn frame(pairs: &[(u8, u8)]) -> DataFrame {
        let text = |ids: Vec<u8>| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        df![
            "USER_ID" => text(pairs.iter().map(|pair| pair.0).collect()),
            "ITEM_ID" => text(pairs.iter().map(|pair| pair.1).collect()),
        ]
        .expect("equal lengths")
    }

    #[test]
    fn dropping_goes_on_until_it_settles_and_says_so() {
        // A square of two users and two items, and a chain that falls apart from its end.
        let pairs = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 2), (3, 3), (4, 3)];
        let step = Step::KCore(KCore { per_user: 2, per_item: 2, count: Count::Rows });
        let (core, records) = run(&[step], frame(&pairs)).expect("it fits");
        assert_eq!(core, frame(&pairs[..4]));
        assert_eq!(
            records[0].log,
            [
                "round 1: 6 rows of 3 users and 3 items left",
                "round 2: 5 rows of 3 users and 2 items left",
                "round 3: 4 rows of 2 users and 2 items left",
                "round 4: 4 rows of 2 users and 2 items left, none dropped",
            ]
        );
    }

    proptest! {
        #[test]
        fn the_core_is_a_core_the_largest_one_and_settled(
            pairs in prop::collection::vec((0_u8..8, 0_u8..8), 0..60),
            per_user in 1_u32..4,
            per_item in 1_u32..4,
            distinct: bool,
        ) {
            let count = if distinct { Count::Distinct } else { Count::Rows };
            let step = Step::KCore(KCore { per_user, per_item, count });
            let (core, _) = run(std::slice::from_ref(&step), frame(&pairs)).expect("it fits");
            // Dropping one row at a time, in another order, must settle at the same rows.
            let mut left = pairs.clone();
            loop {
                let few = |at: usize| {
                    let (user, item) = left[at];
                    let mut items: Vec<u8> =
                        left.iter().filter(|pair| pair.0 == user).map(|pair| pair.1).collect();
                    let mut users: Vec<u8> =
                        left.iter().filter(|pair| pair.1 == item).map(|pair| pair.0).collect();
                    if distinct {
                        for ids in [&mut items, &mut users] {
                            ids.sort_unstable();
                            ids.dedup();
                        }
                    }
                    items.len() < per_user as usize || users.len() < per_item as usize
                };
                let Some(at) = (0..left.len()).rev().find(|&at| few(at)) else { break };
                left.remove(at);
            }
            // With distinct counting a repeat may go before its twin; the pairs left are the same.
            if !distinct {
                prop_assert_eq!(&core, &frame(&left));
            }
            prop_assert_eq!(run(&[step], core.clone()).expect("it fits").0, core);
        }
    }
}
