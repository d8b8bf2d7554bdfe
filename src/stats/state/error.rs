//! The reasons that a state cannot be read, or states cannot be merged.

use crate::dataset::{Heading, RowColumnsError};
use crate::export::digest::FileRecord;

/// The reason that bytes are no state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The bytes are something else, or changed.
    #[error("expected a state of statistics, found other bytes: {0}")]
    Damaged(&'static str),
    /// The state is of a version that this program does not know.
    #[error("expected a state in format {known}, found format {found}")]
    Version {
        /// The format number in the file.
        found: u32,
        /// The format number that this program reads.
        known: u32,
    },
}

/// The reason that states cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatsMergeError {
    /// One file is in two states.
    #[error(
        "`{first}` and `{second}` both hold the rows of `{}` (SHA-256 {}), which would count twice; expected each file in one \
         of them: leave one out",
        file.path, file.sha256
    )]
    Twice {
        /// The first state.
        first: String,
        /// The second.
        second: String,
        /// The file, as the second names it.
        file: FileRecord,
    },
    /// The files have other columns, so that no one file could hold their rows.
    #[error(
        "expected the same columns in the same order in all files, found {} in `{first}` and {} in `{second}`; prepare the \
         files alike and keep their states again",
        words(first_heading),
        words(second_heading)
    )]
    Columns {
        /// The first state.
        first: String,
        /// Its columns.
        first_heading: Heading,
        /// The other.
        second: String,
        /// The columns of that.
        second_heading: Heading,
    },
    /// The rows or the event types of all together cannot be numbered.
    #[error("the files together: {0}")]
    TooMany(#[from] RowColumnsError),
}

/// The columns of a heading, as they are listed.
fn words(heading: &Heading) -> String {
    let named = [(heading.has_time, "TIMESTAMP"), (heading.has_event_type, "EVENT_TYPE")];
    let named = named.into_iter().filter(|(has, _)| *has).map(|(_, name)| name);
    let names: Vec<&str> = ["USER_ID", "ITEM_ID"]
        .into_iter()
        .chain(named)
        .chain(heading.others.iter().map(String::as_str))
        .collect();
    crate::text::shorten(&names.join(", "), 200)
}
