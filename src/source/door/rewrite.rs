//! Delimited text as CSV with commas, line for line.

use std::io::{self, BufRead, Read};

use super::dialect::{Delimiter, Dialect};
use super::fill::{Fill, Filled};
use crate::source::quoting::push_cell;
use crate::source::record::RECORD_BYTES_MAX;

/// Text of another dialect as CSV with commas; a row stays on its line.
///
/// A cell that is quoted keeps its quotes; one that holds a comma gets them. What is flawed is passed on
/// as it stands, so that whoever reads the CSV finds the flaw. Between tabs, colons and blanks quotes are
/// signs like any other where they do not enclose a whole cell.
///
/// With `n_columns` the last column holds all the rest of a row, as it stands.
pub(super) fn rewritten<R: BufRead>(
    input: R,
    dialect: Dialect,
    n_columns: Option<usize>,
) -> Filled<Rewrite<R>> {
    Filled::new(Rewrite { input, dialect, n_columns, line: Vec::new() })
}

/// A maker of CSV out of lines of another dialect.
pub(super) struct Rewrite<R> {
    input: R,
    dialect: Dialect,
    n_columns: Option<usize>,
    line: Vec<u8>,
}

/// Rewritten at a time.
const BLOCK_BYTES: usize = 1 << 16;

impl<R: BufRead> Fill for Rewrite<R> {
    fn fill(&mut self, csv: &mut Vec<u8>) -> io::Result<()> {
        let delimiter = self.dialect.delimiter;
        while csv.len() < BLOCK_BYTES {
            self.line.clear();
            if !self.append_line()? {
                return Ok(());
            }
            if let Some(n_columns) = self.n_columns {
                with_rest(&self.line, delimiter, n_columns, csv);
                continue;
            }
            if self.complete()? {
                rewrite(&self.line, delimiter, csv);
                continue;
            }
            // A quote that never closes spoils its own line alone.
            for line in self.line.split_inclusive(|&byte| byte == b'\n') {
                rewrite(line, delimiter, csv);
            }
        }
        Ok(())
    }
}

impl<R: BufRead> Rewrite<R> {
    /// Appends a line, of which the end becomes a line feed.
    fn append_line(&mut self) -> io::Result<bool> {
        let end = if self.dialect.returns_alone { b'\r' } else { b'\n' };
        let before = self.line.len();
        // A line that never ends is passed on in parts, each too long for a record.
        let room = 2 * RECORD_BYTES_MAX as u64;
        (&mut self.input).take(room).read_until(end, &mut self.line)?;
        if self.line.len() > before
            && let Some(last) = self.line.last_mut().filter(|last| **last == b'\r')
        {
            *last = b'\n';
        }
        Ok(self.line.len() > before)
    }

    /// Appends the lines over which the row's quotes go; `false` where one never closes.
    fn complete(&mut self) -> io::Result<bool> {
        let Delimiter::Sign(sign) = self.dialect.delimiter else { return Ok(true) };
        // Tables between tabs seldom mean anything by a quote.
        if sign == b'\t' {
            return Ok(true);
        }
        while is_open(&self.line, sign) {
            if self.line.len() > RECORD_BYTES_MAX || !self.append_line()? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Tells whether a quote is open at the end of `row`.
fn is_open(row: &[u8], sign: u8) -> bool {
    if memchr::memchr(b'"', row).is_none() {
        return false;
    }
    let mut at = 0;
    while at < row.len() {
        if row[at] == b'"' {
            match closing(row, at + 1) {
                Some(end) => at = end + 1,
                None => return true,
            }
        }
        match memchr::memchr(sign, &row[at.min(row.len())..]) {
            Some(next) => at += next + 1,
            None => return false,
        }
    }
    false
}

/// The place of the quote that closes the cell whose text begins at `at`.
fn closing(row: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let quote = at + memchr::memchr(b'"', row.get(at..)?)?;
        if row.get(quote + 1) == Some(&b'"') {
            at = quote + 2;
        } else {
            return Some(quote);
        }
    }
}

/// Appends one row, which may have a line break at its end, as CSV.
fn rewrite(row: &[u8], delimiter: Delimiter, csv: &mut Vec<u8>) {
    let body = row.strip_suffix(b"\n").unwrap_or(row);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    match delimiter {
        Delimiter::Sign(sign) => between_signs(body, sign, csv),
        Delimiter::Colons => {
            let mut start = 0;
            let ends = memchr::memmem::find_iter(body, b"::").chain([body.len()]);
            let cell = |end| &body[std::mem::replace(&mut start, end + 2)..end];
            push_literals(ends.map(cell), csv);
        }
        Delimiter::Blanks => {
            let cells = body.split(u8::is_ascii_whitespace).filter(|cell| !cell.is_empty());
            push_literals(cells, csv);
        }
    }
    csv.extend_from_slice(&row[body.len()..]);
}

/// Appends one row; where it has more cells than so many columns, the last column holds all the rest.
fn with_rest(row: &[u8], delimiter: Delimiter, n_columns: usize, csv: &mut Vec<u8>) {
    let body = row.strip_suffix(b"\n").unwrap_or(row);
    let body = body.strip_suffix(b"\r").unwrap_or(body);
    let starts = starts(body, delimiter);
    // Quotes hold a cell together.
    if starts.len() <= n_columns || memchr::memchr(b'"', body).is_some() {
        return rewrite(row, delimiter, csv);
    }
    let cells = starts[..n_columns - 1].iter().map(|&(start, end)| &body[start..end]);
    let rest = body[starts[n_columns - 1].0..].trim_ascii_end();
    push_literals(cells.chain([rest]), csv);
    csv.extend_from_slice(&row[body.len()..]);
}

/// The beginnings and ends of the cells of a row, whatever quotes say.
fn starts(body: &[u8], delimiter: Delimiter) -> Vec<(usize, usize)> {
    let (mut cells, mut start) = (Vec::new(), 0);
    match delimiter {
        Delimiter::Sign(sign) => {
            for end in memchr::memchr_iter(sign, body).chain([body.len()]) {
                cells.push((start, end));
                start = end + 1;
            }
        }
        Delimiter::Colons => {
            for end in memchr::memmem::find_iter(body, b"::").chain([body.len()]) {
                cells.push((start, end));
                start = end + 2;
            }
        }
        Delimiter::Blanks => {
            while let Some(skip) = body[start..].iter().position(|byte| !byte.is_ascii_whitespace())
            {
                start += skip;
                let length = body[start..].iter().position(u8::is_ascii_whitespace);
                let end = length.map_or(body.len(), |length| start + length);
                cells.push((start, end));
                start = end;
            }
        }
    }
    cells
}

fn between_signs(body: &[u8], sign: u8, csv: &mut Vec<u8>) {
    if memchr::memchr2(b'"', b',', body).is_none() {
        let from = csv.len();
        csv.extend_from_slice(body);
        csv[from..].iter_mut().filter(|byte| **byte == sign).for_each(|byte| *byte = b',');
        return;
    }
    let mut at = 0;
    loop {
        if at > 0 {
            csv.push(b',');
        }
        let quoted = (body.get(at) == Some(&b'"')).then(|| closing(body, at + 1)).flatten();
        let is_whole = |&end: &usize| body.get(end + 1).is_none_or(|&next| next == sign);
        let end = if let Some(quote) = quoted.filter(is_whole) {
            csv.extend_from_slice(&body[at..=quote]);
            quote + 1
        } else {
            let rest = &body[at..];
            let length = memchr::memchr(sign, rest).unwrap_or(rest.len());
            push_plain(&rest[..length], sign, csv);
            at + length
        };
        if end >= body.len() {
            return;
        }
        at = end + 1;
    }
}

/// A cell that no quotes enclose.
fn push_plain(cell: &[u8], sign: u8, csv: &mut Vec<u8>) {
    if sign == b'\t' || memchr::memchr(b'"', cell).is_none() {
        push_cell(cell, csv);
    } else {
        // A flaw, which the reader of the CSV names.
        csv.extend_from_slice(cell);
    }
}

/// The cells of a row, of which every sign means itself.
fn push_literals<'c>(cells: impl Iterator<Item = &'c [u8]>, csv: &mut Vec<u8>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            csv.push(b',');
        }
        push_cell(cell, csv);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv_of(text: &str, delimiter: Delimiter) -> String {
        let dialect = Dialect { delimiter, ..Dialect::PLAIN };
        let mut csv = String::new();
        rewritten(text.as_bytes(), dialect, None).read_to_string(&mut csv).expect("UTF-8");
        csv
    }

    #[test]
    fn cells_keep_their_text() {
        let semicolon = Delimiter::Sign(b';');
        assert_eq!(csv_of("a;b\r\n1;4,5\n", semicolon), "a,b\r\n1,\"4,5\"\n");
        assert_eq!(csv_of("\"x;y\";\"a \"\"b\"\"\"\n", semicolon), "\"x;y\",\"a \"\"b\"\"\"\n");
        assert_eq!(csv_of("\"two\nlines\";b\nc;d\n", semicolon), "\"two\nlines\",b\nc,d\n");
        assert_eq!(csv_of("a;;\n;b;\n", semicolon), "a,,\n,b,\n");
        assert_eq!(csv_of("5\" nail\tb\n", Delimiter::Sign(b'\t')), "\"5\"\" nail\",b\n");
        assert_eq!(
            csv_of("1::\"Hi\" there::A, b\n", Delimiter::Colons),
            "1,\"\"\"Hi\"\" there\",\"A, b\"\n"
        );
        assert_eq!(csv_of(" 1  2\t3\n", Delimiter::Blanks), "1,2,3\n");
        assert_eq!(csv_of("a;b", semicolon), "a,b");
    }

    #[test]
    fn the_last_column_may_hold_the_rest() {
        let csv = |text: &str, delimiter, n_columns| {
            let mut csv = Vec::new();
            with_rest(text.as_bytes(), delimiter, n_columns, &mut csv);
            String::from_utf8(csv).expect("UTF-8")
        };
        assert_eq!(csv("7 1  2 3\n", Delimiter::Blanks, 2), "7,1  2 3\n");
        assert_eq!(csv("8 9\n", Delimiter::Blanks, 3), "8,9\n", "ragged, and found so");
        assert_eq!(csv("7,x,a|b\n", Delimiter::COMMA, 3), "7,x,a|b\n");
        assert_eq!(csv("7,\"[1, 2]\"\n", Delimiter::COMMA, 2), "7,\"[1, 2]\"\n");
        assert_eq!(csv("7,1,2,3\n", Delimiter::COMMA, 2), "7,\"1,2,3\"\n");
        assert_eq!(csv("7::a::1::2", Delimiter::Colons, 3), "7,a,1::2");
        assert_eq!(csv("7\n", Delimiter::Blanks, 2), "7\n", "ragged, and found so");
        assert_eq!(csv("7\t\r\n", Delimiter::Sign(b'\t'), 2), "7,\r\n");
    }

    #[test]
    fn a_flaw_stays_one() {
        assert_eq!(csv_of("x\"y;b\n", Delimiter::Sign(b';')), "x\"y,b\n");
        assert_eq!(csv_of("\"open;b\nc;d\n", Delimiter::Sign(b';')), "\"open,b\nc,d\n");
    }

    #[test]
    fn returns_alone_become_line_feeds() {
        let dialect = Dialect { returns_alone: true, ..Dialect::PLAIN };
        let mut csv = String::new();
        rewritten(&b"a,b\r1,\"2\"\r"[..], dialect, None).read_to_string(&mut csv).expect("UTF-8");
        assert_eq!(csv, "a,b\n1,\"2\"\n");
    }
}
