//! Mends what can be mended without a doubt, and writes it to another file.
//!
//! Two passes: the first finds rows that, once mended, equal an earlier one; the second writes. Rows
//! that cannot be read are written as they are, and everything that is not listed in [`Change`] is
//! left alone.

mod rows;

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::rule::{self, Findings, Rule};
use crate::schema::Schema;
use crate::source::blocks::BLOCK_BYTES;
use crate::source::door::Origin;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::validate::input::header;
use crate::validate::input::opening::open;
use crate::validate::options::Options;
use crate::validate::whole::repeats;
use crate::validate::whole::spill::Spill;
use rows::Mender;

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// The byte-order mark was removed.
    ByteOrderMark,
    /// The quotes of column names were removed.
    HeaderQuotes,
    /// A column was named as in the schema.
    ColumnName,
    /// The columns were put into the schema's order.
    ColumnOrder,
    /// A carriage return before a line feed was removed.
    CarriageReturn,
    /// White space around an id was removed.
    IdBlank,
    /// Milliseconds, microseconds or nanoseconds became seconds.
    Seconds,
    /// A whole number lost a fraction of zeros, or an instant one of a second.
    Fraction,
    /// A line break within a value became a space.
    LineBreak,
    /// A text to learn from was cut to what the service reads.
    TextCut,
    /// A category, event type or other string was cut to what the service takes.
    StringCut,
    /// A row that equals an earlier one was left out.
    RepeatedRow,
}

impl Change {
    /// All kinds of change.
    pub const ALL: [Self; 12] = [
        Self::ByteOrderMark,
        Self::HeaderQuotes,
        Self::ColumnName,
        Self::ColumnOrder,
        Self::CarriageReturn,
        Self::IdBlank,
        Self::Seconds,
        Self::Fraction,
        Self::LineBreak,
        Self::TextCut,
        Self::StringCut,
        Self::RepeatedRow,
    ];

    /// The rule that asks for it: without the rule, the change is not made.
    #[must_use]
    pub fn rule(self) -> &'static Rule {
        match self {
            Self::ByteOrderMark => &rule::FILE_BYTE_ORDER_MARK,
            Self::HeaderQuotes => &rule::FILE_QUOTED_HEADER,
            Self::ColumnName => &rule::FILE_COLUMN_SPELLING,
            Self::ColumnOrder => &rule::FILE_COLUMN_ORDER,
            Self::CarriageReturn => &rule::FILE_CARRIAGE_RETURN,
            Self::IdBlank => &rule::VALUE_ID_BLANK,
            Self::Seconds => &rule::VALUE_NOT_SECONDS,
            Self::Fraction => &rule::VALUE_FRACTION,
            Self::LineBreak => &rule::FILE_LINE_BREAK,
            Self::TextCut => &rule::VALUE_TEXT_CUT,
            Self::StringCut => &rule::VALUE_TOO_LONG,
            Self::RepeatedRow => &rule::REPEATED_ROW,
        }
    }

    /// The change that was made, for people.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::ByteOrderMark => "byte-order mark removed",
            Self::HeaderQuotes => "column names taken out of quotes",
            Self::ColumnName => "column names spelled as in the schema",
            Self::ColumnOrder => "columns put into the schema's order",
            Self::CarriageReturn => "carriage returns before a line feed removed",
            Self::IdBlank => "ids freed of white space at their ends",
            Self::Seconds => "timestamps brought to seconds",
            Self::Fraction => "whole numbers freed of `.0`, timestamps of fractions of a second",
            Self::LineBreak => "line breaks within values made spaces",
            Self::TextCut => "over-long texts cut",
            Self::StringCut => "over-long strings and lists cut",
            Self::RepeatedRow => "rows left out that equal an earlier one",
        }
    }
}

/// The counts of rows and changes of a file that was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fixed {
    /// The number of rows read.
    pub rows_in: u64,
    /// The number of rows written.
    pub rows_out: u64,
    /// The number of rows that cannot be read and were written as they are.
    pub rows_left: u64,
    /// The number of times that each change was made; those never made are left out.
    pub changes: Vec<(Change, u64)>,
}

/// The reason that nothing was mended.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// A file that cannot be read, or an output that cannot be written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A header from which the columns cannot be told.
    #[error(
        "the header cannot be read, so that nothing can be mended; `validate schema` says what is wrong"
    )]
    Header,
    /// An input that is no single file of CSV.
    #[error("expected one file of CSV, compressed or not, found {found}")]
    Form {
        /// The form that was found.
        found: &'static str,
    },
}

/// Writes the file at `path` to `out`, mended.
///
/// # Errors
/// When the file cannot be read or written, or its header not be understood.
pub fn fix(
    path: &Path,
    schema: &Schema,
    options: &Options,
    out: &mut impl Write,
) -> Result<Fixed, FixError> {
    if !path.is_file() {
        let found = if path.is_dir() { "a folder" } else { "a pipe, which cannot be read twice" };
        return Err(FixError::Form { found });
    }
    let drops = options.selection.has(Change::RepeatedRow.rule());
    let dropped = if drops { find_repeats(path, schema, options)? } else { Dropped::new() };
    let mut writing = Writing { out, dropped, buffer: Vec::new(), n_rows: 0 };
    let mender = read(path, schema, options, &mut writing)?;
    writing.out.write_all(&writing.buffer)?;
    Ok(mender.finish())
}

/// The rows that equal an earlier one, one bit for each row by its number from 0.
type Dropped = Vec<u64>;

fn find_repeats(path: &Path, schema: &Schema, options: &Options) -> Result<Dropped, FixError> {
    let room = options.room(Some(path.metadata()?.len()));
    let mut hashing = Hashing { rows: Spill::new(&room), n_rows: 0 };
    read(path, schema, options, &mut hashing)?;
    let mut bits = vec![0_u64; usize::try_from(hashing.n_rows.div_ceil(64)).unwrap_or(0)];
    let rows = [hashing.rows];
    repeats::for_each_repeat(&rows, room.n_partitions, |line| {
        if let Some(word) = usize::try_from(line / 64).ok().and_then(|at| bits.get_mut(at)) {
            *word |= 1 << (line % 64);
        }
    })?;
    Ok(bits)
}

/// The use that is made of a row.
trait Sink {
    /// Takes the header's line.
    fn header(&mut self, line: &[u8]) -> io::Result<()>;
    /// Takes a line with its line break if it has one, and says whether it is kept; of a row that
    /// can be read also the hash of its values.
    fn row(&mut self, line: &[u8], values: Option<u128>) -> io::Result<bool>;
}

struct Hashing {
    rows: Spill<3>,
    n_rows: u64,
}

impl Sink for Hashing {
    fn header(&mut self, _line: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, _line: &[u8], values: Option<u128>) -> io::Result<bool> {
        if let Some(hash) = values {
            self.rows.push(repeats::row(hash, 0, self.n_rows, true))?;
        }
        self.n_rows += 1;
        Ok(true)
    }
}

struct Writing<'a, W> {
    out: &'a mut W,
    dropped: Dropped,
    buffer: Vec<u8>,
    n_rows: u64,
}

impl<W: Write> Writing<'_, W> {
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        self.buffer.extend_from_slice(line);
        if self.buffer.len() > 1 << 18 {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl<W: Write> Sink for Writing<'_, W> {
    fn header(&mut self, line: &[u8]) -> io::Result<()> {
        self.write(line)
    }

    fn row(&mut self, line: &[u8], _values: Option<u128>) -> io::Result<bool> {
        let at = self.n_rows;
        self.n_rows += 1;
        let word = usize::try_from(at / 64).ok().and_then(|at| self.dropped.get(at));
        if word.is_some_and(|word| word >> (at % 64) & 1 == 1) {
            return Ok(false);
        }
        self.write(line)?;
        Ok(true)
    }
}

/// Reads the file, mends row after row and hands each to `sink`.
fn read<'a>(
    path: &Path,
    schema: &'a Schema,
    options: &Options,
    sink: &mut impl Sink,
) -> Result<Mender<'a>, FixError> {
    let opened = open(Origin::new(path, &options.text))?;
    if let Some(found) = opened.typed() {
        return Err(FixError::Form { found });
    }
    let mut blocks = opened.blocks(BLOCK_BYTES);
    let mut record = Record::default();
    let mut line = Vec::new();
    let mut mender: Option<Mender<'_>> = None;
    while let Some(block) = blocks.next()? {
        let mut reader = Reader::new(&block.bytes[..]);
        let mut start = 0;
        while reader.read(&mut record)? {
            let end = usize::try_from(reader.offset()).unwrap_or(block.bytes.len());
            let raw = &block.bytes[start..end];
            start = end;
            line.clear();
            if let Some(mender) = &mut mender {
                let values = mender.mend(&record, raw, &mut line);
                let kept = sink.row(&line, values)?;
                mender.row_done(kept);
            } else {
                let mut findings = Findings::new("", 0, &options.selection);
                let header =
                    header::read(&record, schema, &mut findings).ok_or(FixError::Header)?;
                let new = Mender::new(&header, &record, raw, schema, options, blocks.has_mark());
                new.write_header(&header, &record, raw, &mut line);
                sink.header(&line)?;
                mender = Some(new);
            }
        }
    }
    mender.ok_or(FixError::Header)
}

#[cfg(test)]
mod tests;
