//! Mends one row.

use super::{Change, Fixed};
use crate::schema::Schema;
use crate::source::quoting::{push_cell, push_quoted};
use crate::source::record::Record;
use crate::text::on_one_line;
use crate::validate::input::header::Header;
use crate::validate::options::Options;
use crate::validate::row::cell::{Column, Kind};
use crate::validate::row::cell_text::{
    STRING_CHARS_MAX, is_keyword, parse_whole, text_chars_max, unit,
};

/// Mends the rows of one file and counts what it does.
pub(super) struct Mender<'a> {
    /// The place of each written column in the file, and its index in `columns`.
    order: Vec<(usize, Option<usize>)>,
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
    pub(super) fn new(
        header: &Header<'a>,
        record: &Record,
        raw: &[u8],
        schema: &'a Schema,
        options: &Options,
        has_mark: bool,
    ) -> Self {
        let columns: Vec<Column<'a>> = header
            .fields
            .iter()
            .map(|&(at, field)| Column::new(at, field, schema.dataset))
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
        let place = |at: usize| (at, columns.iter().position(|column| column.at == at));
        let mut mender = Self {
            is_reordered,
            n_columns: header.names.len(),
            order: order.into_iter().map(place).collect(),
            columns,
            has_mark,
            wanted,
            counts: [0; Change::ALL.len()],
            n_rows: 0,
            n_dropped: 0,
            n_left: 0,
            is_blank: false,
            cell: Vec::new(),
            values: Vec::new(),
        };
        mender.count_header(header, record, raw);
        mender
    }

    const fn wants(&self, change: Change) -> bool {
        self.wanted[change as usize]
    }

    fn count_header(&mut self, header: &Header<'_>, record: &Record, raw: &[u8]) {
        self.count(Change::ByteOrderMark, u64::from(self.has_mark));
        self.count(Change::ColumnOrder, u64::from(self.is_reordered));
        self.count(Change::CarriageReturn, u64::from(raw.ends_with(b"\r\n")));
        let n_quoted = (0..record.len()).filter(|&at| record.is_quoted(at)).count();
        self.count(Change::HeaderQuotes, n_quoted as u64);
        let spelled = |column: &&Column<'_>| header.name(column.at) != Some(&column.field.name);
        let n_spelled = self.columns.iter().filter(spelled).count();
        self.count(Change::ColumnName, n_spelled as u64);
    }

    fn count(&mut self, change: Change, made: u64) {
        if self.wants(change) {
            self.counts[change as usize] += made;
        }
    }

    pub(super) fn write_header(
        &self,
        header: &Header<'_>,
        record: &Record,
        raw: &[u8],
        line: &mut Vec<u8>,
    ) {
        if self.has_mark && !self.wants(Change::ByteOrderMark) {
            line.extend_from_slice(crate::source::table::BYTE_ORDER_MARK);
        }
        for (index, &(at, place)) in self.order.iter().enumerate() {
            if index > 0 {
                line.push(b',');
            }
            let known = place.map(|place| &self.columns[place]);
            let spelled = known.filter(|_| self.wants(Change::ColumnName));
            let name =
                spelled.map_or_else(|| header.name(at).unwrap_or(""), |known| &known.field.name);
            if record.is_quoted(at) && !self.wants(Change::HeaderQuotes) {
                push_quoted(name.as_bytes(), line);
            } else {
                push_cell(name.as_bytes(), line);
            }
        }
        self.push_break(raw, line);
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
            let (at, place) = self.order[index];
            let is_mended = match place {
                Some(place) => self.mend_cell(record, place),
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
    fn mend_cell(&mut self, record: &Record, place: usize) -> bool {
        let column = &self.columns[place];
        let Ok(text) = std::str::from_utf8(record.field(column.at)) else { return false };
        let one_line: &[Step] = &[(Change::LineBreak, one_line)];
        let steps: &[Step] = match column.kind {
            Kind::Id => &[(Change::IdBlank, trimmed)],
            // Milliseconds may have a fraction as well.
            Kind::Instant { .. } => {
                &[(Change::Fraction, whole_instant), (Change::Seconds, seconds)]
            }
            Kind::Whole(_) => &[(Change::Fraction, without_fraction)],
            Kind::Text => &[(Change::TextCut, cut_text)],
            Kind::Plain | Kind::EventType => &[(Change::StringCut, cut_string)],
            Kind::Category | Kind::Impression => &[(Change::StringCut, cut_list)],
            Kind::Real | Kind::Boolean => &[],
        };
        let mut mended: Option<String> = None;
        for &(change, step) in one_line.iter().chain(steps) {
            if !self.wants(change) {
                continue;
            }
            if let Some(better) = step(mended.as_deref().unwrap_or(text)) {
                mended = Some(better);
                self.count(change, 1);
            }
        }
        self.cell.clear();
        self.cell.extend(mended.iter().flat_map(|mended| mended.bytes()));
        mended.is_some()
    }

    /// Mends the cell of a column that the schema does not have: only its line breaks are mended.
    fn mend_foreign(&mut self, record: &Record, at: usize) -> bool {
        let Ok(text) = std::str::from_utf8(record.field(at)) else { return false };
        let Some(mended) = one_line(text).filter(|_| self.wants(Change::LineBreak)) else {
            return false;
        };
        self.count(Change::LineBreak, 1);
        self.cell.clear();
        self.cell.extend(mended.bytes());
        true
    }

    pub(super) fn row_done(&mut self, kept: bool) {
        self.n_rows += u64::from(!self.is_blank);
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

/// A change and what makes it, if there is something to change.
type Step = (Change, fn(&str) -> Option<String>);

fn trimmed(text: &str) -> Option<String> {
    let trimmed = text.trim();
    (trimmed.len() != text.len() && !trimmed.is_empty() && !is_keyword(trimmed.as_bytes()))
        .then(|| trimmed.to_owned())
}

/// The seconds of an instant in a finer unit, towards the past.
fn seconds(text: &str) -> Option<String> {
    let instant = parse_whole(text.as_bytes())?;
    let (_, per_second) = unit(instant)?;
    Some(instant.div_euclid(per_second).to_string())
}

/// The text on one line, each break as a space.
fn one_line(text: &str) -> Option<String> {
    let (line, n_breaks) = on_one_line(text);
    (n_breaks > 0).then(|| line.into_owned())
}

/// The instant without a fraction, towards the past.
fn whole_instant(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole.strip_prefix('-').unwrap_or(whole)) || !digits(fraction) {
        return None;
    }
    let is_earlier = whole.starts_with('-') && fraction.bytes().any(|digit| digit != b'0');
    if is_earlier {
        return Some(whole.parse::<i64>().ok()?.checked_sub(1)?.to_string());
    }
    Some(whole.to_owned())
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

fn cut_text(text: &str) -> Option<String> {
    cut(text, text_chars_max(text))
}

fn cut_string(text: &str) -> Option<String> {
    cut(text, STRING_CHARS_MAX)
}

/// The list cut behind the last member that fits.
fn cut_list(text: &str) -> Option<String> {
    let mut short = cut(text, STRING_CHARS_MAX)?;
    if !text[short.len()..].starts_with('|')
        && let Some(end) = short.rfind('|')
    {
        short.truncate(end);
    }
    Some(short)
}
