//! The reasons that a history cannot be read or added to.

use std::path::PathBuf;

/// The reason that a history cannot be read or added to.
#[derive(Debug, thiserror::Error)]
pub enum PastError {
    /// The folder or a file of it cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// A file is no record.
    #[error(
        "`{}`: expected a record that `rehearsal history add` wrote, in form 1: {why}; move the file away to go on without it",
        path.display()
    )]
    Record {
        /// The file.
        path: PathBuf,
        /// The reason.
        why: String,
    },
    /// There is nothing to record.
    #[error(
        "the run folder has none of stats.json, validation.json and eval.json; `rehearsal stats`, `rehearsal validate schema` and `rehearsal eval baselines` make them"
    )]
    Nothing,
    /// The instant has another form.
    #[error("`--at {0}`: expected an instant such as 2026-11-30T02:00:00Z")]
    Instant(String),
    /// The record cannot be written.
    #[error(transparent)]
    Write(#[from] crate::export::WriteError),
}
