//! Mends a file: its rows read, mended one by one, and written or left out.

use std::io::{self, Write};
use std::path::Path;

use super::change::{Change, Fixed};
use super::mender::{HeaderLine, Mender};
use crate::rule::Findings;
use crate::schema::Schema;
use crate::source::blocks::BLOCK_BYTES;
use crate::source::door::Origin;
use crate::source::reader::Reader;
use crate::source::record::Record;
use crate::validate::error::{InFile, ValidateError};
use crate::validate::input::header;
use crate::validate::input::opening::open;
use crate::validate::options::{FilterOutcome, Options};
use crate::validate::whole::keyed_row::KeyedRow;
use crate::validate::whole::repeats;
use crate::validate::whole::room::Room;
use crate::validate::whole::spill::Spill;

/// The reason that nothing was mended.
#[derive(Debug, thiserror::Error)]
pub enum FixError {
    /// A file that cannot be read, or a temporary file that cannot be made or used.
    #[error(transparent)]
    Read(#[from] ValidateError),
    /// An output that cannot be written.
    #[error(transparent)]
    Write(io::Error),
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
    writing.out.write_all(&writing.buffer).map_err(FixError::Write)?;
    Ok(mender.finish())
}

/// The rows that equal an earlier one, one bit for each row by its number from 0.
type Dropped = Vec<u64>;

fn find_repeats(path: &Path, schema: &Schema, options: &Options) -> Result<Dropped, FixError> {
    let room = Room::for_file(options, path.metadata().in_file(path)?.len());
    let mut hashing = Hashing { rows: Spill::new(&room), n_rows: 0 };
    read(path, schema, options, &mut hashing)?;
    let mut bits = vec![0_u64; usize::try_from(hashing.n_rows.div_ceil(64)).unwrap_or(0)];
    let rows = [hashing.rows.finish()];
    repeats::for_each_repeat(&rows, room.n_partitions, |line| {
        if let Some(word) = usize::try_from(line / 64).ok().and_then(|at| bits.get_mut(at)) {
            *word |= 1 << (line % 64);
        }
    })?;
    Ok(bits)
}

/// The fate of a line that was handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineFate {
    /// It was written, or will be.
    Kept,
    /// It equals an earlier row and was left out.
    Dropped,
}

/// The use that is made of the mended lines.
trait Sink {
    /// Takes the header's line.
    fn header(&mut self, line: &[u8]) -> Result<(), FixError>;
    /// Takes a line with its line break if it has one; of a row that can be read also the hash of its
    /// values.
    fn row(&mut self, line: &[u8], values: Option<u128>) -> Result<LineFate, FixError>;
}

struct Hashing {
    rows: Spill<KeyedRow>,
    n_rows: u64,
}

impl Sink for Hashing {
    fn header(&mut self, _line: &[u8]) -> Result<(), FixError> {
        Ok(())
    }

    fn row(&mut self, _line: &[u8], values: Option<u128>) -> Result<LineFate, FixError> {
        if let Some(hash) = values {
            self.rows.push(KeyedRow::new(hash, 0, self.n_rows, FilterOutcome::Passes))?;
        }
        self.n_rows += 1;
        Ok(LineFate::Kept)
    }
}

struct Writing<'a, W> {
    out: &'a mut W,
    dropped: Dropped,
    buffer: Vec<u8>,
    n_rows: u64,
}

impl<W: Write> Writing<'_, W> {
    fn write(&mut self, line: &[u8]) -> Result<(), FixError> {
        self.buffer.extend_from_slice(line);
        if self.buffer.len() > 1 << 18 {
            self.out.write_all(&self.buffer).map_err(FixError::Write)?;
            self.buffer.clear();
        }
        Ok(())
    }
}

impl<W: Write> Sink for Writing<'_, W> {
    fn header(&mut self, line: &[u8]) -> Result<(), FixError> {
        self.write(line)
    }

    fn row(&mut self, line: &[u8], _values: Option<u128>) -> Result<LineFate, FixError> {
        let at = self.n_rows;
        self.n_rows += 1;
        let word = usize::try_from(at / 64).ok().and_then(|at| self.dropped.get(at));
        if word.is_some_and(|word| word >> (at % 64) & 1 == 1) {
            return Ok(LineFate::Dropped);
        }
        self.write(line)?;
        Ok(LineFate::Kept)
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
    while let Some(block) = blocks.next().in_file(path)? {
        let mut reader = Reader::new(&block.bytes[..]);
        let mut start = 0;
        while reader.read(&mut record).in_file(path)? {
            let end = usize::try_from(reader.offset()).unwrap_or(block.bytes.len());
            let raw = &block.bytes[start..end];
            start = end;
            line.clear();
            if let Some(mender) = &mut mender {
                let values = mender.mend(&record, raw, &mut line);
                match sink.row(&line, values)? {
                    LineFate::Kept => mender.count_kept(),
                    LineFate::Dropped => mender.count_dropped(),
                }
            } else {
                let mut findings = Findings::new("", 0, &options.selection);
                let header =
                    header::read(&record, schema, &mut findings).ok_or(FixError::Header)?;
                let first =
                    HeaderLine { header, record: &record, raw, has_mark: blocks.has_mark() };
                let new = Mender::new(&first, schema, options);
                new.write_header(&first, &mut line);
                sink.header(&line)?;
                mender = Some(new);
            }
        }
    }
    mender.ok_or(FixError::Header)
}
