//! Checks a table, and the text of a schema.

use std::path::Path;
use std::sync::Arc;

use crate::rule::{self, Findings, Place};
use crate::schema::{DatasetType, Schema};
use crate::source::remote;
use crate::validate::error::ValidateError;
use crate::validate::input::files::{Files, files};
use crate::validate::options::{ImportMode, Options};
use crate::validate::report::{FileFindings, FileSummary};
use crate::validate::whole::sequence::RepeatSearch;
use crate::validate::whole::{insight, quota};

use super::apart::{Apart, ApartCounts, ApartOutputs};
use super::checked::{Checked, CheckedSchema};
use super::joined_parts::{Reading, byte_length};

/// Checks the CSV file, the Parquet file or the folder of them at `path`: its rows, and what a
/// whole table must hold.
///
/// # Errors
/// When a file cannot be read, or the disk has no room for what memory cannot hold. What is wrong
/// with the content is a violation, not an error.
pub fn check_table(
    path: &Path,
    schema: &Schema,
    options: &Options,
) -> Result<Checked, ValidateError> {
    Ok(check_parts(path, schema, options, None)?.0)
}

/// Does the same with one file of CSV, and puts its rows apart: those without a fault, and those with one. Of their
/// numbers there are none where the file could not be read to its end, so that the outputs are not whole either.
/// [`super::expect_separable`] tells before which files can be put apart.
///
/// # Errors
/// Those of [`check_table`], and when an output cannot be written or a line is too long to be kept.
pub fn check_apart(
    path: &Path,
    schema: &Schema,
    options: &Options,
    outputs: ApartOutputs<'_>,
) -> Result<(Checked, Option<ApartCounts>), ValidateError> {
    check_parts(path, schema, options, Some(outputs))
}

fn check_parts(
    path: &Path,
    schema: &Schema,
    options: &Options,
    outputs: Option<ApartOutputs<'_>>,
) -> Result<(Checked, Option<ApartCounts>), ValidateError> {
    let files = files(path)?;
    let name = path.display().to_string();
    let mut whole = Findings::new(&name, options.examples_max, &options.selection);
    let n_bytes = total_bytes(&files)?;
    check_files(&files, n_bytes, options, &mut whole);
    let is_folder = remote::is_dir(path);
    // One file can be read again, should the order of time break in it.
    let is_one_file = files.parts.len() == 1 && remote::is_file(path);
    let search = if is_one_file { RepeatSearch::InOrderOfTime } else { RepeatSearch::BySpill };
    let mut reading = Reading::new(schema, options, n_bytes, search);
    if let Some(outputs) = outputs {
        reading.put_apart(Apart::new(path, outputs, &whole));
    }
    let mut parts = Vec::new();
    for part in &files.parts {
        let part_name = part.display().to_string();
        let mut findings = Findings::new(&part_name, options.examples_max, &options.selection);
        let rows_before = reading.n_rows();
        let bytes = reading.check_file(part, &mut findings)?;
        if is_folder {
            let dataset = stem(schema);
            let rows = reading.n_rows() - rows_before;
            let summary = FileSummary { path: part_name, dataset, rows, bytes };
            parts.push(FileFindings { summary, violations: findings.into_violations() });
        } else {
            whole.merge(findings);
        }
    }
    let counts = reading.apart_counts();
    let facts = reading.finish()?;
    let rows = facts.as_ref().map_or(0, |facts| facts.tally.n_rows);
    let summary = FileSummary { path: name, dataset: stem(schema), rows, bytes: n_bytes };
    let mut checked = Checked { summary, findings: whole, parts, facts };
    if let Some(facts) = &mut checked.facts {
        insight::check(facts, options, &mut checked.findings)?;
        quota::check(facts, options, &mut checked.findings)?;
    }
    Ok((checked, counts))
}

fn stem(schema: &Schema) -> String {
    schema.dataset.map_or("", DatasetType::stem).to_owned()
}

fn total_bytes(files: &Files) -> Result<u64, ValidateError> {
    files.parts.iter().map(|part| byte_length(part)).sum()
}

fn check_files(files: &Files, n_bytes: u64, options: &Options, findings: &mut Findings) {
    for path in &files.below {
        let name = path.display().to_string();
        findings.add(&rule::FILE_IN_SUBFOLDER, None, Place::line(1, name.as_bytes()), || {
            format!("expected files on the first level alone, found `{name}`")
        });
    }
    for path in &files.others {
        let name = path.display().to_string();
        findings.add(&rule::FILE_OTHER_FILE, None, Place::line(1, name.as_bytes()), || {
            format!("expected files of CSV alone, found `{name}`, which is not checked")
        });
    }
    let (most, what) = match options.import_mode {
        ImportMode::Full => (100_000_000_000, "100 GB of a full import"),
        ImportMode::Incremental => (1_000_000_000, "1 GB of an incremental import"),
    };
    if n_bytes > most {
        findings.add_counted(&rule::QUOTA_IMPORT_SIZE, None, 1, Vec::new(), || {
            format!(
                "expected at most the {what}, found {} bytes",
                crate::number::thousands(n_bytes)
            )
        });
    }
}

/// Checks the text of a schema.
#[must_use]
pub fn check_schema(bytes: &[u8], path: &str, options: &Options) -> CheckedSchema {
    let mut findings = Findings::new(path, options.examples_max, &Arc::clone(&options.selection));
    let schema = crate::schema::check::check_bytes(bytes, options.domain, &mut findings);
    let dataset = schema.as_ref().and_then(|schema| schema.dataset).map_or("", DatasetType::stem);
    let summary = FileSummary {
        path: path.to_owned(),
        dataset: dataset.to_owned(),
        rows: 0,
        bytes: bytes.len() as u64,
    };
    CheckedSchema {
        schema,
        found: FileFindings { summary, violations: findings.into_violations() },
    }
}
