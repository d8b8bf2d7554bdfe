//! Sequences of different length, one behind the other without gaps.

use std::ops::Range;

/// The places of sequences in rows that hold one after another.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Packed {
    /// The first row of each sequence, then the end of the last.
    starts: Vec<usize>,
}

impl Packed {
    /// Sequences of these lengths.
    pub(super) fn new(lengths: impl Iterator<Item = usize>) -> Self {
        let mut starts = vec![0];
        let mut end = 0;
        for length in lengths {
            end += length;
            starts.push(end);
        }
        Self { starts }
    }

    /// The rows of each sequence.
    pub(super) fn sequences(&self) -> impl DoubleEndedIterator<Item = Range<usize>> + '_ {
        self.starts.windows(2).map(|pair| pair[0]..pair[1])
    }

    /// The last row of each sequence.
    pub(super) fn last_rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.sequences().map(|rows| rows.end - 1)
    }
}
