//! Reasons that no table was found.

use std::path::PathBuf;

use super::settings::ReadingError;
use crate::source::error::{ReadError, list};

/// The reason that no table was found.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The path cannot be looked at.
    #[error("cannot open `{}`", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The reason the system gave.
        source: std::io::Error,
    },
    /// A folder holds no data.
    #[error(
        "`{}` holds no table{}",
        path.display(),
        if passed_over.is_empty() { String::new() } else { format!(": found {}", list(passed_over)) }
    )]
    Empty {
        /// The folder.
        path: PathBuf,
        /// The names of the files there.
        passed_over: Vec<String>,
    },
    /// A folder holds files of several kinds, or one table twice.
    #[error(
        "`{}` holds {what}: {}; name one file, or move the others away",
        path.display(),
        list(found)
    )]
    Mixed {
        /// The folder.
        path: PathBuf,
        /// The kinds of these files.
        what: &'static str,
        /// The names of the files there.
        found: Vec<String>,
    },
    /// A file of a folder is not read.
    #[error(
        "`{}` is not read: {why}; `--skip-unreadable` passes such files over, counted",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// An option for the table that cannot hold.
    #[error(transparent)]
    Reading(#[from] ReadingError),
    /// The one file cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}
