//! A row that cannot be used.

use std::path::PathBuf;

/// A row that was left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RejectedRow {
    /// The file.
    pub file: PathBuf,
    /// The line on which it begins, or its number where the file has no lines.
    pub line: u64,
    /// The reason, in words.
    pub reason: String,
    /// The row as CSV.
    pub row: String,
}
