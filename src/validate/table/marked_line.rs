//! A line of a block that does not simply go with the good rows.

use std::ops::Range;

/// A row with faults, or a blank line.
#[derive(Debug)]
pub(super) struct MarkedLine {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// Its bytes in the block, with the line break.
    pub(super) bytes: Range<usize>,
    /// The number of its bytes before the line break.
    pub(super) n_bytes: usize,
    /// Its faults in words; none for a blank line, which is one only if a row follows.
    pub(super) fault: Option<String>,
}
