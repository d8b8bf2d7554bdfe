//! The linter: files against their schemas, against the service's quotas, and against each other.
//!
//! It reads bytes and lines, never a parsed frame, since what it reports are lines, bytes and ragged
//! rows. A file goes by in blocks that threads share; memory is bounded, since what whole files need
//! (repeats, twins, different ids) goes to temporary files when it is much, and stays exact. It is
//! read again only for what a second look alone can tell. Findings, their order and their examples
//! are the same for any number of threads.

mod actions;
mod again;
mod cell;
mod cell_text;
mod check_block;
mod cross;
mod events;
mod facts;
pub mod fix;
mod gathered;
mod header;
mod ids;
mod infer;
mod insight;
mod junit;
mod lines;
mod marks;
mod open;
mod options;
mod pick;
mod quota;
pub mod recipe;
mod repeats;
mod report;
mod row;
mod run;
mod sarif;
mod sequence;
mod spill;
mod suitability;
mod table;
mod tally;

pub use cross::check_group;
pub use facts::{Checked, Facts, check_schema, check_table};
pub use infer::{Inferred, infer};
pub use junit::junit;
pub use open::{Files, files};
pub use options::{EventFilter, ImportMode, MEMORY_BYTES, Options};
pub use quota::{INTERACTIONS_MIN, USERS_MIN};
pub use report::{FileSummary, Report, Summary};
pub use sarif::sarif;
pub use suitability::{Suitability, suitability};
