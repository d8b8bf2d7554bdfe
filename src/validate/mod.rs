//! The linter: files against their schemas, against the service's quotas, and against each other.
//!
//! It reads bytes and lines, never a parsed frame, since what it reports are lines, bytes and ragged
//! rows. A file goes by in blocks that threads share; memory is bounded, since what whole files need
//! (repeats, twins, different ids) goes to temporary files when it is much, and stays exact. It is
//! read again only for what a second look alone can tell. Findings, their order and their examples
//! are the same for any number of threads.
//!
//! Its rooms, from the ground up: `input` opens files and reads rows, `row` checks a row and its cells,
//! `whole` has the rules on a whole table, `table` leads a table through all three, [`check_group`] holds
//! tables against each other and [`suitability`] against every recipe.

mod cross;
mod error;
pub mod fix;
mod format;
mod infer;
mod input;
mod options;
pub mod recipe;
mod report;
mod row;
mod suitability;
mod table;
pub mod team;
mod whole;

pub use cross::check_group;
pub use error::ValidateError;
pub use format::{FindingsFormat, junit, sarif};
pub use infer::{InferError, Inferred, infer};
pub use input::files::{Files, files};
pub use options::{EventFilter, ImportMode, MEMORY_BYTES, Options};
pub use report::{FileFindings, FileSummary, Report, ValidationSummary};
pub use suitability::{Suitability, suitability};
pub use table::{
    ApartCounts, ApartOutputs, Checked, CheckedSchema, RowOutput, SeparateError, check_apart,
    check_schema, check_table, expect_separable,
};
pub use whole::facts::Facts;
pub use whole::quota::{INTERACTIONS_MIN, USERS_MIN};
