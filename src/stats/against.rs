//! Two files side by side.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::drift::distance;
use super::statistics::Stats;
use crate::dataset::{Dataset, Vocab};
use crate::number::{ratio, to_u32};

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
    let (left, right) = (first.0, second.0);
    let items = translate(left.items(), right.items());
    let users = translate(left.users(), right.users());
    // Items of the first file, then those that only the second has.
    let n_left = left.items().len();
    let n_all = n_left + right.items().len();
    let (mut in_left, mut in_right) = (vec![0_u32; n_all], vec![0_u32; n_all]);
    for row in 0..to_u32(left.n_rows()) {
        in_left[left.item(row).index()] += 1;
    }
    let (mut known_items, mut known_users) = (0, 0);
    for row in 0..to_u32(right.n_rows()) {
        let item = right.item(row).index();
        known_items += usize::from(items[item].is_some());
        known_users += usize::from(users[right.user(row).index()].is_some());
        in_right[items[item].map_or(n_left + item, |item| item as usize)] += 1;
    }
    Against {
        schema_version: 1,
        users_in_both: users.iter().flatten().count(),
        items_in_both: items.iter().flatten().count(),
        rows_of_known_items: ratio(known_items, right.n_rows()),
        rows_of_known_users: ratio(known_users, right.n_rows()),
        item_mix_distance: distance(&in_left, &in_right),
        first: first.1,
        second: second.1,
    }
}

/// For each id of the second vocabulary, its index in the first.
fn translate(first: &Vocab, second: &Vocab) -> Vec<Option<u32>> {
    (0..second.len()).map(|index| first.find(second.id(index))).collect()
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
