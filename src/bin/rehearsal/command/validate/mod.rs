//! `validate`: files against their schemas, the service's rules, and each other.

mod files;
mod fix;
mod options;
mod rules;
mod text;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::rule::{Severity, Violation};
use rehearsal::schema::Schema;
use rehearsal::validate::{
    FileSummary, Options, Report, check_group, check_schema, check_table, junit, sarif,
};

use crate::Verdict;
use crate::args::{Checks, Deny, Validate, ValidateCommand, ValidateDataset, ValidateSchema};
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use files::Pair;

pub(super) fn run(
    validate: &Validate,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if validate.list_rules {
        return rules::list(validate.markdown, output);
    }
    match (&validate.explain, &validate.command) {
        (Some(code), _) => rules::explain(code, output),
        (None, Some(ValidateCommand::Schema(args))) if args.fix => fix::run(args, folder, output),
        (None, Some(ValidateCommand::Schema(args))) => run_schema(args, folder, output),
        (None, Some(ValidateCommand::Dataset(args))) => run_dataset(args, folder, output),
        (None, None) => {
            bail!("expected `validate schema`, `validate dataset` or `validate --explain CODE`")
        }
    }
}

fn run_schema(
    args: &ValidateSchema,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let options = options::options(&args.checks)?;
    let (pairs, in_run_folder) = files::pairs(args, folder)?;
    let mut schemas = Schemas::default();
    for (data, schema_path) in &pairs {
        schemas.read(schema_path, &options)?;
        if let (Some(data), Some(schema)) = (data, schemas.get(schema_path)) {
            let checked = check_table(data, schema, &options).with_context(|| unreadable(data))?;
            schemas.found.extend(checked.into_found());
        }
    }
    let inputs: Vec<PathBuf> =
        pairs.iter().flat_map(|(data, schema)| data.iter().chain([schema])).cloned().collect();
    finish(&Report::new(schemas.found), &args.checks, &inputs, in_run_folder, folder, output)
}

fn run_dataset(
    args: &ValidateDataset,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let options = options::options(&args.checks)?;
    let place = args.folder.as_deref().unwrap_or_else(|| folder.path());
    let pairs = files::of_folder(place)?;
    let mut schemas = Schemas::default();
    let mut tables = Vec::new();
    for (data, schema_path) in &pairs {
        schemas.read(schema_path, &options)?;
        if let (Some(data), Some(schema)) = (data, schemas.get(schema_path)) {
            let checked = check_table(data, schema, &options).with_context(|| unreadable(data))?;
            tables.push(checked);
        }
    }
    check_group(&mut tables, &options).context("cannot hold the files against each other")?;
    let mut found = schemas.found;
    found.extend(tables.into_iter().flat_map(rehearsal::validate::Checked::into_found));
    let inputs: Vec<PathBuf> =
        pairs.iter().flat_map(|(data, schema)| data.iter().chain([schema])).cloned().collect();
    finish(&Report::new(found), &args.checks, &inputs, args.folder.is_none(), folder, output)
}

fn unreadable(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}

/// Schemas that were read, each once, and what was found in them and in the data so far.
#[derive(Default)]
struct Schemas {
    read: BTreeMap<PathBuf, Option<Schema>>,
    found: Vec<(FileSummary, Vec<Violation>)>,
}

impl Schemas {
    fn read(&mut self, path: &Path, options: &Options) -> anyhow::Result<()> {
        if !self.read.contains_key(path) {
            let name = path.display().to_string();
            let bytes = files::schema_bytes(path)?;
            let (schema, summary, violations) = check_schema(&bytes, &name, options);
            self.found.push((summary, violations));
            self.read.insert(path.to_owned(), schema);
        }
        Ok(())
    }

    fn get(&self, path: &Path) -> Option<&Schema> {
        self.read.get(path).and_then(Option::as_ref)
    }
}

/// The least grave severity that makes the answer no.
fn denied(checks: &Checks) -> Severity {
    match checks.deny {
        None => Severity::Error,
        Some(Deny::Warnings) => Severity::Warning,
        Some(Deny::Advice) => Severity::Advice,
    }
}

/// Writes and prints a report, and gives the answer.
fn finish(
    report: &Report,
    checks: &Checks,
    inputs: &[PathBuf],
    in_run_folder: bool,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let fails = denied(checks);
    let bytes = json(report)?;
    if in_run_folder || folder.is_named() {
        write_result(folder, &bytes)?;
    }
    if let Some(path) = &checks.sarif {
        write_file(path, &json(&sarif(report))?, inputs, folder)?;
    }
    if let Some(path) = &checks.junit {
        write_file(path, junit(report, fails).as_bytes(), inputs, folder)?;
    }
    output.painted_data(&text::describe(report), &bytes)?;
    let denied = report.violations.iter().any(|found| found.severity <= fails);
    Ok(if denied { Verdict::No } else { Verdict::Done })
}

/// Whoever mends data checks it again and again: an earlier result of a check is replaced.
fn write_result(folder: &RunFolder, bytes: &[u8]) -> anyhow::Result<()> {
    const NAME: &str = "validation.json";
    let path = folder.file(NAME);
    let mut there = Vec::new();
    let is_ours = File::open(&path).is_ok_and(|file| {
        // Results are small; what is not is none of ours.
        file.take(64 << 20).read_to_end(&mut there).is_ok()
            && serde_json::from_slice::<Report>(&there).is_ok()
    });
    if is_ours {
        RunFolder::replaceable(folder.path().to_owned()).write(NAME, bytes)
    } else {
        folder.write(NAME, bytes)
    }
}

fn write_file(
    path: &Path,
    bytes: &[u8],
    inputs: &[PathBuf],
    folder: &RunFolder,
) -> anyhow::Result<()> {
    expect_not_read(path, inputs)?;
    let (_folder, file) = create(path, folder.force())?;
    file.finish_with(bytes)?;
    Ok(())
}

/// A data file, if one is to be checked, and the schema of all that is checked.
type Found = (Pair, Schema);

/// The one data file and its schema, for `--fix`.
fn one(args: &ValidateSchema, folder: &RunFolder, options: &Options) -> anyhow::Result<Found> {
    let (pairs, _) = files::pairs(args, folder)?;
    let [(Some(data), schema_path)] = &pairs[..] else {
        bail!(
            "`--fix` mends one data file; name it, such as `validate schema items.csv --fix --output fixed.csv`"
        );
    };
    let bytes = files::schema_bytes(schema_path)?;
    let name = schema_path.display().to_string();
    let (schema, _, violations) = check_schema(&bytes, &name, options);
    match schema {
        Some(schema) => Ok(((Some(data.clone()), schema_path.clone()), schema)),
        None => bail!(
            "`{name}` cannot be used: {}",
            violations.first().map_or("", |found| &found.message)
        ),
    }
}
