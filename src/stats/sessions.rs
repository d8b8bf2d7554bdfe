//! Sessions: rows of one user with no long gap between them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::distribution::Quantiles;
use crate::number::{from_count, from_seconds, ratio};

/// The gap that ends a session where nothing else is said: 30 minutes, as web analytics has it.
pub const SESSION_GAP_S: i64 = 1_800;

/// The sessions of users, and their returns.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Sessions {
    /// A session ends where the user's next row is more than so many seconds later.
    pub gap_s: i64,
    /// Sessions of all users.
    pub count: usize,
    /// Sessions per user.
    pub per_user_mean: f64,
    /// Rows per session.
    pub rows: Quantiles,
    /// Seconds between the end of a session and the beginning of the user's next.
    pub between_s: Quantiles,
}

pub(super) fn sessions(
    gap_s: i64,
    mut rows: Vec<u32>,
    mut gaps: Vec<i64>,
    n_users: usize,
) -> Sessions {
    let count = rows.len();
    rows.sort_unstable();
    gaps.sort_unstable();
    Sessions {
        gap_s,
        count,
        per_user_mean: ratio(count, n_users),
        rows: Quantiles::of(&rows, |rows| from_count(rows as usize)),
        between_s: Quantiles::of(&gaps, from_seconds),
    }
}
