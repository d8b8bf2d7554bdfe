//! Looks at the beginning of a file for its kind, and opens the file as CSV.

#[cfg(feature = "frames")]
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use super::archive::entry;
use super::bounds::Bounded;
use super::column::{FileColumn, InstantText, Structure};
use super::compression::Compression;
use super::dialect::{Delimiter, Dialect, Extent};
use super::encoding::Encoding;
use super::guess::{before_rest, is_json, skipped};
use super::json::RowLines;
use super::opened::Opened;
use super::origin::{Origin, TextOptions};
#[cfg(feature = "frames")]
use super::{avro, columnar};
use super::{json, rewrite};
#[cfg(feature = "frames")]
use crate::caught::caught;
use crate::source::ReadError;
use crate::source::ahead::ReadAhead;
use crate::source::input::Input;
use crate::source::opening;
use crate::source::quoting::push_row;

/// The findings on a file's form.
#[derive(Debug, Clone)]
pub struct Look {
    path: PathBuf,
    options: TextOptions,
    /// Its compression.
    pub compression: Option<Compression>,
    /// The encoding of a text.
    pub encoding: Encoding,
    /// The bytes of a text's byte-order mark; 0 where there is none.
    pub mark_bytes: usize,
    /// Its structure.
    pub structure: Structure,
    /// The dialect of a text.
    pub dialect: Dialect,
    /// True if a zero byte shows that it is no text.
    pub is_binary: bool,
    /// The columns of what has types of its own, or of JSON; those of a text stand in its first row.
    columns: Vec<FileColumn>,
    /// True if a row can be named by its line.
    pub has_lines: bool,
}

/// Bytes of a text that are read at a time.
pub(super) const READ_BYTES: usize = 1 << 18;
/// The bytes of a beginning that are looked at.
const BEGINNING_BYTES: usize = 1 << 16;

impl Look {
    /// Looks at the file at `path`.
    ///
    /// Of JSON every object is read, since any of them may bring a key that no other has.
    ///
    /// # Errors
    /// When it cannot be read, or an archive holds no table or several.
    pub fn at(path: &Path, options: &TextOptions) -> Result<Self, ReadError> {
        let failed = |source| ReadError::Io { path: path.to_owned(), source };
        let mut look = Self::made(path, options).map_err(failed)?;
        if look.structure == Structure::Json {
            let text = BufReader::with_capacity(READ_BYTES, look.decoded().map_err(failed)?);
            let looked = json::look(text).map_err(failed)?;
            look.columns = looked.columns;
            look.has_lines = looked.has_lines;
        }
        Ok(look)
    }

    /// Like [`Self::at`], without the keys of JSON: for files that are not opened as tables.
    ///
    /// # Errors
    /// The errors of [`Self::at`].
    pub fn without_keys<'o>(origin: impl Into<Origin<'o>>) -> Result<Self, ReadError> {
        let Origin { path, options } = origin.into();
        let failed = |source| ReadError::Io { path: path.to_owned(), source };
        Self::made(path, options).map_err(failed)
    }

    /// The text in UTF-8, unpacked and without its mark, but in its own dialect.
    ///
    /// # Errors
    /// When it cannot be read, or is no text.
    pub fn text(&self) -> Result<Input, ReadError> {
        if self.structure.is_typed() {
            return Err(ReadError::Format {
                path: self.path.clone(),
                kind: "text",
                what: format!("it is {}", self.structure.name()),
            });
        }
        self.decoded().map_err(|source| ReadError::Io { path: self.path.clone(), source })
    }

    fn made(path: &Path, options: &TextOptions) -> io::Result<Self> {
        let mut magic = Vec::new();
        opening::open(path)?.take(8).read_to_end(&mut magic)?;
        let compression = Compression::of(&magic);
        let mut look = Self {
            path: path.to_owned(),
            options: options.clone(),
            compression,
            encoding: Encoding::Utf8,
            mark_bytes: 0,
            structure: Structure::Text,
            dialect: Dialect::PLAIN,
            is_binary: false,
            columns: Vec::new(),
            has_lines: true,
        };
        let mut beginning = Vec::new();
        look.unpacked()?.take(BEGINNING_BYTES as u64).read_to_end(&mut beginning)?;
        if let Some(structure) = Structure::of(&beginning) {
            look.structure = structure;
            look.has_lines = false;
            look.columns = look.typed_columns()?;
            return Ok(look);
        }
        let (encoding, mark_bytes) = Encoding::found(&beginning);
        look.mark_bytes = mark_bytes;
        look.encoding = options.encoding.filter(|_| mark_bytes == 0).unwrap_or(encoding);
        let is_whole = beginning.len() < BEGINNING_BYTES;
        let extent = if is_whole { Extent::Whole } else { Extent::Beginning };
        let mut text = Vec::new();
        // What is no letter of the encoding is told when it is read.
        let _ = look.decoded()?.take(BEGINNING_BYTES as u64).read_to_end(&mut text);
        let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
        let names_say_json = || options.delimiter.is_none() && options.columns.is_none();
        if names_say_json() && is_json(first.copied(), &text) {
            look.structure = Structure::Json;
            return Ok(look);
        }
        look.is_binary = text.contains(&0);
        let skipped = skipped(&text, options.skip_lines);
        look.dialect = Dialect::found(&text[skipped..], extent);
        if let Some(delimiter) = options.delimiter {
            look.dialect.delimiter = delimiter;
        } else if options.has_rest && look.dialect.delimiter == Delimiter::COMMA {
            look.dialect.delimiter = before_rest(&text[skipped..]);
        }
        Ok(look)
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Tells whether it is CSV between commas in UTF-8, with a byte-order mark or without.
    pub(crate) fn is_plain_but_for_a_mark(&self) -> bool {
        Self { mark_bytes: 0, ..self.clone() }.is_plain()
    }

    /// Tells the same of a file once it is unpacked.
    pub(crate) fn is_plain_when_unpacked(&self) -> bool {
        Self { mark_bytes: 0, compression: None, ..self.clone() }.is_plain()
    }

    /// The delimiter within the last column, where it holds the rest of a row.
    #[cfg(feature = "frames")]
    pub(crate) fn rest(&self) -> Option<Delimiter> {
        let is_text = self.structure == Structure::Text;
        (self.options.has_rest && is_text).then_some(self.dialect.delimiter)
    }

    /// The columns of a file that is no text.
    #[must_use]
    pub fn columns(&self) -> &[FileColumn] {
        &self.columns
    }

    /// Tells whether the bytes are what the service takes as they are: plain CSV in UTF-8.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.compression.is_none()
            && self.structure == Structure::Text
            && self.encoding == Encoding::Utf8
            && self.mark_bytes == 0
            && self.dialect.is_plain()
            && self.options.columns.is_none()
            && self.options.skip_lines == 0
    }

    /// The unusual properties of the file, in words; `None` for CSV as the service takes it.
    #[must_use]
    pub fn said(&self) -> Option<String> {
        let mut parts = Vec::new();
        if let Some(compression) = self.compression {
            parts.push(format!("compressed by {}", compression.name()));
        }
        match self.structure {
            Structure::Text => {
                if self.encoding != Encoding::Utf8 {
                    parts.push(self.encoding.name().to_owned());
                }
                if self.dialect.delimiter != Delimiter::COMMA {
                    parts.push(format!("cells between {}", self.dialect.delimiter.name()));
                }
                if self.dialect.returns_alone {
                    parts.push("lines that end in carriage returns".to_owned());
                }
            }
            other => parts.push(other.name().to_owned()),
        }
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// Opens the file as CSV; of what is no text only the columns that are `wanted`, all where nothing is
    /// said.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open(&self, wanted: Option<&[String]>) -> Result<Opened, ReadError> {
        let failed = |source| ReadError::Io { path: self.path.clone(), source };
        self.open_as(wanted, InstantText::Seconds).map_err(failed)
    }

    /// The same, with instants of typed columns as ISO 8601 rather than seconds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn open_as_it_is(&self) -> io::Result<Opened> {
        self.open_as(None, InstantText::Iso)
    }

    #[cfg_attr(not(feature = "frames"), expect(unused_variables, reason = "no typed files"))]
    fn open_as(&self, wanted: Option<&[String]>, instants: InstantText) -> io::Result<Opened> {
        let input = match self.structure {
            Structure::Text => return self.open_text(),
            Structure::Json => {
                let is_wanted =
                    |column: &&FileColumn| wanted.is_none_or(|names| names.contains(&column.name));
                let columns: Vec<&FileColumn> = self.columns.iter().filter(is_wanted).collect();
                let text = BufReader::with_capacity(READ_BYTES, self.decoded()?);
                let lines = if self.has_lines { RowLines::OfObjects } else { RowLines::Counted };
                Input::new(ReadAhead::of(json::rows(text, &columns, lines)))
            }
            #[cfg(feature = "frames")]
            Structure::Avro => {
                let file = self.file()?;
                let packed = self.packed()?;
                let open = || avro::open(file, wanted, instants);
                let rows = caught(self.structure.name(), open)?;
                Input::new(ReadAhead::of(Bounded::new(rows, packed)))
            }
            #[cfg(feature = "frames")]
            typed => {
                let file = self.file()?;
                let open = || columnar::open(file, typed, wanted, instants);
                let rows = caught(typed.name(), open)?;
                Input::new(ReadAhead::of(Bounded::new(rows, self.packed()?)))
            }
            #[cfg(not(feature = "frames"))]
            typed => return Err(not_built(typed)),
        };
        Ok(Opened { input, line: 0, offset: 0, has_lines: self.has_lines })
    }

    fn open_text(&self) -> io::Result<Opened> {
        let mut input = self.decoded()?;
        let mut line = 1;
        let mut offset = self.mark_bytes as u64;
        if self.options.skip_lines > 0 {
            let end = if self.dialect.returns_alone { b'\r' } else { b'\n' };
            let mut buffered = BufReader::with_capacity(READ_BYTES, input);
            for _ in 0..self.options.skip_lines {
                let mut skipped = Vec::new();
                io::BufRead::read_until(&mut buffered, end, &mut skipped)?;
                offset += skipped.len() as u64;
            }
            line += self.options.skip_lines;
            input = Input::new(buffered);
        }
        let n_columns = self.options.columns.as_ref().map(Vec::len);
        let rest_from = n_columns.filter(|_| self.options.has_rest);
        if !self.dialect.is_plain() || rest_from.is_some() {
            let text = BufReader::with_capacity(READ_BYTES, input);
            let rows = rewrite::rewritten(text, self.dialect, rest_from);
            input = Input::new(ReadAhead::of(rows));
        }
        if let Some(names) = &self.options.columns {
            let mut header = Vec::new();
            push_row(names, &mut header);
            line -= 1;
            input = Input::new(io::Cursor::new(header).chain(input));
        }
        Ok(Opened { input, line, offset, has_lines: true })
    }

    /// The text in UTF-8, without its mark.
    fn decoded(&self) -> io::Result<Input> {
        let mut input = self.unpacked()?;
        io::copy(&mut (&mut input).take(self.mark_bytes as u64), &mut io::sink())?;
        Ok(self.encoding.decode(input))
    }

    /// The bytes, unpacked.
    pub(super) fn unpacked(&self) -> io::Result<Input> {
        let file = opening::open(&self.path)?;
        let packed = file.metadata()?.len();
        let unpacked = match self.compression {
            None => return Ok(Input::new(file)),
            Some(Compression::Zip) => entry(file)?,
            Some(compression) => compression.unpack(Input::new(file))?,
        };
        Ok(Input::new(Bounded::new(unpacked, packed)))
    }

    /// The bytes of the file as it lies there.
    #[cfg(feature = "frames")]
    fn packed(&self) -> io::Result<u64> {
        Ok(opening::open(&self.path)?.metadata()?.len())
    }

    /// A file that can be read at any place: itself, or what it unpacks to in a temporary one.
    #[cfg(feature = "frames")]
    fn file(&self) -> io::Result<File> {
        if self.compression.is_none() {
            return opening::open(&self.path);
        }
        let mut file = tempfile::tempfile()?;
        io::copy(&mut self.unpacked()?, &mut file)?;
        io::Seek::rewind(&mut file)?;
        Ok(file)
    }

    #[cfg(feature = "frames")]
    fn typed_columns(&self) -> io::Result<Vec<FileColumn>> {
        let file = self.file()?;
        caught(self.structure.name(), || match self.structure {
            Structure::Avro => avro::look(file),
            typed => columnar::look(file, typed),
        })
    }

    #[cfg(not(feature = "frames"))]
    fn typed_columns(&self) -> io::Result<Vec<FileColumn>> {
        Err(not_built(self.structure))
    }
}

#[cfg(not(feature = "frames"))]
fn not_built(structure: Structure) -> io::Error {
    let what = format!("this build cannot read {}", structure.name());
    io::Error::new(io::ErrorKind::Unsupported, what)
}
