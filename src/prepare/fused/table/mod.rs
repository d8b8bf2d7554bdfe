//! Any table in one pass over its text: each distinct id is numbered once, each distinct rest of a row is
//! looked at once, and a row is 16 bytes until it is written.
//!
//! The columns beside user, item and timestamp are the *tail* of a row. Steps that look at the tail alone
//! (filters, event types, names, values, columns) run on one row for each distinct tail, through the general
//! engine's own code; the others count and drop numbered rows. What needs a remark or an error is left
//! to the general engine, as [`super`] says.

mod batch;
mod csv_rows;
mod dictionary;
mod done;
mod ends;
mod index;
mod job;
mod key;
mod lines;
mod outcomes;
mod parts;
mod pieces;
mod plan;
mod ranks;
mod records;
mod repeats;
mod separators;
mod sift;
mod sorted;
mod source;
mod straight;
mod strongest;
mod tails;
mod times;
mod to_records;
mod typed;
mod unsorted;
mod verbatim;
mod writing;

pub use done::TableDone;
pub use job::{Job, TableText};
pub use plan::{TablePlan, plan};

use super::error::FusedError;
use crate::export::Destination;

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
