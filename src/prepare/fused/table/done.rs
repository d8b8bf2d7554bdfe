//! The result of a run over a table.

use polars::prelude::DataFrame;

use crate::export::digest::FileRecord;
use crate::transform::StepRecord;

/// The result of a run.
#[derive(Debug)]
pub struct TableDone {
    /// The steps with the rows in and out of each.
    pub records: Vec<StepRecord>,
    /// Remarks on the rows, in sentences.
    pub notes: Vec<String>,
    /// Rows written of each event type, by name.
    pub events: Vec<(String, u64)>,
    /// Rows written.
    pub rows: u64,
    /// The input's size and digest, where they were taken.
    pub input: Option<FileRecord>,
    /// A frame with the columns, types and gaps of the rows written, for its schema.
    pub sample: DataFrame,
}
