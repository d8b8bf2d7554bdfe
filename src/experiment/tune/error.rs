//! Reasons that a search fails.

use std::io;
use std::path::PathBuf;

/// The reason that a search fails.
#[derive(Debug, thiserror::Error)]
pub enum TuneError {
    /// A file that an interrupted search left and that cannot be removed.
    #[error("cannot remove `{}`", path.display())]
    Remove {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A journal that cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// A search of which no candidate could be fitted.
    #[error("no candidate of `{model}` could be fitted: {failure}")]
    NothingFitted {
        /// The model's name.
        model: String,
        /// The reason for the model as it was given.
        failure: String,
    },
}
