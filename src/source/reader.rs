//! Reads raw records one after another.

use std::io::{self, BufRead, Read};

use super::record::{Escape, Flaw, RECORD_BYTES_MAX, Record, without_break};

/// The number of bytes shown of a record that is too long.
const SHOWN_BYTES_MAX: usize = 1 << 10;

/// Reads records one after another in bounded memory, in time linear in the bytes.
///
/// A quote that opens at the beginning of a field and does not close within [`RECORD_BYTES_MAX`]
/// bytes spoils its own line only: reading goes on at the next one. Within the stretch that was searched in
/// vain no other line is searched beyond.
#[derive(Debug)]
pub struct Reader<R> {
    input: R,
    /// The bytes that were read in search of a closing quote and have to be read again, from `at` on.
    pending: Vec<u8>,
    at: usize,
    line: u64,
    offset: u64,
    /// The byte up to which a quote that is open at a line's end was seen not to close.
    vain_until: u64,
}

/// The result of [`Reader::take_line`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Nothing,
    Line,
    TooLong,
}

/// The end of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEnd {
    /// A line break.
    Break,
    /// The end of the input.
    Input,
    /// No end within the limit: the line is longer than it may be.
    Limit,
}

impl<R: BufRead> Reader<R> {
    /// A reader that begins at line 1.
    pub fn new(input: R) -> Self {
        Self { input, pending: Vec::new(), at: 0, line: 1, offset: 0, vain_until: 0 }
    }

    /// A reader of a part of a file, which begins at `line` (from 1) and `offset` (in bytes).
    pub fn resumed(input: R, line: u64, offset: u64) -> Self {
        Self { line, offset, ..Self::new(input) }
    }

    /// The number of bytes that the records so far took.
    #[must_use]
    pub const fn offset(&self) -> u64 {
        self.offset
    }

    /// The byte up to which the end of an open quote was looked for and not found; 0 when none was.
    #[must_use]
    pub const fn vain_until(&self) -> u64 {
        self.vain_until
    }

    /// Reads the next record into `record`; `false` at the end of the input, which leaves `record`
    /// as it is.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn read(&mut self, record: &mut Record) -> io::Result<bool> {
        match self.take_line(record)? {
            Taken::Nothing => return Ok(false),
            Taken::TooLong => return Ok(true),
            Taken::Line => {}
        }
        if memchr::memchr(b'"', &record.raw).is_none() {
            record.strip_break();
            record.split_plain();
            return Ok(true);
        }
        self.complete(record)?;
        Ok(true)
    }

    /// Reads the next line into `record` and splits it at every `delimiter`, without any quoting;
    /// `false` at the end of the input.
    ///
    /// # Errors
    /// When the input cannot be read.
    pub fn read_delimited(&mut self, record: &mut Record, delimiter: &[u8]) -> io::Result<bool> {
        let taken = self.take_line(record)?;
        if taken == Taken::Line {
            record.strip_break();
            record.split_delimited(delimiter);
        }
        Ok(taken != Taken::Nothing)
    }

    /// Reads one line with its break into `record`, unparsed; one that is too long is split as it
    /// stands and marked.
    fn take_line(&mut self, record: &mut Record) -> io::Result<Taken> {
        if self.at == self.pending.len() && self.input.fill_buf()?.is_empty() {
            return Ok(Taken::Nothing);
        }
        record.clear(self.line, self.offset);
        record.n_lines = 1;
        if self.append_line(&mut record.raw, RECORD_BYTES_MAX + 2)? == LineEnd::Limit {
            record.raw.truncate(SHOWN_BYTES_MAX);
            record.ended = self.skip_line()?;
            record.flaw = Some(Flaw::TooLong);
            record.split_plain();
            return Ok(Taken::TooLong);
        }
        Ok(Taken::Line)
    }

    /// Appends lines to the one that is there until no quote is open, and parses them.
    fn complete(&mut self, record: &mut Record) -> io::Result<()> {
        let first_length = record.raw.len();
        let mut state = State::FieldStart.after(without_break(&record.raw));
        if state == State::Quoted && record.is_whole_by_the_guide() {
            return Ok(());
        }
        // Within a stretch that was searched already the search would end as it did before.
        if state == State::Quoted && self.offset <= self.vain_until {
            take_unclosed(record);
            return Ok(());
        }
        while state == State::Quoted {
            let before = record.raw.len();
            let room = (RECORD_BYTES_MAX + 2).saturating_sub(before);
            let end = self.append_line(&mut record.raw, room)?;
            if end == LineEnd::Limit || record.raw.len() == before {
                self.go_back(record, first_length);
                return Ok(());
            }
            record.n_lines += 1;
            state = state.after(without_break(&record.raw[before..]));
            if state == State::Quoted && end == LineEnd::Input {
                self.go_back(record, first_length);
                return Ok(());
            }
        }
        record.strip_break();
        record.parse();
        Ok(())
    }

    /// Takes the first line alone for the record and keeps the others to be read again.
    fn go_back(&mut self, record: &mut Record, first_length: usize) {
        self.vain_until = self.offset;
        let mut again = record.raw.split_off(first_length);
        again.extend_from_slice(&self.pending[self.at..]);
        self.pending = again;
        self.at = 0;
        self.line = record.line + 1;
        self.offset = record.offset + first_length as u64;
        take_unclosed(record);
    }

    /// Appends one line with its break, of at most `room` bytes.
    fn append_line(&mut self, raw: &mut Vec<u8>, room: usize) -> io::Result<LineEnd> {
        let before = raw.len();
        if self.at < self.pending.len() {
            let there = &self.pending[self.at..];
            let mut source = there.chain(&mut self.input).take(room as u64);
            let read = source.read_until(b'\n', raw)?;
            self.at = self.pending.len().min(self.at + read);
        } else {
            (&mut self.input).take(room as u64).read_until(b'\n', raw)?;
        }
        let read = raw.len() - before;
        self.offset += read as u64;
        if raw.len() > before && raw.last() == Some(&b'\n') {
            self.line += 1;
            return Ok(LineEnd::Break);
        }
        Ok(if read == room { LineEnd::Limit } else { LineEnd::Input })
    }

    /// Skips to the next line; `false` when the input ends before it.
    fn skip_line(&mut self) -> io::Result<bool> {
        let there = &self.pending[self.at..];
        let found = memchr::memchr(b'\n', there);
        let used = found.map_or(there.len(), |at| at + 1);
        self.at += used;
        self.offset += used as u64;
        if found.is_some() {
            self.line += 1;
            return Ok(true);
        }
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(false);
            }
            let found = memchr::memchr(b'\n', buffer);
            let used = found.map_or(buffer.len(), |at| at + 1);
            self.input.consume(used);
            self.offset += used as u64;
            if found.is_some() {
                self.line += 1;
                return Ok(true);
            }
        }
    }
}

/// Takes the first line alone for the record, whose quote never closes.
fn take_unclosed(record: &mut Record) {
    record.n_lines = 1;
    record.strip_break();
    let flaw = record.split_quoted(Escape::Doubled);
    record.flaw = flaw.or(Some(Flaw::UnclosedQuote { column: 0 }));
}

/// The state of a scan by RFC 4180, which opens a quote only at the beginning of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
}

impl State {
    /// The state after `bytes`, which hold no line break at their end.
    fn after(mut self, bytes: &[u8]) -> Self {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            match self {
                Self::FieldStart if rest[0] == b'"' => {
                    self = Self::Quoted;
                    at += 1;
                }
                Self::FieldStart => self = Self::Plain,
                Self::Plain => match memchr::memchr(b',', rest) {
                    Some(comma) => {
                        self = Self::FieldStart;
                        at += comma + 1;
                    }
                    None => return Self::Plain,
                },
                Self::Quoted => match memchr::memchr(b'"', rest) {
                    Some(quote) if rest.get(quote + 1) == Some(&b'"') => at += quote + 2,
                    Some(quote) => {
                        self = Self::Plain;
                        at += quote + 1;
                    }
                    None => return Self::Quoted,
                },
            }
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &[u8]) -> Vec<(u64, Vec<String>, Option<Flaw>)> {
        let mut reader = Reader::new(text);
        let mut record = Record::default();
        let mut all = Vec::new();
        while reader.read(&mut record).expect("a slice can be read") {
            let fields = (0..record.len())
                .map(|column| String::from_utf8_lossy(record.field(column)).into_owned())
                .collect();
            all.push((record.line(), fields, record.flaw()));
        }
        all
    }

    fn fields(text: &str) -> Vec<String> {
        records(text.as_bytes()).remove(0).1
    }

    #[test]
    fn plain_fields_split_at_commas_and_keep_empty_ones() {
        assert_eq!(fields("a,,c\n"), ["a", "", "c"]);
        assert_eq!(fields("a,b,\r\n"), ["a", "b", ""]);
        assert_eq!(fields("\"a\",\n"), ["a", ""]);
    }

    #[test]
    fn doubled_and_backslash_quotes_both_read() {
        assert_eq!(fields("1,\"a \"\"b\"\", c\"\n"), ["1", "a \"b\", c"]);
        assert_eq!(fields("1,\"a \\\"b\\\", c\",2\n"), ["1", "a \"b\", c", "2"]);
        assert_eq!(fields("\"say \\\"hi\",x\n"), ["say \"hi", "x"]);
    }

    #[test]
    fn rfc_4180_wins_where_both_could_read() {
        assert_eq!(fields("\"C:\\\",x\n"), ["C:\\", "x"]);
        assert_eq!(fields("\"\\\\\",x\n"), ["\\\\", "x"]);
    }

    #[test]
    fn a_quoted_line_break_belongs_to_the_field_and_lines_go_on_counting() {
        let all = records(b"\"a\nb\",1\nc,2\n");
        assert_eq!(all[0], (1, vec!["a\nb".into(), "1".into()], None));
        assert_eq!(all[1], (3, vec!["c".into(), "2".into()], None));
    }

    #[test]
    fn flaws_name_their_column() {
        assert_eq!(records(b"1,\"a\n2,b\n")[0].2, Some(Flaw::UnclosedQuote { column: 1 }));
        assert_eq!(records(b"1,\"a\"b\",c\n")[0].2, Some(Flaw::StrayQuote { column: 1 }));
        assert_eq!(records(b"x\"y\"z,1\n")[0].2, Some(Flaw::StrayQuote { column: 0 }));
    }

    #[test]
    fn a_stray_quote_spoils_its_own_line_only() {
        let all = records(b"1,5\" x,2\n3,4,5\n");
        assert_eq!(all[0].2, Some(Flaw::StrayQuote { column: 1 }));
        assert_eq!(all[1], (2, vec!["3".into(), "4".into(), "5".into()], None));
    }

    #[test]
    fn a_quote_that_never_closes_spoils_its_own_line_only() {
        let all = records(b"a,\"b\nc,d\ne,f\n");
        assert_eq!(
            all[0],
            (1, vec!["a".into(), "b".into()], Some(Flaw::UnclosedQuote { column: 1 }))
        );
        assert_eq!(all[1], (2, vec!["c".into(), "d".into()], None));
        assert_eq!(all[2], (3, vec!["e".into(), "f".into()], None));
        let mut text = b"\"open\n".to_vec();
        text.extend(b"x,y\n".repeat(RECORD_BYTES_MAX / 2));
        let all = records(&text);
        assert_eq!(all.len(), 1 + RECORD_BYTES_MAX / 2);
        assert_eq!(all[0].2, Some(Flaw::UnclosedQuote { column: 0 }));
        assert!(all[1..].iter().all(|(_, fields, flaw)| fields.len() == 2 && flaw.is_none()));
        assert_eq!(all.last().map(|last| last.0), Some(1 + RECORD_BYTES_MAX as u64 / 2));
    }

    #[test]
    fn many_empty_lines_after_a_quote_take_linear_time() {
        let mut text = b"\"".to_vec();
        text.extend(b"\n".repeat(3 * RECORD_BYTES_MAX));
        assert_eq!(records(&text).len(), 3 * RECORD_BYTES_MAX);
    }

    #[test]
    fn quotes_that_open_again_on_every_line_take_linear_time() {
        let text = b"x\",\"\n".repeat(RECORD_BYTES_MAX);
        let all = records(&text);
        assert_eq!(all.len(), RECORD_BYTES_MAX);
        assert!(all.iter().all(|record| record.2.is_some()));
    }

    #[test]
    fn a_record_beyond_the_limit_is_a_flaw_and_the_next_line_is_read() {
        let mut text = vec![b'x'; RECORD_BYTES_MAX + 10];
        text.extend_from_slice(b"\na,b\n");
        let all = records(&text);
        assert_eq!(all[0].2, Some(Flaw::TooLong));
        assert_eq!(all[1], (2, vec!["a".into(), "b".into()], None));
    }

    #[test]
    fn the_last_line_tells_whether_it_was_ended() {
        let mut reader = Reader::new(&b"a\nb"[..]);
        let mut record = Record::default();
        assert!(reader.read(&mut record).expect("slice") && record.ended());
        assert!(reader.read(&mut record).expect("slice") && !record.ended());
        assert!(!reader.read(&mut record).expect("slice"));
    }
}
