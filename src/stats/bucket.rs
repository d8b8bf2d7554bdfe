//! The parts into which the time of a data set is cut.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Into how many parts with equally many rows the time is cut.
pub const BUCKETS: usize = 10;

/// A tenth of the rows, in the order of time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// Its first day in UTC.
    pub first_day: String,
    /// Its last day in UTC.
    pub last_day: String,
    /// Its rows.
    pub rows: usize,
    /// Share of its rows with an item that no earlier bucket has.
    pub cold_item_rows: f64,
    /// Share of its rows with a user whom no earlier bucket has.
    pub cold_user_rows: f64,
    /// Total variation distance, ½ Σ |p − q| over items, of its item mix from that of the bucket
    /// before; none for the first.
    pub drift: Option<f64>,
}
