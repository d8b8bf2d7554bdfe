//! Two files side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::in_common::InCommon;
use super::statistics::Stats;
use crate::dataset::Dataset;

/// The content of `stats-against.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Against {
    /// 1
    pub schema_version: u32,
    /// The first file.
    pub first: Stats,
    /// The second.
    pub second: Stats,
    /// Users that both have.
    pub users_in_both: usize,
    /// Items that both have.
    pub items_in_both: usize,
    /// Share of the second file's rows with an item that the first has.
    pub rows_of_known_items: f64,
    /// Share of the second file's rows with a user whom the first has.
    pub rows_of_known_users: f64,
    /// Total variation distance of the two item mixes, 0 for equal to 1 for nothing in common.
    pub item_mix_distance: f64,
}

/// Lays the second data set beside the first.
#[must_use]
pub fn against(first: (&Dataset, Stats), second: (&Dataset, Stats)) -> Against {
    let common = InCommon::of(first.0, second.0);
    Against {
        schema_version: 1,
        users_in_both: common.users_in_both,
        items_in_both: common.items_in_both,
        rows_of_known_items: common.rows_of_known_items,
        rows_of_known_users: common.rows_of_known_users,
        item_mix_distance: common.item_mix_distance,
        first: first.1,
        second: second.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::digest::FileRecord;
    use crate::stats::describe;

    #[test]
    fn what_two_files_share() {
        let data = |rows: &[(&str, &str, &str, i64)]| Dataset::from_rows(rows);
        let file = || FileRecord { path: "x".into(), bytes: 0, sha256: String::new() };
        let first = data(&[("1", "a", "", 1), ("2", "b", "", 2)]);
        let second = data(&[("1", "b", "", 1), ("3", "c", "", 2)]);
        let (left, right) = (describe(&first, file(), 1_800), describe(&second, file(), 1_800));
        let found = against((&first, left), (&second, right));
        assert_eq!((found.users_in_both, found.items_in_both), (1, 1));
        assert!((found.rows_of_known_items - 0.5).abs() < 1e-12);
        assert!((found.rows_of_known_users - 0.5).abs() < 1e-12);
        // a ½ – 0, b ½ – ½, c 0 – ½
        assert!((found.item_mix_distance - 0.5).abs() < 1e-12);
    }
}
