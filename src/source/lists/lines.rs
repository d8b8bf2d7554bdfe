//! The lines of a text with a list or a place on each.

use std::io::{BufRead, Read};
use std::path::Path;

use crate::source::error::ReadError;
use crate::source::input::BYTE_ORDER_MARK;

/// A line of more bytes than this is no list.
const LINE_BYTES_MAX: u64 = 16 << 20;

/// The lines of a text, each with its number from 1, blank ones left out.
pub(super) struct Lines<'p, R> {
    path: &'p Path,
    input: R,
    buffer: Vec<u8>,
    line: u64,
}

impl<'p, R: BufRead> Lines<'p, R> {
    pub(super) const fn new(path: &'p Path, input: R) -> Self {
        Self { path, input, buffer: Vec::new(), line: 0 }
    }

    /// The next line that is not blank, and its number.
    pub(super) fn next(&mut self) -> Result<Option<(u64, &str)>, ReadError> {
        loop {
            self.buffer.clear();
            let mut limited = (&mut self.input).take(LINE_BYTES_MAX);
            let read = limited.read_until(b'\n', &mut self.buffer);
            if read.map_err(|source| ReadError::Io { path: self.path.to_owned(), source })? == 0 {
                return Ok(None);
            }
            self.line += 1;
            if self.buffer.len() as u64 == LINE_BYTES_MAX {
                return Err(self.wrong("a line of at most 16 MiB", "a longer one"));
            }
            if !self.buffer.trim_ascii().is_empty() {
                break;
            }
        }
        let mut bytes = &self.buffer[..];
        if self.line == 1 {
            bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Some((self.line, text.trim()))),
            Err(_) => Err(self.wrong("UTF-8", &String::from_utf8_lossy(&self.buffer))),
        }
    }

    fn wrong(&self, expected: &'static str, found: &str) -> ReadError {
        wrong_line(self.path, self.line, expected, found)
    }
}

pub(super) fn wrong_line(path: &Path, line: u64, expected: &'static str, found: &str) -> ReadError {
    ReadError::Line {
        path: path.to_owned(),
        line,
        expected,
        found: crate::text::shorten(found.trim_end(), 80),
    }
}
