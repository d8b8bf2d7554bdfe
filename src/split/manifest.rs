//! The record of a written cut: enough to make it again, and to see that two are the same.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::folds::{Fold, Split};
use super::hold_out::Cut;
use super::leak::{Leaks, audit};
use super::protocol::Protocol;
use crate::dataset::{Dataset, RowFilter, UserIdx};
use crate::export::digest::{FileRecord, hex};

/// The content of `split.manifest.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SplitManifest {
    /// 1
    pub schema_version: u32,
    /// Name and version of the program.
    pub tool: String,
    /// The file that was cut.
    pub input: FileRecord,
    /// The event type that rows were filtered by.
    pub event_type: Option<String>,
    /// The least event value that rows were filtered by.
    pub event_value_threshold: Option<f64>,
    /// Rows that the filter left out; no output has them.
    pub rows_filtered_out: usize,
    /// The protocol and its parameters.
    pub protocol: Protocol,
    /// The rows that are held out, and the order in which rows of one second stand.
    #[serde(flatten)]
    pub cut: Cut,
    /// The fold, from 1.
    pub fold: usize,
    /// Rows of the training set.
    pub training_rows: usize,
    /// Rows of the test users' histories.
    pub history_rows: usize,
    /// Rows held out.
    pub held_out_rows: usize,
    /// Distinct held-out items per user, summed over the users.
    pub held_out_items: usize,
    /// Rows of users who are not tested, from the cut of `global-time` on: they are in `window.csv` only.
    pub window_only_rows: usize,
    /// Users with a row in the training set.
    pub training_users: UserSet,
    /// Users under test.
    pub test_users: UserSet,
    /// Users dealt to a fold who cannot be cut, over all folds.
    pub users_not_tested: usize,
    /// The number of users not tested whose held-out items all stand in their history.
    #[serde(default)]
    pub users_with_nothing_new: usize,
    /// Test users with all their answers in one second, of whose items some were drawn.
    #[serde(default)]
    pub users_of_one_second: usize,
    /// The leaks of the cut.
    pub leaks: Leaks,
    /// The files that were written.
    pub outputs: Vec<FileRecord>,
}

/// A set of users, so that two cuts can be seen to have the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UserSet {
    /// The number of users.
    pub users: usize,
    /// SHA-256 of their ids in order (by length, then bytes), each with a line feed behind it.
    pub sha256: String,
}

impl UserSet {
    /// The set of rising users.
    #[must_use]
    pub fn of(dataset: &Dataset, users: impl IntoIterator<Item = UserIdx>) -> Self {
        let mut hasher = Sha256::new();
        let mut n = 0;
        for user in users {
            hasher.update(dataset.users().id(user.index()));
            hasher.update(b"\n");
            n += 1;
        }
        Self { users: n, sha256: hex(&hasher.finalize()) }
    }
}

/// Describes fold `index` (from 0) of `split`, which was made from `input` under `filter`.
#[must_use]
pub fn manifest(
    split: &Split<'_>,
    index: usize,
    fold: &Fold,
    input: FileRecord,
    filter: &RowFilter,
) -> SplitManifest {
    let dataset = split.dataset();
    let mut training: Vec<UserIdx> =
        fold.training_rows.iter().map(|&row| dataset.user(row)).collect();
    training.dedup();
    let mut is_placed = vec![false; dataset.n_rows()];
    let mut place = |rows: &[u32]| rows.iter().for_each(|&row| is_placed[row as usize] = true);
    place(&fold.training_rows);
    for test in &fold.test_users {
        place(&test.history);
        place(&test.held_out_rows);
    }
    let window_only_rows = is_placed.iter().filter(|&&placed| !placed).count();
    let sum = |of: fn(&super::TestUser) -> usize| fold.test_users.iter().map(of).sum();
    SplitManifest {
        schema_version: 1,
        tool: concat!("rehearsal ", env!("CARGO_PKG_VERSION")).to_owned(),
        input,
        event_type: filter.event_type.clone(),
        event_value_threshold: filter.event_value_threshold,
        rows_filtered_out: dataset.n_filtered_out(),
        protocol: split.protocol(),
        cut: split.cut().clone(),
        fold: index + 1,
        training_rows: fold.training_rows.len(),
        history_rows: sum(|test| test.history.len()),
        held_out_rows: sum(|test| test.held_out_rows.len()),
        held_out_items: sum(|test| test.held_out.len()),
        window_only_rows,
        training_users: UserSet::of(dataset, training),
        test_users: UserSet::of(dataset, fold.test_users.iter().map(|test| test.user)),
        users_not_tested: split.n_not_tested(),
        users_with_nothing_new: split.n_nothing_new(),
        users_of_one_second: split.n_one_second(),
        leaks: split.leaks(audit(dataset, fold)),
        outputs: Vec::new(),
    }
}
