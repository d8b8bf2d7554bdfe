//! Raw CSV records: bytes, lines and flaws, never a guess.
//!
//! Fields may be quoted as RFC 4180 says (`""` inside quotes) or as the service's guide says (`\"`
//! and `\\` inside quotes). A record is read by RFC 4180 first and by the guide's form only where
//! RFC 4180 finds a flaw, so that whatever [`crate::export`] writes is read back exactly.

/// The longest record, in bytes, that is read whole; more than that is [`Flaw::TooLong`].
pub const RECORD_BYTES_MAX: usize = 1 << 20;

/// The reason that the bytes of a record are not well-formed CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// A quote opens in field `column` (from 0) and never closes.
    UnclosedQuote {
        /// The field, counted from 0.
        column: usize,
    },
    /// Text follows the closing quote of field `column`, or a quote stands inside an unquoted one.
    StrayQuote {
        /// The field, counted from 0.
        column: usize,
    },
    /// The record is longer than [`RECORD_BYTES_MAX`].
    TooLong,
}

#[derive(Debug, Clone, Copy)]
struct Field {
    start: usize,
    end: usize,
    quoted: bool,
    /// The start and the end of the field in the record's raw bytes, quotes included.
    raw: (usize, usize),
}

/// One record, reused from call to call.
#[derive(Debug, Default)]
pub struct Record {
    pub(super) raw: Vec<u8>,
    text: Vec<u8>,
    fields: Vec<Field>,
    pub(super) line: u64,
    pub(super) n_lines: u64,
    pub(super) offset: u64,
    pub(super) ended: bool,
    pub(super) flaw: Option<Flaw>,
}

impl Record {
    /// The line of the file on which the record begins, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The number of lines of the file that the record spans.
    #[must_use]
    pub fn n_lines(&self) -> u64 {
        self.n_lines
    }

    /// The byte of the file at which the record begins, from 0.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// Tells whether a line break ended the record, rather than the end of the file.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// The flaw of the record's quoting, if there is one.
    #[must_use]
    pub fn flaw(&self) -> Option<Flaw> {
        self.flaw
    }

    /// Number of fields; 1 for a blank line.
    #[must_use]
    pub fn len(&self) -> usize {
        self.fields.len()
    }

    /// Tells whether the line holds nothing at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.raw.is_empty()
    }

    /// The bytes of field `column` without its quotes; empty when there is no such field.
    #[must_use]
    pub fn field(&self, column: usize) -> &[u8] {
        self.fields.get(column).map_or(&[], |field| &self.text[field.start..field.end])
    }

    /// The start and the end of field `column` in [`Self::raw`], quotes included; the end of the
    /// record twice when there is none.
    #[must_use]
    pub fn span(&self, column: usize) -> (usize, usize) {
        let end = self.raw.len();
        self.fields.get(column).map_or((end, end), |field| field.raw)
    }

    /// Tells whether field `column` stood in quotes.
    #[must_use]
    pub fn is_quoted(&self, column: usize) -> bool {
        self.fields.get(column).is_some_and(|field| field.quoted)
    }

    /// The record as it stands in the file, without its line break.
    #[must_use]
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    pub(super) fn clear(&mut self, line: u64, offset: u64) {
        self.raw.clear();
        self.text.clear();
        self.fields.clear();
        self.line = line;
        self.n_lines = 0;
        self.offset = offset;
        self.ended = false;
        self.flaw = None;
    }

    /// Takes off the line break and remembers whether there was one.
    pub(super) fn strip_break(&mut self) {
        self.ended = self.raw.last() == Some(&b'\n');
        let length = without_break(&self.raw).len();
        self.raw.truncate(length);
    }

    /// Tells whether the one line that is there is whole by the guide's form; then it is parsed.
    pub(super) fn is_whole_by_the_guide(&mut self) -> bool {
        let broken = self.raw.clone();
        self.strip_break();
        if self.split_quoted(Escape::Backslash).is_none() {
            return true;
        }
        self.raw = broken;
        false
    }

    pub(super) fn parse(&mut self) {
        self.flaw = self.split_quoted(Escape::Doubled);
        if let Some(flaw) = self.flaw {
            self.flaw = self.split_quoted(Escape::Backslash);
            if self.flaw.is_some() {
                self.flaw = self.split_quoted(Escape::Doubled).or(Some(flaw));
            }
        }
    }

    /// Splits at every `delimiter`, without any quoting. A line that is not UTF-8 is taken as
    /// Latin-1, as GroupLens's older releases are written.
    pub(super) fn split_delimited(&mut self, delimiter: &[u8]) {
        self.text.clear();
        self.fields.clear();
        if std::str::from_utf8(&self.raw).is_ok() {
            self.text.extend_from_slice(&self.raw);
        } else {
            let latin: String = self.raw.iter().copied().map(char::from).collect();
            self.text.extend_from_slice(latin.as_bytes());
        }
        let mut start = 0;
        for end in memchr::memmem::find_iter(&self.text, delimiter).chain([self.text.len()]) {
            self.fields.push(Field { start, end, quoted: false, raw: (start, end) });
            start = end + delimiter.len();
        }
    }

    pub(super) fn split_plain(&mut self) {
        self.text.clear();
        self.fields.clear();
        self.text.extend_from_slice(&self.raw);
        let mut start = 0;
        for end in memchr::memchr_iter(b',', &self.raw).chain([self.raw.len()]) {
            self.fields.push(Field { start, end, quoted: false, raw: (start, end) });
            start = end + 1;
        }
    }

    /// Splits by `escape` and gives the first flaw met; the fields are filled either way.
    pub(super) fn split_quoted(&mut self, escape: Escape) -> Option<Flaw> {
        self.text.clear();
        self.fields.clear();
        let mut flaw = None;
        let mut at = 0;
        loop {
            let start = self.text.len();
            let quoted = self.raw.get(at) == Some(&b'"');
            let (next, found) = if quoted {
                copy_quoted(&self.raw, at + 1, escape, &mut self.text, self.fields.len())
            } else {
                copy_plain(&self.raw, at, &mut self.text, self.fields.len())
            };
            flaw = flaw.or(found);
            self.fields.push(Field { start, end: self.text.len(), quoted, raw: (at, next) });
            if next >= self.raw.len() {
                return flaw;
            }
            at = next + 1;
            if at == self.raw.len() {
                let end = self.text.len();
                self.fields.push(Field { start: end, end, quoted: false, raw: (at, at) });
                return flaw;
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    Doubled,
    Backslash,
}

/// Copies an unquoted field that begins at `at`, and gives the place of its delimiter.
fn copy_plain(raw: &[u8], at: usize, text: &mut Vec<u8>, column: usize) -> (usize, Option<Flaw>) {
    let rest = &raw[at..];
    let length = memchr::memchr(b',', rest).unwrap_or(rest.len());
    text.extend_from_slice(&rest[..length]);
    let stray = memchr::memchr(b'"', &rest[..length]).map(|_| Flaw::StrayQuote { column });
    (at + length, stray)
}

/// Copies a quoted field whose text begins at `at`, and gives the place of its delimiter.
fn copy_quoted(
    raw: &[u8],
    mut at: usize,
    escape: Escape,
    text: &mut Vec<u8>,
    column: usize,
) -> (usize, Option<Flaw>) {
    while let Some(&byte) = raw.get(at) {
        let next = raw.get(at + 1).copied();
        match (byte, next) {
            (b'"', Some(b'"')) if escape == Escape::Doubled => at += 1,
            (b'\\', Some(b'"' | b'\\')) if escape == Escape::Backslash => at += 1,
            (b'"', None | Some(b',')) => return (at + 1, None),
            (b'"', Some(_)) => {
                let (end, _) = copy_plain(raw, at + 1, text, column);
                return (end, Some(Flaw::StrayQuote { column }));
            }
            _ => {}
        }
        text.push(raw[at]);
        at += 1;
    }
    (at, Some(Flaw::UnclosedQuote { column }))
}

/// `line` without the line feed at its end, and the carriage return before that.
pub(crate) fn without_break(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}
