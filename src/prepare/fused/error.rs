//! The reasons that the fused engine gives up.

use std::io;
use std::path::PathBuf;

use crate::parallel;

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

/// The first error of several threads.
pub(super) type First = parallel::First<FusedError>;
