//! One row, parsed in place or by the CSV reader.

use crate::rule::{Place, Within};
use crate::source::record::Record;

/// A row of a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct Row<'a> {
    pub(in crate::validate) line: u64,
    /// The byte of the file at which it begins.
    pub(in crate::validate) offset: u64,
    /// The row as it stands in the file, without its line break.
    pub(in crate::validate) raw: &'a [u8],
    cells: Cells<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Cells<'a> {
    /// The start of each cell in `raw`, and behind the last one, all one too far: no quotes.
    Plain(&'a [usize]),
    Record(&'a Record),
}

impl<'a> Row<'a> {
    /// A row without quotes, whose cells begin at `starts`; the last start stands one
    /// behind the separator that would follow.
    pub(in crate::validate) const fn plain(
        line: u64,
        offset: u64,
        raw: &'a [u8],
        starts: &'a [usize],
    ) -> Self {
        Self { line, offset, raw, cells: Cells::Plain(starts) }
    }

    /// A record of a block that begins at `line`, which is 0 for the header of what has no lines, and
    /// `bytes_before` of its file.
    pub(in crate::validate) fn record(record: &'a Record, line: u64, bytes_before: u64) -> Self {
        Self {
            line: record.line() + line - 1,
            offset: record.offset() + bytes_before,
            raw: record.raw(),
            cells: Cells::Record(record),
        }
    }

    pub(in crate::validate) fn n_cells(&self) -> usize {
        match self.cells {
            Cells::Plain(starts) => starts.len() - 1,
            Cells::Record(record) => record.len(),
        }
    }

    /// The cell's bytes, without quotes; empty when there is none.
    #[inline]
    pub(in crate::validate) fn cell(&self, column: usize) -> &'a [u8] {
        match self.cells {
            Cells::Plain(starts) if column + 1 < starts.len() => {
                &self.raw[starts[column]..starts[column + 1] - 1]
            }
            Cells::Plain(_) => b"",
            Cells::Record(record) => record.field(column),
        }
    }

    /// The range of the cell in [`Self::raw`].
    pub(in crate::validate) fn span(&self, column: usize) -> (usize, usize) {
        match self.cells {
            Cells::Plain(starts) if column + 1 < starts.len() => {
                (starts[column], starts[column + 1] - 1)
            }
            Cells::Plain(_) => (self.raw.len(), self.raw.len()),
            Cells::Record(record) => record.span(column),
        }
    }

    pub(in crate::validate) const fn is_plain(&self) -> bool {
        matches!(self.cells, Cells::Plain(_))
    }

    /// The cell as the place of a finding.
    pub(in crate::validate) fn place(&self, column: usize) -> Place<'a> {
        let (start, end) = self.span(column);
        let within = Within { line: self.raw, start, end };
        Place { line: self.line, value: self.cell(column), within: Some(within) }
    }

    /// The row as the place of a finding.
    pub(in crate::validate) const fn whole(&self) -> Place<'a> {
        Place::whole(self.line, self.raw)
    }
}
