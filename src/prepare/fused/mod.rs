//! Interactions in one pass over the text: ratings here, any table in the module `table`.
//!
//! Reads text in blocks, keeps 16 bytes of each row (nothing where no order is asked for), sorts them, and makes
//! text again only while it writes, in memory that `--sort-memory` bounds but for the distinct ids. Both take
//! only what they are sure of: of ratings whole ids without quotes, of tables cells that need no remark. At
//! anything else they give up with [`FusedError::Odd`], and the general engine reads the file, which either
//! knows what to do or says what is wrong and where. Both give the same bytes, which a property test holds.

mod chunks;
mod hashing;
mod in_turn;
mod line;
mod outcome;
mod plan;
mod record;
mod rows;
mod runs;
mod sorted;
mod store;
mod table;
mod tally;
mod unsorted;

use std::io;
use std::path::PathBuf;

pub use plan::{Plan, Refusal, plan};
pub use table::{
    Job as TableJob, TableDone, TablePlan, TableText, plan as plan_table, run as run_table,
};

use crate::export::Destination;
use crate::export::digest::FileRecord;
use crate::source::movielens::RatingsText;
use crate::transform::StepRecord;

/// The reason that the fused engine gave up; nothing was written under a final name.
#[derive(Debug, thiserror::Error)]
pub enum FusedError {
    /// A line is not as plain as the engine needs it.
    #[error("a line that the fused engine leaves to the general one")]
    Odd,
    /// The other cells of the rows differ nearly everywhere, so that nothing is won by holding each once.
    #[error("a table whose rows share little, which the fused engine leaves to the general one")]
    Varied,
    /// The input cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// The output cannot be written.
    #[error("cannot write the output")]
    Write(#[source] io::Error),
    /// The rows that do not fit into memory cannot be put aside.
    #[error("cannot write a temporary file in `{}`", folder.display())]
    Spill {
        /// The folder.
        folder: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
}

/// The memory for rows, and the folder for those beyond it.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Bytes for the rows that are being sorted.
    pub bytes_max: usize,
    /// The folder for sorted runs, used when there are more rows.
    pub folder: PathBuf,
}

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

/// Runs `plan` from `text` to `destination`, with `n_threads` threads.
///
/// `progress` is called with the bytes read so far.
///
/// # Errors
/// When a line is not plain, or something cannot be read or written.
pub fn run(
    plan: &Plan,
    text: RatingsText,
    destination: &mut Destination,
    memory: &Memory,
    n_threads: usize,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Done, FusedError> {
    if plan.sorted {
        sorted::run(plan, text, destination, memory, n_threads, progress)
    } else {
        unsorted::run(plan, text, destination, n_threads, progress)
    }
}

/// The first error of several threads.
type First = crate::parallel::First<FusedError>;
