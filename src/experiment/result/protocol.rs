//! The protocol of an evaluation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::purpose::Purpose;
use crate::split::{Cut, Leaks, Protocol, Seen};

#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The protocol of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ProtocolRecord {
    /// Its name and parameters.
    #[serde(flatten)]
    pub protocol: Protocol,
    /// The rows that are held out, and the order in which rows of one second stand.
    #[serde(flatten)]
    pub cut: Cut,
    /// The items of the history that may be recommended again.
    pub seen: Seen,
    /// The kind of list that the models were asked for.
    #[serde(default)]
    pub purpose: Purpose,
    /// Users tested, over all folds.
    pub users_tested: usize,
    /// Users who could be tested and are not in the sample.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub users_left_out: usize,
    /// Users dealt to a fold with too few interactions to be cut.
    pub users_not_tested: usize,
    /// The number of users not tested whose held-out items all stand in their history.
    #[serde(default)]
    pub users_with_nothing_new: usize,
    /// Users tested who have all their answers in one second, of whose items some were drawn.
    #[serde(default)]
    pub users_of_one_second: usize,
    /// Rows to learn from, summed over the folds.
    pub training_rows: usize,
    /// Rows of the histories, over all folds.
    #[serde(default)]
    pub history_rows: usize,
    /// Rows held out, over all folds.
    pub held_out_rows: usize,
    /// Distinct held-out items per user, summed over the users.
    pub held_out_items: usize,
    /// Held-out items that can never be hit because seen items are excluded.
    pub unreachable_items: usize,
    /// The leaks of the cut.
    pub leaks: Leaks,
}

impl ProtocolRecord {
    /// The record of held-out rows of which nothing is known of what was before.
    pub(in crate::experiment) fn of_held_out_rows(users: usize, rows: usize, items: usize) -> Self {
        Self {
            purpose: Purpose::default(),
            protocol: Protocol::External { history: false },
            cut: Cut::default(),
            seen: Seen::Include,
            users_tested: users,
            users_left_out: 0,
            users_not_tested: 0,
            users_with_nothing_new: 0,
            users_of_one_second: 0,
            training_rows: 0,
            history_rows: 0,
            held_out_rows: rows,
            held_out_items: items,
            unreachable_items: 0,
            leaks: Leaks::default(),
        }
    }
}
