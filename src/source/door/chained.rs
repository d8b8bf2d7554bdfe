//! The files of a folder as one CSV.

use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use super::look::{Look, READ_BYTES};
use super::opened::Opened;
use super::origin::{Origin, TextOptions};
use crate::source::error::{ReadError, list};
use crate::source::files;
use crate::source::input::Input;
use crate::source::quoting::push_row;
use crate::source::table::Table;

/// The files of a folder one after another; rows are counted over all of them.
pub(super) fn open(origin: Origin<'_>) -> Result<Opened, ReadError> {
    let Origin { path, options } = origin;
    let failed = |source| ReadError::Io { path: path.to_owned(), source };
    let parts: Vec<PathBuf> =
        files::find(path).map_err(failed)?.parts.into_iter().map(|part| part.path).collect();
    let Some(first) = parts.first() else {
        return Err(ReadError::NoFiles { path: path.to_owned() });
    };
    let header = header(first, options)?;
    for part in &parts[1..] {
        let found = self::header(part, options)?;
        if found != header {
            return Err(ReadError::Format {
                path: part.clone(),
                kind: "a part",
                what: format!(
                    "expected the columns of `{}`, {}, found {}",
                    first.display(),
                    list(&header),
                    list(&found)
                ),
            });
        }
    }
    let mut text = Vec::new();
    push_row(&header, &mut text);
    let rows =
        Chained { options: options.clone(), parts: parts.into_iter(), part: None, ends_line: true };
    let input = Input::new(Cursor::new(text).chain(rows));
    Ok(Opened { input, line: 0, offset: 0, has_lines: false })
}

fn header(part: &Path, options: &TextOptions) -> Result<Vec<String>, ReadError> {
    let opened = Look::at(part, options)?.open(None)?;
    Ok(Table::opened(part, opened, &[])?.header().to_vec())
}

/// The rows of the parts, without their headers.
struct Chained {
    options: TextOptions,
    parts: std::vec::IntoIter<PathBuf>,
    part: Option<BufReader<Input>>,
    /// True if what was read so far ends a line.
    ends_line: bool,
}

impl Chained {
    fn next(&mut self) -> io::Result<bool> {
        let Some(path) = self.parts.next() else { return Ok(false) };
        let named = |error: ReadError| io::Error::new(io::ErrorKind::InvalidData, error);
        let opened = Look::at(&path, &self.options).and_then(|look| look.open(None));
        let mut part = BufReader::with_capacity(READ_BYTES, opened.map_err(named)?.input);
        // A header that quotes spread over lines is read through the last of them.
        let mut header = Vec::new();
        while part.read_until(b'\n', &mut header)? > 0
            && memchr::memchr_iter(b'"', &header).count() % 2 == 1
        {}
        self.part = Some(part);
        Ok(true)
    }
}

impl Read for Chained {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            if let Some(part) = &mut self.part {
                let n = part.read(buffer)?;
                if n > 0 {
                    self.ends_line = buffer[n - 1] == b'\n';
                    return Ok(n);
                }
                self.part = None;
                // A part whose last row has no line break is whole all the same.
                if !std::mem::replace(&mut self.ends_line, true) {
                    buffer[0] = b'\n';
                    return Ok(1);
                }
            }
            if !self.next()? {
                return Ok(0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_one_table() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("part-0.csv"), "A,B\n1,x\n2,y").expect("written");
        std::fs::write(folder.path().join("part-1"), "A;B\n3;z\n").expect("written");
        let mut csv = String::new();
        let mut opened = open(folder.path().into()).expect("a table");
        opened.input.read_to_string(&mut csv).expect("UTF-8");
        assert_eq!(csv, "A,B\n1,x\n2,y\n3,z\n");
        std::fs::write(folder.path().join("part-2"), "A,C\n3,z\n").expect("written");
        let error = open(folder.path().into()).expect_err("other columns").to_string();
        assert!(error.contains("part-2") && error.contains("`A`, `C`"), "{error}");
    }
}
