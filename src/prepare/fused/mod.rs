//! Interactions in one pass over the text: ratings here, any table in the module `table`.
//!
//! Reads text in blocks, keeps 16 bytes of each row (nothing where no order is asked for), sorts them, and makes
//! text again only while it writes, in memory that `--sort-memory` bounds but for the distinct ids. Both take
//! only what they are sure of: of ratings whole ids without quotes, of tables cells that need no remark. At
//! anything else they give up with [`FusedError::Odd`], and the general engine reads the file, which either
//! knows what to do or says what is wrong and where. Both give the same bytes, which a property test holds.

mod chunks;
mod done;
mod error;
mod event_rows;
mod hashing;
mod in_turn;
mod line;
mod memory;
mod outcome;
mod plan;
mod record;
mod runs;
mod sorted;
mod store;
mod table;
mod tally;
mod unsorted;
mod workers;

pub use done::Done;
pub use error::FusedError;
pub use memory::Memory;
pub use plan::{Plan, Refusal, plan};
pub use table::{
    Job as TableJob, TableDone, TablePlan, TableText, plan as plan_table, run as run_table,
};
pub use workers::Workers;

use crate::export::Destination;
use crate::source::movielens::RatingsText;

/// Runs `plan` from `text` to `destination`.
///
/// # Errors
/// When a line is not plain, or something cannot be read or written.
pub fn run(
    plan: &Plan,
    text: RatingsText,
    destination: &mut Destination,
    workers: Workers<'_>,
) -> Result<Done, FusedError> {
    if plan.sorted {
        sorted::run(plan, text, destination, workers)
    } else {
        unsorted::run(plan, text, destination, workers)
    }
}
