//! The order of rows, as far as their times record it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dataset::Clock;
use crate::number::ratio;

/// The extent to which the times put the rows in an order.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "figures of a document, each with its name")]
pub struct RecordedTime {
    /// Rows that share their user and second with a row of another item or event type.
    pub unordered_rows: usize,
    /// The same as a share of all rows.
    pub unordered_share: f64,
    /// True if the data has no time; all rows of a user are then without an order.
    #[serde(default)]
    pub is_absent: bool,
    /// True if all rows have one time.
    pub is_constant: bool,
    /// True if the times rise by one and the same step from row to row, over all users: a row counter.
    pub is_row_number: bool,
    /// None of the three.
    pub is_recorded: bool,
}

impl RecordedTime {
    pub(super) fn new(clock: Clock, unordered_rows: usize, rows: usize) -> Self {
        Self {
            unordered_rows,
            unordered_share: ratio(unordered_rows, rows),
            is_absent: clock == Clock::Absent,
            is_constant: clock == Clock::Constant,
            is_row_number: clock == Clock::Counter,
            is_recorded: clock == Clock::Recorded,
        }
    }
}
