//! Raw records against a schema: every violation, with its line.
//!
//! It reads bytes and lines, never a parsed frame, since what it reports are lines, bytes and
//! ragged rows. Memory is bounded by one row and the findings.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::record_schema::{Dataset, Field, Schema};
use super::rule;
use super::violation::{Findings, Severity, Violation};
use crate::column::{CREATION_TIMESTAMP, SECONDS_END, TIMESTAMP};
use crate::param::nearest;
use crate::source::reader::Reader;
use crate::source::record::{Flaw, Record};
use crate::source::table::BYTE_ORDER_MARK;
use crate::text::shorten;

/// A file that was validated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSummary {
    /// The path as it was given.
    pub path: String,
    /// `interactions`, `items` or `users`; empty for a schema that does not say.
    pub dataset: String,
    /// Rows below the header; 0 for a schema.
    pub rows: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// How many violations there are by severity (rules × columns, not rows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Violations of severity error.
    pub errors: usize,
    /// Violations of severity warning.
    pub warnings: usize,
}

/// What `validation.json` holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// 1
    pub schema_version: u32,
    /// The files in the order given.
    pub files: Vec<FileSummary>,
    /// All violations, file by file, errors first.
    pub violations: Vec<Violation>,
    /// Their number.
    pub summary: Summary,
}

impl Report {
    /// Joins what was found in each file.
    #[must_use]
    pub fn new(found: Vec<(FileSummary, Vec<Violation>)>) -> Self {
        let (files, violations): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let violations: Vec<Violation> = violations.into_iter().flatten().collect();
        let count = |severity| violations.iter().filter(|found| found.severity == severity).count();
        let summary =
            Summary { errors: count(Severity::Error), warnings: count(Severity::Warning) };
        Self { schema_version: 1, files, violations, summary }
    }
}

/// Validates the CSV file at `path` against `schema`; of each violation the first `examples_max`
/// places are kept.
///
/// # Errors
/// When the file cannot be read. What is wrong with its content is a violation, not an error.
pub fn validate_file(
    path: &Path,
    schema: &Schema,
    examples_max: usize,
) -> io::Result<(FileSummary, Vec<Violation>)> {
    let file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let name = path.display().to_string();
    let mut findings = Findings::new(&name, examples_max);
    let rows = validate(BufReader::with_capacity(1 << 18, file), schema, &mut findings)?;
    let dataset = schema.dataset.map_or("", Dataset::stem).to_owned();
    Ok((FileSummary { path: name, dataset, rows, bytes }, findings.into_violations()))
}

/// Validates CSV from `input` and gives the number of rows below the header.
///
/// # Errors
/// When the input cannot be read.
pub fn validate(input: impl BufRead, schema: &Schema, findings: &mut Findings) -> io::Result<u64> {
    let mut reader = Reader::new(input);
    let mut record = Record::default();
    if !reader.read(&mut record)? || record.is_empty() {
        findings.add(&rule::FILE_EMPTY, None, 1, b"", || "expected a header row".to_owned());
        return Ok(0);
    }
    let header = Header::read(&record, schema, findings);
    if record.flaw().is_some() {
        // What stands in which column cannot be told.
        return Ok(0);
    }
    let mut rows = 0;
    let mut blank = None;
    let mut ended = record.ended();
    while reader.read(&mut record)? {
        ended = record.ended();
        // Blank lines may end a file; before another row they are ragged rows.
        if record.is_empty() && header.n_columns > 1 {
            blank.get_or_insert(record.line());
            continue;
        }
        if let Some(line) = blank.take() {
            ragged(findings, line, b"", header.n_columns, 0);
        }
        rows += 1;
        header.check_row(&record, findings);
    }
    if rows == 0 {
        findings.add(&rule::FILE_NO_ROWS, None, 1, b"", || "no rows below the header".to_owned());
    } else if !ended {
        findings.add(&rule::FILE_NOT_ENDED, None, record.line(), record.raw(), || {
            "the last row has no line break: the file may have been cut off".to_owned()
        });
    }
    Ok(rows)
}

/// Where the schema's fields stand in a file.
struct Header<'a> {
    n_columns: usize,
    names: Vec<String>,
    fields: Vec<(usize, &'a Field)>,
}

impl<'a> Header<'a> {
    fn read(record: &Record, schema: &'a Schema, findings: &mut Findings) -> Self {
        let names = column_names(record, findings);
        let header = Self { n_columns: names.len(), names, fields: Vec::new() };
        if let Some(flaw) = record.flaw() {
            header.add_flaw(flaw, record, findings);
            return header;
        }
        header.check_text(record, findings);
        let names = &header.names;
        let mut seen = HashSet::with_capacity(names.len());
        for name in names {
            let column = Some(name.as_str());
            if !seen.insert(name) {
                findings.add(&rule::FILE_DUPLICATE_COLUMN, column, 1, name.as_bytes(), || {
                    "the column stands in the header more than once".to_owned()
                });
            } else if !schema.fields.iter().any(|field| field.name == *name) {
                findings.add(&rule::FILE_EXTRA_COLUMN, column, 1, name.as_bytes(), || {
                    "the schema has no such field".to_owned()
                });
            }
        }
        let mut fields = Vec::with_capacity(schema.fields.len());
        for field in &schema.fields {
            match names.iter().position(|name| *name == field.name) {
                Some(index) => fields.push((index, field)),
                None => missing(field, names, findings),
            }
        }
        Self { fields, ..header }
    }

    fn name(&self, column: usize) -> Option<&str> {
        self.names.get(column).map(String::as_str)
    }

    fn check_row(&self, record: &Record, findings: &mut Findings) {
        let line = record.line();
        if let Some(flaw) = record.flaw() {
            self.add_flaw(flaw, record, findings);
            return;
        }
        if record.len() != self.n_columns {
            ragged(findings, line, record.raw(), self.n_columns, record.len());
            return;
        }
        self.check_text(record, findings);
        for &(index, field) in &self.fields {
            check_value(record.field(index), field, line, findings);
        }
    }

    /// Line breaks inside values and bytes that are not UTF-8, in the schema's columns or not.
    fn check_text(&self, record: &Record, findings: &mut Findings) {
        let line = record.line();
        if record.n_lines() > 1 || memchr::memchr(b'\r', record.raw()).is_some() {
            let broken =
                |&column: &usize| memchr::memchr2(b'\n', b'\r', record.field(column)).is_some();
            for column in (0..record.len()).filter(broken) {
                let value = record.field(column);
                findings.add(&rule::FILE_LINE_BREAK, self.name(column), line, value, || {
                    "a value holds a line break".to_owned()
                });
            }
        }
        if std::str::from_utf8(record.raw()).is_ok() {
            return;
        }
        for column in 0..record.len() {
            let value = record.field(column);
            if let Err(error) = std::str::from_utf8(value) {
                let byte = value[error.valid_up_to()];
                findings.add(&rule::FILE_NOT_UTF8, self.name(column), line, value, || {
                    format!("the value is not UTF-8: it has the byte 0x{byte:02X}")
                });
            }
        }
    }

    fn add_flaw(&self, flaw: Flaw, record: &Record, findings: &mut Findings) {
        let line = record.line();
        match flaw {
            Flaw::UnclosedQuote { column } => {
                findings.add(&rule::FILE_QUOTING, self.name(column), line, record.raw(), || {
                    "a quote opens and never closes".to_owned()
                });
            }
            Flaw::StrayQuote { column } => {
                findings.add(&rule::FILE_QUOTING, self.name(column), line, record.raw(), || {
                    "a quote stands inside the value".to_owned()
                });
            }
            Flaw::TooLong => {
                findings.add(&rule::FILE_ROW_TOO_LONG, None, line, record.raw(), || {
                    "the row is longer than 1 MiB".to_owned()
                });
            }
        }
    }
}

fn column_names(record: &Record, findings: &mut Findings) -> Vec<String> {
    let mut names = Vec::with_capacity(record.len());
    for column in 0..record.len() {
        let mut bytes = record.field(column);
        if column == 0 && record.raw().starts_with(BYTE_ORDER_MARK) {
            findings.add(&rule::FILE_BYTE_ORDER_MARK, None, 1, b"", || {
                "the file begins with a byte-order mark".to_owned()
            });
            bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
        }
        let mut name = String::from_utf8_lossy(bytes).into_owned();
        // A mark before a quoted name hides the quotes from the CSV reader.
        let hidden = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
        if record.flaw().is_none() && (record.is_quoted(column) || hidden) {
            name = name.trim_matches('"').into();
            findings.add(&rule::FILE_QUOTED_HEADER, Some(&name), 1, name.as_bytes(), || {
                "the column name stands in quotes".to_owned()
            });
        }
        names.push(name);
    }
    names
}

fn missing(field: &Field, names: &[String], findings: &mut Findings) {
    let header = names.join(",");
    findings.add(&rule::FILE_MISSING_COLUMN, Some(&field.name), 1, header.as_bytes(), || {
        let trimmed: Vec<&str> = names.iter().map(String::as_str).collect();
        let hint = nearest(&field.name, &trimmed)
            .map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"));
        format!("the header lacks the schema's column `{}`{hint}", field.name)
    });
}

fn ragged(findings: &mut Findings, line: u64, raw: &[u8], expected: usize, found: usize) {
    findings.add(&rule::FILE_RAGGED_ROW, None, line, raw, || {
        format!("expected {expected} fields as in the header, found {found}")
    });
}

fn check_value(bytes: &[u8], field: &Field, line: u64, findings: &mut Findings) {
    let column = Some(field.name.as_str());
    if bytes.is_empty() {
        if !field.is_nullable() {
            findings.add(&rule::VALUE_NULL, column, line, bytes, || {
                format!("expected {}, found nothing", field.expected())
            });
        }
        return;
    }
    // What is not UTF-8 was found already, for every column of the row.
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if !field.types.iter().any(|avro| avro.admits(text)) {
        findings.add(&rule::VALUE_TYPE, column, line, bytes, || {
            format!("expected {}, found \"{}\"", field.expected(), shorten(text, 40))
        });
    } else if IN_SECONDS.contains(&field.name.as_str()) {
        check_seconds(text, column, line, findings);
    }
}

/// The columns that hold instants.
const IN_SECONDS: [&str; 2] = [TIMESTAMP, CREATION_TIMESTAMP];

fn check_seconds(text: &str, column: Option<&str>, line: u64, findings: &mut Findings) {
    if text.parse::<i64>().is_ok_and(|instant| instant >= SECONDS_END) {
        findings.add(&rule::VALUE_NOT_SECONDS, column, line, text.as_bytes(), || {
            format!(
                "expected seconds since 1970, found {text}, which must be milliseconds or finer"
            )
        });
    }
}

#[cfg(test)]
mod tests;
