//! The reasons that a file or a folder was not written.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// The reason that a file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file is there already and is not to be replaced.
    #[error("`{}` {why}", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
        /// The reason that it is kept.
        why: Kept,
    },
    /// A folder is there that holds more than its replacement would.
    #[error(
        "`{}` is there and holds files of another kind, so that `--force` does not replace it",
        path.display()
    )]
    NotOwn {
        /// The file or folder.
        path: PathBuf,
    },
    /// A device, a pipe or a socket stands there, which a rename would take away.
    #[error("`{}` is a device, a pipe or a socket; name a file", path.display())]
    Special {
        /// The path.
        path: PathBuf,
    },
    /// An object of a store.
    #[error("`{}` is a place in S3: results are written to the disk, and `upload` sends them", path.display())]
    Remote {
        /// The path.
        path: PathBuf,
    },
    /// Another process is writing the same file.
    #[error(
        "`{}` is being written by {by}; wait until it has ended, or choose another place",
        path.display()
    )]
    Held {
        /// The file.
        path: PathBuf,
        /// The process, in words.
        by: String,
    },
    /// The system refused.
    #[error("cannot write `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// The folder cannot be made.
    #[error("cannot make the folder `{}`", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
}

/// The reason that a file that is there is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// There is no record that we wrote it.
    Unknown,
    /// It was changed since we wrote it.
    Changed {
        /// The command that wrote it.
        by: String,
    },
    /// Another command wrote it.
    OfAnother {
        /// The command that wrote it.
        by: String,
    },
    /// Nothing is to be replaced.
    NoClobber,
}

impl fmt::Display for Kept {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => formatter.write_str(
                "exists already, and there is no record that Rehearsal wrote it; `--force` replaces it",
            ),
            Self::Changed { by } => write!(
                formatter,
                "was changed since `rehearsal {by}` wrote it; `--force` replaces it"
            ),
            Self::OfAnother { by } => {
                write!(formatter, "was written by `rehearsal {by}`; `--force` replaces it")
            }
            Self::NoClobber => formatter.write_str("exists already, and `--no-clobber` keeps it"),
        }
    }
}

/// A name that was taken meanwhile, as an error about the file.
pub(super) fn taken(path: &Path, error: io::Error) -> WriteError {
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            WriteError::Exists { path: path.to_owned(), why: Kept::Unknown }
        }
        _ => WriteError::Io { path: path.to_owned(), source: error },
    }
}
