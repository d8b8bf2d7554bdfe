//! Errors between the input and the files.

use std::path::PathBuf;

use super::fused::FusedError;
use super::input::InputError;
use super::output::OutputError;
use crate::export::WriteError;
use crate::source::ReadError;
use crate::transform::PipelineError;

/// The reason that a pipeline did not end with its files.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// There is nothing to read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A step does not fit or failed.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The result cannot go where it should.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file cannot get its name.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The fused engine could not read or write.
    #[error(transparent)]
    Fused(#[from] FusedError),
    /// The caller of the pipeline refuses the general engine.
    #[error(transparent)]
    Refused(Box<dyn std::error::Error + Send + Sync>),
    /// The data cannot be written.
    #[error("cannot write `{}`", path.display())]
    Data {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file that was read cannot be read again for its digest.
    #[error("cannot read `{}`", path.display())]
    Digest {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: std::io::Error,
    },
    /// The steps dropped every row.
    #[error("no row is left: step {number} `{step}` was given {rows_in} and kept none")]
    NoRows {
        /// The step that dropped the last ones, from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The number of rows it was given.
        rows_in: u64,
    },
    /// Cells are empty where none may be.
    #[error(
        "column `{column}` is empty in {count} rows{}, and the service allows no empty cell there; fill them, or drop \
         the rows with a `filter` step",
        row.map_or_else(String::new, |row| format!(", first in row {row} of the result"))
    )]
    Empty {
        /// The column.
        column: String,
        /// The number of cells.
        count: u64,
        /// The first of them, counted after the last step, where rows have an order.
        row: Option<u64>,
    },
    /// The service wants columns that are not there.
    #[error(
        "the service wants {} in {dataset}{}, and the pipeline leaves {}; a table that has them can be \
         read with `--map`",
        missing.join(" and "),
        domain.map_or_else(String::new, |domain| format!(" of the domain `{domain}`")),
        found.join(", ")
    )]
    Columns {
        /// The domain, unless it is custom.
        domain: Option<&'static str>,
        /// The dataset.
        dataset: &'static str,
        /// The columns that are missing.
        missing: Vec<String>,
        /// The columns there are.
        found: Vec<String>,
    },
}
