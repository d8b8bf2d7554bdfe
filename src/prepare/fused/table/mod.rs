//! Any table in one pass over its text: each distinct id is numbered once, each distinct rest of a row is
//! looked at once, and a row is 16 bytes until it is written.
//!
//! The columns beside user, item and timestamp are the *tail* of a row. Steps that look at the tail alone
//! (filters, event types, names, values, columns) run on one row for each distinct tail, through the general
//! engine's own code; the others count and drop numbered rows. What needs a remark or an error is left
//! to the general engine, as [`super`] says.

mod dictionary;
mod ends;
mod index;
mod key;
mod lines;
mod outcomes;
mod parts;
mod plan;
mod ranks;
mod reading;
mod records;
mod repeats;
mod rows;
mod separators;
mod sift;
mod sorted;
mod source;
mod straight;
mod strongest;
mod tails;
mod text;
mod times;
mod typed;
mod unsorted;
mod verbatim;

use polars::prelude::DataFrame;

pub use plan::{TablePlan, plan};

use super::{FusedError, Memory};
use crate::export::csv::Quoting;
use crate::export::digest::FileRecord;
use crate::export::{Destination, Format};
use crate::source::mapped::{Instants, Mapped, Reading, TableFiles};
use crate::transform::StepRecord;

/// A table and how it is read.
#[derive(Debug, Clone, Copy)]
pub struct TableText<'t> {
    /// Its files.
    pub files: &'t TableFiles,
    /// The columns that are read.
    pub mapped: &'t [Mapped],
    /// The forms that its instants may have.
    pub instants: Instants,
    /// The settings for reading it.
    pub reading: &'t Reading,
    /// True if the digest of the bytes that are read is that of the file.
    pub is_plain: bool,
}

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

/// The settings of a run.
#[derive(Clone, Copy)]
pub struct Job<'j> {
    /// The format of the output: CSV, or Parquet or Arrow IPC where rows are put in order.
    pub format: Format,
    /// The form of quotes in CSV.
    pub quoting: Quoting,
    /// The memory for rows, and the folder for those beyond it.
    pub memory: &'j Memory,
    /// Threads.
    pub n_threads: usize,
    /// Called with the bytes read so far.
    pub progress: &'j (dyn Fn(u64) + Sync),
}

/// Runs `plan` on the table, into `destination`.
///
/// # Errors
/// [`FusedError::Odd`] when the table needs the general engine; else when something cannot be read or
/// written.
pub fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    if plan.is_sorted() {
        sorted::run(plan, table, destination, job)
    } else {
        unsorted::run(plan, table, destination, job)
    }
}
