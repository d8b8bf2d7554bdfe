//! A strict table: rows of one width, all UTF-8 but where a release is older than that.
//!
//! For commands that need the data. Bad rows are errors here; `validate` lists them instead.

use std::borrow::Cow;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::door::Opened;
use super::error::ReadError;
use super::reader::Reader;
use super::record::{Flaw, Record};
use crate::text::shorten;

pub use super::input::{BYTE_ORDER_MARK, Input};

const READ_BUFFER_BYTES: usize = 1 << 18;

/// The form of the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableForm {
    /// As CSV with a header; quotes by RFC 4180 or the guide.
    Csv,
    /// Without a header and without quotes, fields apart by this delimiter; a line that is not
    /// UTF-8 is Latin-1.
    Delimited(&'static str),
}

impl TableForm {
    /// Tells whether the first line names the columns.
    #[must_use]
    pub fn has_header(self) -> bool {
        self == Self::Csv
    }
}

/// A table being read row by row.
#[derive(Debug)]
pub struct Table {
    path: PathBuf,
    reader: Reader<BufReader<Input>>,
    form: TableForm,
    record: Record,
    header: Vec<String>,
    raw_header: Vec<u8>,
    /// True if a row is named by its line, rather than its number.
    has_lines: bool,
    n_blank: u64,
    n_rows: u64,
    ended: bool,
}

/// The position of a column in a [`Table`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column(usize);

impl Column {
    /// The column's place in the row, from 0.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0
    }
}

impl Table {
    /// Like [`Self::open`], for a CSV that comes from elsewhere; `path` names it in errors.
    ///
    /// # Errors
    /// The errors of [`Self::open`].
    pub fn csv(path: &Path, input: Input, required: &[&str]) -> Result<Self, ReadError> {
        Self::opened(path, Opened { input, line: 1, offset: 0, has_lines: true }, required)
    }

    /// Like [`Self::open`], for a table that was opened before; `path` names it in errors.
    ///
    /// # Errors
    /// The errors of [`Self::open`].
    pub fn opened(path: &Path, opened: Opened, required: &[&str]) -> Result<Self, ReadError> {
        let mut table = Self::resumed(path, opened, Vec::new());
        table.read_header(required)?;
        for column in required {
            table.column(column)?;
        }
        Ok(table)
    }

    /// The rest of a CSV with this header, from where `opened` begins; `path` names it in errors.
    #[must_use]
    pub fn resumed(path: &Path, opened: Opened, header: Vec<String>) -> Self {
        let mut table = Self::new(path, Input::new(io::empty()), TableForm::Csv);
        let input = BufReader::with_capacity(READ_BUFFER_BYTES, opened.input);
        table.reader = Reader::resumed(input, opened.line, opened.offset);
        table.has_lines = opened.has_lines;
        table.header = header;
        table
    }

    /// A table without a header, with these columns; `path` names it in errors.
    #[must_use]
    pub fn delimited(path: &Path, input: Input, columns: &[&str], delimiter: &'static str) -> Self {
        let mut table = Self::new(path, input, TableForm::Delimited(delimiter));
        table.header = columns.iter().map(|&name| name.to_owned()).collect();
        table
    }

    fn new(path: &Path, input: Input, form: TableForm) -> Self {
        Self {
            path: path.to_owned(),
            reader: Reader::new(BufReader::with_capacity(READ_BUFFER_BYTES, input)),
            form,
            record: Record::default(),
            header: Vec::new(),
            raw_header: Vec::new(),
            has_lines: true,
            n_blank: 0,
            n_rows: 0,
            ended: true,
        }
    }

    fn read_header(&mut self, required: &[&str]) -> Result<(), ReadError> {
        if !self.read_record()? || self.record.is_empty() {
            let expected = required.iter().map(|&name| name.to_owned()).collect();
            return Err(ReadError::Empty { path: self.path.clone(), expected });
        }
        self.check_quoting()?;
        let mut header = Vec::with_capacity(self.record.len());
        for column in 0..self.record.len() {
            let mut bytes = self.record.field(column);
            if column == 0 {
                bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
            }
            header.push(plain_name(&String::from_utf8_lossy(bytes)).to_owned());
        }
        self.header = header;
        let raw = self.record.raw();
        self.raw_header = raw.strip_prefix(BYTE_ORDER_MARK).unwrap_or(raw).to_vec();
        Ok(())
    }

    /// The header as it stands, without its line break; empty where there is none.
    #[must_use]
    pub fn raw_header(&self) -> &[u8] {
        &self.raw_header
    }

    /// The current row as it stands, without its line break.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        self.record.raw()
    }

    /// The names of the columns, in their order.
    #[must_use]
    pub fn header(&self) -> &[String] {
        &self.header
    }

    /// The column named `name`.
    ///
    /// # Errors
    /// When the header lacks it.
    pub fn column(&self, name: &str) -> Result<Column, ReadError> {
        self.optional_column(name).ok_or_else(|| ReadError::MissingColumn {
            path: self.path.clone(),
            column: name.to_owned(),
            found: self.header.clone(),
        })
    }

    /// The column named `name`, if the header has it; else the one whose name differs in case alone, if
    /// there is one such column.
    #[must_use]
    pub fn optional_column(&self, name: &str) -> Option<Column> {
        place_of(&self.header, name).map(Column)
    }

    /// Moves to the next row; `false` after the last one. Blank lines are passed over, but for a table of
    /// one column, in which they are empty cells.
    ///
    /// # Errors
    /// When the file cannot be read or the row is not as wide as the header.
    pub fn advance(&mut self) -> Result<bool, ReadError> {
        loop {
            if !self.read_record()? {
                return Ok(false);
            }
            if !self.record.is_empty() || self.header.len() == 1 {
                break;
            }
            self.n_blank += 1;
        }
        self.check_quoting()?;
        if self.record.len() != self.header.len() {
            return Err(self.ragged(self.record.line(), self.record.len()));
        }
        self.n_rows += 1;
        Ok(true)
    }

    fn ragged(&self, line: u64, found: usize) -> ReadError {
        ReadError::Ragged {
            path: self.path.clone(),
            line,
            expected: self.header.len(),
            has_header: self.form.has_header(),
            found,
            cut_off: !self.record.ended(),
        }
    }

    fn read_record(&mut self) -> Result<bool, ReadError> {
        let read = match self.form {
            TableForm::Csv => self.reader.read(&mut self.record),
            TableForm::Delimited(delimiter) => {
                self.reader.read_delimited(&mut self.record, delimiter.as_bytes())
            }
        };
        let read = read.map_err(|source| ReadError::Io { path: self.path.clone(), source })?;
        if read {
            self.ended = self.record.ended();
        }
        Ok(read)
    }

    fn check_quoting(&self) -> Result<(), ReadError> {
        let Some(flaw) = self.record.flaw() else { return Ok(()) };
        let what = match flaw {
            Flaw::UnclosedQuote { column } => {
                format!("field {} opens a quote that never closes", column + 1)
            }
            Flaw::StrayQuote { column } => {
                format!("field {} has a quote in the middle of its text", column + 1)
            }
            Flaw::TooLong => "expected a row of at most 1 MiB, found a longer one".to_owned(),
        };
        Err(ReadError::Quoting { path: self.path.clone(), line: self.record.line(), what })
    }

    /// The text of the current row's field.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self, column: Column) -> Result<&str, ReadError> {
        let bytes = self.record.field(column.0);
        std::str::from_utf8(bytes).map_err(|error| {
            let raw_error = std::str::from_utf8(self.record.raw()).err();
            let within = raw_error.map_or(0, |raw| raw.valid_up_to());
            ReadError::NotUtf8 {
                path: self.path.clone(),
                line: self.record.line(),
                column: self.header[column.0].clone(),
                byte: bytes[error.valid_up_to()],
                offset: self.record.offset() + within as u64,
            }
        })
    }

    /// The text of an id: like [`Self::text`], but never empty.
    ///
    /// # Errors
    /// When it is empty or not UTF-8.
    pub fn id(&self, column: Column) -> Result<&str, ReadError> {
        let text = self.text(column)?;
        if text.is_empty() { Err(self.unexpected(column, "an id")) } else { Ok(text) }
    }

    /// The current row's field as a number; `expected` names it in the error.
    ///
    /// # Errors
    /// When the field is not such a number.
    pub fn number<T: FromStr>(
        &self,
        column: Column,
        expected: &'static str,
    ) -> Result<T, ReadError> {
        self.text(column)?.parse().map_err(|_| self.unexpected(column, expected))
    }

    /// The current row's field as it is shown in a message.
    #[must_use]
    pub fn shown(&self, column: Column) -> Cow<'_, str> {
        String::from_utf8_lossy(self.record.field(column.0))
    }

    /// The error that the current row's field is not what it should be.
    #[must_use]
    pub fn unexpected(&self, column: Column, expected: &'static str) -> ReadError {
        if !self.has_lines {
            return ReadError::Cell {
                path: self.path.clone(),
                row: self.record.line(),
                column: self.header[column.0].clone(),
                expected,
                found: shorten(&self.shown(column), 60),
            };
        }
        ReadError::Field {
            path: self.path.clone(),
            line: self.record.line(),
            column: self.header[column.0].clone(),
            expected,
            found: shorten(&self.shown(column), 60),
        }
    }

    /// The line of the current row.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.record.line()
    }

    /// Rows read so far.
    #[must_use]
    pub fn n_rows(&self) -> u64 {
        self.n_rows
    }

    /// Tells whether the file ended in a line break, known once [`Self::advance`] has said `false`.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Blank lines that were passed over.
    #[must_use]
    pub fn n_blank(&self) -> u64 {
        self.n_blank
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// The place of the column named `name` in a header, from 0; else of the one whose name differs in case
/// alone, if there is one such column.
pub(crate) fn place_of(header: &[String], name: &str) -> Option<usize> {
    if let Some(at) = header.iter().position(|found| found == name) {
        return Some(at);
    }
    let mut alike = (0..header.len()).filter(|&at| header[at].eq_ignore_ascii_case(name));
    alike.next().filter(|_| alike.next().is_none())
}

/// A column's name without the invisible signs at its ends: blanks of any kind and byte-order marks.
#[must_use]
pub fn plain_name(name: &str) -> &str {
    let unseen = |letter: char| {
        letter.is_whitespace()
            || matches!(letter, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
    };
    name.trim_matches(unseen)
}
