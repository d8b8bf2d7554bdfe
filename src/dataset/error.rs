//! The reasons that there is no data set.

use crate::source::ReadError;
use crate::source::error::list;

/// The reason that there is no data set.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The file lacks the column that a filter needs.
    #[error("`{path}` has no column `{column}`, which `--{option}` needs")]
    FilterColumn {
        /// The file.
        path: String,
        /// The column.
        column: &'static str,
        /// The option.
        option: &'static str,
    },
    /// No file has the column of rewards.
    #[error("neither the items file nor `{path}` has a column `{column}`, which `--reward` names")]
    RewardColumn {
        /// The interactions file.
        path: String,
        /// The column.
        column: String,
    },
    /// More rows or event types than can be numbered.
    #[error("`{path}`: expected at most {most} {what}, found more")]
    TooMany {
        /// The file.
        path: String,
        /// The largest number allowed.
        most: u64,
        /// The things counted.
        what: &'static str,
    },
    /// The filter left nothing.
    #[error("no row of `{path}` passes the filter; its event types: {}", list(event_types))]
    NothingLeft {
        /// The file.
        path: String,
        /// The event types of the file.
        event_types: Vec<String>,
    },
}
