//! One row, mended.

use super::{Change, Fixed};
use crate::column::SECONDS_END;
use crate::schema::Schema;
use crate::source::record::Record;
use crate::validate::cell::{Column, Kind, is_keyword, parse_whole, text_chars_max};
use crate::validate::header::Header;

/// Characters of a category or a plain string.
const STRING_CHARS_MAX: usize = 1000;

/// Mends the rows of one file and counts what it does.
pub(super) struct Mender<'a> {
    /// Where each written column stands in the file: the schema's in their order, then the others.
    order: Vec<usize>,
    columns: Vec<Column<'a>>,
    n_columns: usize,
    is_reordered: bool,
    counts: [u64; Change::ALL.len()],
    n_rows: u64,
    n_dropped: u64,
    n_left: u64,
    cell: Vec<u8>,
}

impl<'a> Mender<'a> {
    pub(super) fn new(
        header: &Header<'a>,
        record: &Record,
        raw: &[u8],
        schema: &'a Schema,
        has_mark: bool,
    ) -> Self {
        let columns: Vec<Column<'a>> = header
            .fields
            .iter()
            .map(|&(at, field)| Column::new(at, field, schema.dataset))
            .collect();
        let of_schema = schema.fields.iter().filter_map(|field| {
            columns.iter().find(|column| column.field.name == field.name).map(|column| column.at)
        });
        let mut order: Vec<usize> = of_schema.collect();
        let others = (0..header.names.len()).filter(|at| !order.contains(at));
        order.extend(others.collect::<Vec<_>>());
        let mut mender = Self {
            // Columns that the schema does not have may stand anywhere.
            is_reordered: !columns
                .iter()
                .map(|column| column.at)
                .eq(order.iter().take(columns.len()).copied()),
            n_columns: header.names.len(),
            order,
            columns,
            counts: [0; Change::ALL.len()],
            n_rows: 0,
            n_dropped: 0,
            n_left: 0,
            cell: Vec::new(),
        };
        if !mender.is_reordered {
            mender.order = (0..mender.n_columns).collect();
        }
        mender.count(Change::ByteOrderMark, has_mark);
        mender.count_header(header, record, raw);
        mender
    }

    fn count_header(&mut self, header: &Header<'_>, record: &Record, raw: &[u8]) {
        self.count(Change::ColumnOrder, self.is_reordered);
        self.count(Change::CarriageReturn, raw.ends_with(b"\r\n"));
        let n_quoted = (0..record.len()).filter(|&at| record.is_quoted(at));
        self.counts[Change::HeaderQuotes as usize] += n_quoted.count() as u64;
        let spelled = |column: &&Column<'_>| header.name(column.at) != Some(&column.field.name);
        self.counts[Change::ColumnName as usize] +=
            self.columns.iter().filter(spelled).count() as u64;
    }

    fn count(&mut self, change: Change, made: bool) {
        self.counts[change as usize] += u64::from(made);
    }

    pub(super) fn write_header(&self, header: &Header<'_>, line: &mut Vec<u8>) {
        for (index, &at) in self.order.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            let known = self.columns.iter().find(|column| column.at == at);
            let name =
                known.map_or_else(|| header.name(at).unwrap_or(""), |column| &column.field.name);
            push_cell(name.as_bytes(), line);
        }
        line.push(b'\n');
    }

    /// Writes the row that stands as `raw` in the file into `line`.
    pub(super) fn mend(&mut self, record: &Record, raw: &[u8], line: &mut Vec<u8>) {
        if record.flaw().is_some() || record.len() != self.n_columns {
            self.n_left += u64::from(!record.is_empty());
            line.extend_from_slice(raw);
            return;
        }
        let has_return = raw.ends_with(b"\r\n");
        self.count(Change::CarriageReturn, has_return);
        let mut changed = self.is_reordered || has_return;
        for index in 0..self.order.len() {
            if index > 0 {
                line.push(b',');
            }
            let at = self.order[index];
            let is_mended = self.mend_cell(record, at);
            changed |= is_mended;
            push_cell(if is_mended { &self.cell } else { record.field(at) }, line);
        }
        if !changed {
            // However it was quoted, it stays.
            line.clear();
            line.extend_from_slice(raw);
        } else if record.ended() {
            line.push(b'\n');
        }
    }

    /// Puts the mended cell into `self.cell` if there is something to mend.
    fn mend_cell(&mut self, record: &Record, at: usize) -> bool {
        let Some(column) = self.columns.iter().find(|column| column.at == at) else { return false };
        let bytes = record.field(at);
        let Ok(text) = std::str::from_utf8(bytes) else { return false };
        let (change, mended) = match column.kind {
            Kind::Id => (Change::IdBlank, trimmed(text)),
            Kind::Instant { .. } => match seconds(text) {
                Some(mended) => (Change::Seconds, Some(mended)),
                None => (Change::Fraction, without_fraction(text)),
            },
            Kind::Whole(_) => (Change::Fraction, without_fraction(text)),
            Kind::Text => (Change::TextCut, cut(text, text_chars_max(text))),
            Kind::Plain | Kind::EventType => (Change::TextCut, cut(text, STRING_CHARS_MAX)),
            Kind::Category | Kind::Impression => (Change::TextCut, cut_list(text)),
            Kind::Real | Kind::Boolean => return false,
        };
        let Some(mended) = mended else { return false };
        self.cell.clear();
        self.cell.extend_from_slice(mended.as_bytes());
        self.count(change, true);
        true
    }

    pub(super) fn row_done(&mut self, kept: bool) {
        self.n_rows += 1;
        self.n_dropped += u64::from(!kept);
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

/// Appends a cell, quoted where CSV asks for it.
fn push_cell(cell: &[u8], line: &mut Vec<u8>) {
    if !cell.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r')) {
        line.extend_from_slice(cell);
        return;
    }
    line.push(b'"');
    for &byte in cell {
        if byte == b'"' {
            line.push(b'"');
        }
        line.push(byte);
    }
    line.push(b'"');
}

fn trimmed(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (trimmed.len() != text.len() && !trimmed.is_empty() && !is_keyword(trimmed.as_bytes()))
        .then(|| trimmed.to_owned())
}

/// The seconds of an instant in a finer unit, towards the past.
fn seconds(text: &str) -> Option<String> {
    let instant = parse_whole(text.as_bytes())?;
    let divisor: i64 = match instant.unsigned_abs() {
        0..100_000_000_000 => return None,
        100_000_000_000..100_000_000_000_000 => 1000,
        100_000_000_000_000..100_000_000_000_000_000 => 1_000_000,
        _ => 1_000_000_000,
    };
    debug_assert!(instant.unsigned_abs() >= SECONDS_END.unsigned_abs());
    Some(instant.div_euclid(divisor).to_string())
}

fn without_fraction(text: &str) -> Option<String> {
    let (whole, zeros) = text.split_once('.')?;
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    (is_whole && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0'))
        .then(|| whole.to_owned())
}

fn cut(text: &str, most: usize) -> Option<String> {
    (text.len() > most && text.chars().count() > most).then(|| text.chars().take(most).collect())
}

/// Cut behind the last member that fits.
fn cut_list(text: &str) -> Option<String> {
    let mut short = cut(text, STRING_CHARS_MAX)?;
    if !text[short.len()..].starts_with('|')
        && let Some(end) = short.rfind('|')
    {
        short.truncate(end);
    }
    Some(short)
}
