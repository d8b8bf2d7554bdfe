//! The memory of a run.

use std::path::PathBuf;

/// The memory for rows, and the folder for those beyond it.
#[derive(Debug, Clone)]
pub struct Memory {
    /// Bytes for the rows that are being sorted.
    pub bytes_max: usize,
    /// The folder for sorted runs, used when there are more rows.
    pub folder: PathBuf,
}
