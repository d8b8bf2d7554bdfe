//! Failures of a check, each with what failed and where.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A failure of a check itself. What is wrong with the content of a file is a violation instead.
///
/// The text names the reason alone, but for temporary files: whoever asked for the check knows its files.
#[derive(Debug)]
pub enum ValidateError {
    /// A file or folder that cannot be read.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The reason of the system, or of the reader of the file's form.
        reason: io::Error,
    },
    /// A folder that holds no file of a table.
    NoTable {
        /// The folder.
        folder: PathBuf,
    },
    /// A temporary file that cannot be made.
    TemporaryFile {
        /// The folder of temporary files.
        folder: PathBuf,
        /// The reason of the system.
        reason: io::Error,
    },
    /// A row that is too long to be kept whole, where rows are put apart.
    TooLong {
        /// The line on which it begins.
        line: u64,
    },
    /// An output of rows that cannot be written.
    Output {
        /// The reason of the system.
        reason: io::Error,
    },
    /// A temporary file that cannot be written or read, most often since the disk is full.
    Spill {
        /// The folder of temporary files.
        folder: PathBuf,
        /// The reason of the system.
        reason: io::Error,
    },
}

impl ValidateError {
    /// The failure to read `path`.
    pub(in crate::validate) fn read(path: &Path, reason: io::Error) -> Self {
        Self::Read { path: path.to_owned(), reason }
    }

    /// Tells whether the failure is about what a file holds, rather than about the system.
    pub(in crate::validate) fn is_of_content(&self) -> bool {
        use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
        match self {
            Self::Read { reason, .. } => {
                matches!(reason.kind(), InvalidData | UnexpectedEof | InvalidInput)
            }
            Self::NoTable { .. }
            | Self::TooLong { .. }
            | Self::Output { .. }
            | Self::TemporaryFile { .. }
            | Self::Spill { .. } => false,
        }
    }
}

impl fmt::Display for ValidateError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { reason, .. } | Self::Spill { reason, .. } | Self::Output { reason } => {
                reason.fmt(out)
            }
            Self::TooLong { line } => write!(
                out,
                "line {line} is longer than 1 MiB, so that it cannot be put apart byte for byte: shorten it, or leave \
                 out `--good` and `--bad`"
            ),
            Self::NoTable { .. } => out.write_str(
                "the folder holds no table on its first level: no .csv, .parquet or other file that can \
                 be read",
            ),
            Self::TemporaryFile { folder, reason } => write!(
                out,
                "cannot make a temporary file in `{}`: {reason}; `--temp-dir` names another folder",
                folder.display()
            ),
        }
    }
}

impl Error for ValidateError {
    /// The cause of the reason, since the text gives the reason itself.
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Read { reason, .. } | Self::Spill { reason, .. } | Self::Output { reason } => {
                reason.source()
            }
            Self::NoTable { .. } | Self::TooLong { .. } | Self::TemporaryFile { .. } => None,
        }
    }
}

/// Names the file of an error of the system.
pub(in crate::validate) trait InFile<T> {
    /// The result with the file that was read.
    fn in_file(self, path: &Path) -> Result<T, ValidateError>;
}

impl<T> InFile<T> for io::Result<T> {
    fn in_file(self, path: &Path) -> Result<T, ValidateError> {
        self.map_err(|reason| ValidateError::read(path, reason))
    }
}
