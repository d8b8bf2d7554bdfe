//! Violations as tables: by file, and one by one.

use crate::number::thousands;
use crate::report::page_table::{Table, count, texts};
use crate::rule::{Example, Severity, Violation};
use crate::validate::Report;

/// A row for each file that was checked.
pub(super) fn by_file(report: &Report) -> Table {
    let rows = report.files.iter().map(|file| {
        let of = |severity: Severity| {
            let found = report.violations.iter().filter(|found| found.file == file.path);
            count(found.filter(|found| found.severity == severity).count())
        };
        let dataset = if file.dataset.is_empty() { "schema" } else { &file.dataset };
        vec![
            file.path.clone(),
            dataset.to_owned(),
            if file.rows == 0 { String::new() } else { thousands(file.rows) },
            thousands(file.bytes),
            of(Severity::Error),
            of(Severity::Warning),
            of(Severity::Advice),
        ]
    });
    let heading = texts(["file", "what it is", "rows", "bytes", "errors", "warnings", "advice"]);
    Table { heading, rows: rows.collect() }
}

/// A row for each violation, as the linter orders them.
pub(super) fn violations(report: &Report) -> Table {
    let row = |found: &Violation| {
        vec![
            found.code.clone(),
            found.severity.name().to_owned(),
            found.file.clone(),
            found.column.clone().unwrap_or_default(),
            thousands(found.count),
            found.message.clone(),
            found.examples.iter().map(place).collect::<Vec<_>>().join("; "),
        ]
    };
    let heading = texts(["rule", "severity", "file", "column", "count", "message", "first places"]);
    Table { heading, rows: report.violations.iter().map(row).collect() }
}

fn place(example: &Example) -> String {
    match example.value.as_str() {
        "" => format!("line {}", example.line),
        value => format!("line {}: {value}", example.line),
    }
}
