//! The result of a run over ratings.

use crate::export::digest::FileRecord;
use crate::transform::StepRecord;

/// The result of a run.
#[derive(Debug)]
pub struct Done {
    /// The steps with the rows in and out of each.
    pub records: Vec<StepRecord>,
    /// The number of rows of each event type, by name.
    pub events: Vec<(String, u64)>,
    /// Rows written.
    pub rows: u64,
    /// The input's size and digest, of the bytes as they were read.
    pub input: FileRecord,
}
