//! Users, items and the item mix that two data sets have in common.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::drift::distance;
use crate::dataset::{Dataset, Vocab};
use crate::number::{ratio, to_u32};

/// The users, items and item mix that two data sets have in common.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct InCommon {
    /// Users that both have.
    pub users_in_both: usize,
    /// Items that both have.
    pub items_in_both: usize,
    /// Share of the second one's rows with an item that the first has.
    pub rows_of_known_items: f64,
    /// Share of the second one's rows with a user whom the first has.
    pub rows_of_known_users: f64,
    /// Total variation distance of the two item mixes, 0 for equal to 1 for nothing in common.
    pub item_mix_distance: f64,
}

impl InCommon {
    /// Lays the second data set beside the first.
    pub(super) fn of(left: &Dataset, right: &Dataset) -> Self {
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
        Self {
            users_in_both: users.iter().flatten().count(),
            items_in_both: items.iter().flatten().count(),
            rows_of_known_items: ratio(known_items, right.n_rows()),
            rows_of_known_users: ratio(known_users, right.n_rows()),
            item_mix_distance: distance(&in_left, &in_right),
        }
    }
}

/// For each id of the second vocabulary, its index in the first.
fn translate(first: &Vocab, second: &Vocab) -> Vec<Option<u32>> {
    (0..second.len()).map(|index| first.find(second.id(index))).collect()
}
