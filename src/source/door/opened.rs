//! A table that is open.

use crate::source::input::Input;

/// A table as CSV.
#[derive(Debug)]
pub struct Opened {
    /// CSV with a header, in UTF-8, between commas.
    pub input: Input,
    /// The line of the header: 1, or 0 where the file's first line is a row.
    pub line: u64,
    /// The byte of the file at which the text begins.
    pub offset: u64,
    /// True if rows are named by their lines, rather than their numbers.
    pub has_lines: bool,
}
