//! Finds the faults of a row whatever its columns mean: quotes, line breaks, encoding.

use super::row::Row;
use crate::rule::{self, Findings, Place, Within};
use crate::source::record::Flaw;

pub(in crate::validate) fn add_flaw<'n>(
    flaw: Flaw,
    row: &Row<'_>,
    name: impl Fn(usize) -> Option<&'n str>,
    findings: &mut Findings,
) {
    let place = |column: usize| {
        let (start, end) = row.span(column);
        Place { line: row.line, value: row.raw, within: Some(Within { line: row.raw, start, end }) }
    };
    match flaw {
        Flaw::UnclosedQuote { column } => {
            findings.add(&rule::FILE_QUOTING, name(column), place(column), || {
                "a quote opens and never closes".to_owned()
            });
        }
        Flaw::StrayQuote { column } => {
            let n_lines = 1 + memchr::memchr_iter(b'\n', row.raw).count();
            findings.add(&rule::FILE_QUOTING, name(column), place(column), || {
                if n_lines == 1 {
                    return "a quote stands inside the value".to_owned();
                }
                format!(
                    "a quote opens on line {} and closes on line {}, inside another value: {n_lines} \
                     lines were read as one row and not checked",
                    row.line,
                    row.line + n_lines as u64 - 1
                )
            });
        }
        Flaw::TooLong => {
            findings.add(&rule::FILE_ROW_TOO_LONG, None, Place::line(row.line, row.raw), || {
                "the row is longer than 1 MiB".to_owned()
            });
        }
    }
}

/// Finds line breaks inside values and bytes that are not UTF-8, in the schema's columns or not.
pub(in crate::validate) fn check_text<'n>(
    row: &Row<'_>,
    name: &impl Fn(usize) -> Option<&'n str>,
    findings: &mut Findings,
) {
    if memchr::memchr2(b'\n', b'\r', row.raw).is_some() {
        let broken = |&column: &usize| memchr::memchr2(b'\n', b'\r', row.cell(column)).is_some();
        for column in (0..row.n_cells()).filter(broken) {
            findings.add(&rule::FILE_LINE_BREAK, name(column), row.place(column), || {
                "expected a value on one line, found a line break in it".to_owned()
            });
        }
    }
    if std::str::from_utf8(row.raw).is_ok() {
        return;
    }
    for column in 0..row.n_cells() {
        let cell = row.cell(column);
        if let Err(error) = std::str::from_utf8(cell) {
            let byte = cell[error.valid_up_to()];
            let (start, end) = row.span(column);
            let raw = &row.raw[start..end];
            // Within quotes the cell's text may be shorter than what stands in the file.
            let within = std::str::from_utf8(raw).map_or_else(|error| error.valid_up_to(), |_| 0);
            let offset = row.offset + (start + within) as u64;
            findings.add(&rule::FILE_NOT_UTF8, name(column), row.place(column), || {
                format!(
                    "expected UTF-8, found the byte 0x{byte:02X} at offset {offset} of the file"
                )
            });
        }
    }
}
