//! Errors when a file is read.

use std::io;
use std::path::{Path, PathBuf};

use crate::column::TIMESTAMP;
use crate::text::{hint_at_delimiter, shorten};

/// The reason that a table could not be read: file, line, column, what was expected and what was
/// found.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("cannot read `{}`", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: io::Error,
    },
    /// The file has no header row.
    #[error("`{}` is empty: {}", path.display(), missing_header(expected))]
    Empty {
        /// The file.
        path: PathBuf,
        /// The columns that the header must have.
        expected: Vec<String>,
    },
    /// The header lacks a column.
    #[error(
        "{}:1: expected a column `{column}`, found {}{}{}",
        path.display(),
        list(found),
        hint_at_time(column),
        hint_at_delimiter(found)
    )]
    MissingColumn {
        /// The file.
        path: PathBuf,
        /// The column that is missing.
        column: String,
        /// The header as it stands.
        found: Vec<String>,
    },
    /// A row has another number of fields than the header.
    #[error(
        "{}:{line}: expected {expected} fields{}, found {found}{}",
        path.display(),
        if *has_header { " as in the header" } else { "" },
        if *cut_off { "; the file ends in this row, so it was probably cut off" } else { "" }
    )]
    Ragged {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// Fields in a row.
        expected: usize,
        /// True if a header gives the expected number, rather than the layout.
        has_header: bool,
        /// Fields in the row.
        found: usize,
        /// True if the file ends in this row without a line break.
        cut_off: bool,
    },
    /// A row's quoting is broken.
    #[error("{}:{line}: {what}", path.display())]
    Quoting {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// The fault, in words.
        what: String,
    },
    /// A field is not UTF-8.
    #[error(
        "{}:{line}: column `{column}`: expected UTF-8, found the byte 0x{byte:02X} at offset \
         {offset} of the file; `prep` reads it with `--encoding latin-1`, or another by name, and \
         `iconv -f LATIN1 -t UTF-8` converts it",
        path.display()
    )]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// The column.
        column: String,
        /// The first offending byte.
        byte: u8,
        /// An offset in the file at or shortly before that byte.
        offset: u64,
    },
    /// A field does not hold what its column must hold.
    #[error("{}:{line}: column `{column}`: expected {expected}, found \"{found}\"", path.display())]
    Field {
        /// The file.
        path: PathBuf,
        /// The line on which the row begins.
        line: u64,
        /// The column.
        column: String,
        /// The values that the column holds.
        expected: &'static str,
        /// The field as it stands.
        found: String,
    },
    /// A line is not of its file's form.
    #[error("{}:{line}: expected {expected}, found \"{found}\"", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// The content that a line must have.
        expected: &'static str,
        /// The line as it stands.
        found: String,
    },
    /// A cell of a file without lines does not hold what its column must hold.
    #[error(
        "{}: row {row}: column `{column}`: expected {expected}, found \"{found}\"",
        path.display()
    )]
    Cell {
        /// The file.
        path: PathBuf,
        /// The row, from 1.
        row: u64,
        /// The column.
        column: String,
        /// The values that the column holds.
        expected: &'static str,
        /// The cell as it stands.
        found: String,
    },
    /// A file is not what its name says.
    #[error("cannot read `{}` as {kind}: {what}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The kind that it should be.
        kind: &'static str,
        /// The reason, in words.
        what: String,
    },
    /// A line of a JSON Lines file is not an object of plain values.
    #[error("{}:{line}: expected a JSON object of plain values: {what}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// The line.
        line: u64,
        /// The fault, in words.
        what: String,
    },
    /// The release does not have what was asked for.
    #[error("`{}` has no {what}; {hint}", path.display())]
    NotInRelease {
        /// The folder or archive.
        path: PathBuf,
        /// The data that is missing.
        what: &'static str,
        /// The remedy.
        hint: &'static str,
    },
    /// The last row of a release has no line break.
    #[error(
        "{}:{line}: the last row has no line break, so the file was probably cut off; get it \
         again, or end the row if it is whole",
        path.display()
    )]
    CutOff {
        /// The file.
        path: PathBuf,
        /// The last line.
        line: u64,
    },
    /// More rows cannot be used than may be.
    #[error(
        "`{}`: {n_bad} of {n_rows} rows cannot be used, more than {max_percent} %: {}; `--max-bad-rows` moves \
         the bound",
        path.display(),
        reasons.join("; ")
    )]
    TooManyBad {
        /// The file.
        path: PathBuf,
        /// Rows that cannot be used.
        n_bad: u64,
        /// All rows.
        n_rows: u64,
        /// The counts of rows by reason.
        reasons: Vec<String>,
        /// The bound, in percent.
        max_percent: f64,
        /// The rows, where they are kept apart.
        #[cfg(feature = "frames")]
        rejected: Vec<super::mapped::RejectedRow>,
    },
    /// The file has a header and nothing else.
    #[error("`{}` has no rows{}", path.display(), below_its_header(path))]
    NoRows {
        /// The file.
        path: PathBuf,
    },
    /// A folder of parts without a part.
    #[error("`{}` is a folder without a data file: put its files there, or remove it", path.display())]
    NoFiles {
        /// The folder.
        path: PathBuf,
    },
}

/// The hint for tables that have no time.
fn hint_at_time(column: &str) -> &'static str {
    if column == TIMESTAMP {
        "; of a table without a time `prep interactions --no-timestamp --timestamp-from 2024-01-01` writes one"
    } else {
        ""
    }
}

impl ReadError {
    /// The fault without its place: one text for all rows that have it.
    #[must_use]
    pub fn kind_in_words(&self) -> String {
        match self {
            Self::Ragged { expected, .. } => format!("not {expected} fields"),
            Self::Quoting { .. } => "broken quotes".to_owned(),
            Self::NotUtf8 { column, .. } => format!("`{column}` is not UTF-8"),
            Self::Field { column, expected, .. } | Self::Cell { column, expected, .. } => {
                format!(
                    "`{column}` is not {}",
                    expected.split([';', ',']).next().unwrap_or(expected)
                )
            }
            other => other.to_string(),
        }
    }

    /// The fault of one row with the value found, without file and line.
    #[must_use]
    pub fn without_place(&self) -> String {
        match self {
            Self::Field { column, expected, found, .. }
            | Self::Cell { column, expected, found, .. } => {
                let expected = expected.split(';').next().unwrap_or(expected);
                format!("`{column}`: expected {expected}, found \"{found}\"")
            }
            Self::Ragged { expected, found, .. } => {
                format!("expected {expected} fields, found {found}")
            }
            Self::Quoting { what, .. } => what.clone(),
            other => other.to_string(),
        }
    }
}

/// The content that an empty file should have had.
fn missing_header(expected: &[String]) -> String {
    if expected.is_empty() {
        return "expected a table, found not one byte; what writes it may have failed".to_owned();
    }
    format!("expected a header row with {}", list(expected))
}

/// The place of rows in a text; other formats have no header.
fn below_its_header(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
    let without = ["parquet", "arrow", "feather", "avro"];
    if without.iter().any(|one| one.eq_ignore_ascii_case(ending)) {
        ""
    } else {
        " below its header"
    }
}

/// `a`, `b` and `c`, or `nothing`; at most twelve names, each cut at 40 characters.
pub(crate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    const NAMES_MAX: usize = 12;
    if names.is_empty() {
        return "nothing".to_owned();
    }
    let mut quoted: Vec<String> = names
        .iter()
        .take(NAMES_MAX)
        .map(|name| format!("`{}`", shorten(name.as_ref(), 40)))
        .collect();
    if names.len() > NAMES_MAX {
        quoted.push(format!("{} more", names.len() - NAMES_MAX));
    }
    quoted.join(", ")
}
