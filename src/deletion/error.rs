//! The reasons that a list of users cannot be used.

use std::io;
use std::path::PathBuf;

use crate::source::ReadError;

/// The reason that a list of users cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum DeletionError {
    /// A table cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A file of lines cannot be read.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A value cannot be an id.
    #[error("{place}: expected the id of a user, {what}")]
    Id {
        /// The place, in words.
        place: String,
        /// The fault that was found, and the remedy.
        what: String,
    },
    /// The list has no user.
    #[error("there is no user to delete: {place} has none")]
    Nobody {
        /// The place, in words.
        place: String,
    },
}
