//! Mends one row.

use super::change::{Change, Fixed};
use super::steps::{LINE_BREAK, steps};
use crate::schema::Schema;
use crate::source::quoting::{push_cell, push_quoted};
use crate::source::record::Record;
use crate::source::table::BYTE_ORDER_MARK;
use crate::validate::input::header::Header;
use crate::validate::options::Options;
use crate::validate::row::kind::Column;

/// The first line of a file.
pub(super) struct HeaderLine<'h, 'a> {
    pub(super) header: Header<'a>,
    pub(super) record: &'h Record,
    /// The line as it stands, with its line break.
    pub(super) raw: &'h [u8],
    /// True if a byte-order mark stands before it.
    pub(super) has_mark: bool,
}

/// A column in the order in which it is written.
#[derive(Debug, Clone, Copy)]
struct WrittenColumn {
    /// Its place in the file.
    at: usize,
    /// Its index among the columns of the schema, if it is one of them.
    index: Option<usize>,
}

/// Mends the rows of one file and counts what it does.
pub(super) struct Mender<'a> {
    /// The columns in the order in which they are written.
    order: Vec<WrittenColumn>,
    columns: Vec<Column<'a>>,
    n_columns: usize,
    is_reordered: bool,
    has_mark: bool,
    /// The changes that are wanted, in the order of [`Change::ALL`].
    wanted: [bool; Change::ALL.len()],
    counts: [u64; Change::ALL.len()],
    n_rows: u64,
    n_dropped: u64,
    n_left: u64,
    /// True if the last line was no row but a blank one.
    is_blank: bool,
    cell: Vec<u8>,
    values: Vec<u8>,
}

impl<'a> Mender<'a> {
    pub(super) fn new(line: &HeaderLine<'_, 'a>, schema: &'a Schema, options: &Options) -> Self {
        let header = &line.header;
        let columns: Vec<Column<'a>> = header
            .fields
            .iter()
            .map(|placed| Column::new(placed.at, placed.field, schema.dataset))
            .collect();
        let wanted = Change::ALL.map(|change| options.selection.has(change.rule()));
        let of_schema = schema.fields.iter().filter_map(|field| {
            columns.iter().find(|column| column.field.name == field.name).map(|column| column.at)
        });
        let by_schema: Vec<usize> = of_schema.collect();
        // Columns that the schema does not have may stand anywhere.
        let is_reordered = !by_schema.is_sorted() && wanted[Change::ColumnOrder as usize];
        let mut order = by_schema;
        if is_reordered {
            let others = (0..header.names.len()).filter(|at| !order.contains(at));
            order.extend(others.collect::<Vec<_>>());
        } else {
            order = (0..header.names.len()).collect();
        }
        let written = |at: usize| {
            let index = columns.iter().position(|column| column.at == at);
            WrittenColumn { at, index }
        };
        let mut mender = Self {
            is_reordered,
            n_columns: header.names.len(),
            order: order.into_iter().map(written).collect(),
            columns,
            has_mark: line.has_mark,
            wanted,
            counts: [0; Change::ALL.len()],
            n_rows: 0,
            n_dropped: 0,
            n_left: 0,
            is_blank: false,
            cell: Vec::new(),
            values: Vec::new(),
        };
        mender.count_header(line);
        mender
    }

    const fn wants(&self, change: Change) -> bool {
        self.wanted[change as usize]
    }

    fn count_header(&mut self, line: &HeaderLine<'_, '_>) {
        self.count(Change::ByteOrderMark, u64::from(self.has_mark));
        self.count(Change::ColumnOrder, u64::from(self.is_reordered));
        self.count(Change::CarriageReturn, u64::from(line.raw.ends_with(b"\r\n")));
        let n_quoted = (0..line.record.len()).filter(|&at| line.record.is_quoted(at)).count();
        self.count(Change::HeaderQuotes, n_quoted as u64);
        let spelled =
            |column: &&Column<'_>| line.header.name(column.at) != Some(&column.field.name);
        let n_spelled = self.columns.iter().filter(spelled).count();
        self.count(Change::ColumnName, n_spelled as u64);
    }

    fn count(&mut self, change: Change, made: u64) {
        if self.wants(change) {
            self.counts[change as usize] += made;
        }
    }

    /// Writes the mended header into `out`.
    pub(super) fn write_header(&self, line: &HeaderLine<'_, '_>, out: &mut Vec<u8>) {
        if self.has_mark && !self.wants(Change::ByteOrderMark) {
            out.extend_from_slice(BYTE_ORDER_MARK);
        }
        for (place, written) in self.order.iter().enumerate() {
            if place > 0 {
                out.push(b',');
            }
            let known = written.index.map(|index| &self.columns[index]);
            let spelled = known.filter(|_| self.wants(Change::ColumnName));
            let name = spelled.map_or_else(
                || line.header.name(written.at).unwrap_or(""),
                |known| &known.field.name,
            );
            if line.record.is_quoted(written.at) && !self.wants(Change::HeaderQuotes) {
                push_quoted(name.as_bytes(), out);
            } else {
                push_cell(name.as_bytes(), out);
            }
        }
        self.push_break(line.raw, out);
    }

    fn push_break(&self, raw: &[u8], line: &mut Vec<u8>) {
        if raw.ends_with(b"\r\n") && !self.wants(Change::CarriageReturn) {
            line.push(b'\r');
        }
        if raw.ends_with(b"\n") {
            line.push(b'\n');
        }
    }

    /// Writes the row that stands as `raw` in the file into `line`; of one that can be read, a hash of
    /// its values.
    pub(super) fn mend(&mut self, record: &Record, raw: &[u8], line: &mut Vec<u8>) -> Option<u128> {
        self.is_blank = record.is_empty() && self.n_columns > 1;
        if record.flaw().is_some() || record.len() != self.n_columns {
            self.n_left += u64::from(!self.is_blank);
            line.extend_from_slice(raw);
            return None;
        }
        self.count(Change::CarriageReturn, u64::from(raw.ends_with(b"\r\n")));
        self.values.clear();
        for index in 0..self.order.len() {
            if index > 0 {
                line.push(b',');
            }
            let WrittenColumn { at, index } = self.order[index];
            let is_mended = match index {
                Some(index) => self.mend_cell(record, index),
                None => self.mend_foreign(record, at),
            };
            let value = if is_mended { &self.cell } else { record.field(at) };
            self.values.extend_from_slice(&(value.len() as u64).to_le_bytes());
            self.values.extend_from_slice(value);
            if is_mended {
                push_cell(&self.cell, line);
            } else {
                // However it is quoted, it stays.
                let (start, end) = record.span(at);
                line.extend_from_slice(&record.raw()[start..end]);
            }
        }
        self.push_break(raw, line);
        Some(xxhash_rust::xxh3::xxh3_128(&self.values))
    }

    /// Puts the mended cell into `self.cell` if there is something to mend.
    fn mend_cell(&mut self, record: &Record, index: usize) -> bool {
        let column = &self.columns[index];
        let Ok(text) = std::str::from_utf8(record.field(column.at)) else { return false };
        let steps = steps(column.kind);
        let mut mended: Option<String> = None;
        for step in std::iter::once(&LINE_BREAK).chain(steps) {
            if !self.wants(step.change) {
                continue;
            }
            if let Some(better) = (step.mend)(mended.as_deref().unwrap_or(text)) {
                mended = Some(better);
                self.count(step.change, 1);
            }
        }
        self.cell.clear();
        self.cell.extend(mended.iter().flat_map(|mended| mended.bytes()));
        mended.is_some()
    }

    /// Mends the cell of a column that the schema does not have: only its line breaks are mended.
    fn mend_foreign(&mut self, record: &Record, at: usize) -> bool {
        let Ok(text) = std::str::from_utf8(record.field(at)) else { return false };
        let Some(mended) = (LINE_BREAK.mend)(text).filter(|_| self.wants(LINE_BREAK.change)) else {
            return false;
        };
        self.count(LINE_BREAK.change, 1);
        self.cell.clear();
        self.cell.extend(mended.bytes());
        true
    }

    /// Counts the line that was mended last as written.
    pub(super) fn count_kept(&mut self) {
        self.n_rows += u64::from(!self.is_blank);
    }

    /// Counts the line that was mended last as left out.
    pub(super) fn count_dropped(&mut self) {
        self.count_kept();
        self.n_dropped += 1;
    }

    pub(super) fn finish(mut self) -> Fixed {
        self.counts[Change::RepeatedRow as usize] = self.n_dropped;
        let changes = Change::ALL.map(|change| (change, self.counts[change as usize]));
        Fixed {
            rows_in: self.n_rows,
            rows_out: self.n_rows - self.n_dropped,
            rows_left: self.n_left,
            changes: changes.into_iter().filter(|&(_, count)| count > 0).collect(),
        }
    }
}
