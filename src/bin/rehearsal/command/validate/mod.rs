//! `validate`: files against their schemas, the service's rules, and each other.

mod files;
mod fix;
mod options;
mod rules;
mod text;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::export::{AtomicFile, OutputFolder, finish_all};
use rehearsal::rule::Severity;
use rehearsal::schema::Schema;
use rehearsal::validate::{
    FileFindings, Options, Report, check_group, check_schema, check_table, junit, sarif,
};

use crate::Verdict;
use crate::args::{Checks, Deny, Validate, ValidateCommand, ValidateDataset, ValidateSchema};
use crate::output::{Output, Paint};
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use files::Pair;
pub(super) use files::schema_bytes;

pub(super) fn run(
    validate: &Validate,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if validate.list_rules {
        return rules::list(validate.markdown, output);
    }
    let checks = match &validate.command {
        Some(ValidateCommand::Schema(args)) => Some(&args.checks),
        Some(ValidateCommand::Dataset(args)) => Some(&args.checks),
        None => None,
    };
    if checks.and_then(|checks| checks.recipe.as_deref()) == Some("help") {
        return super::recipes::list(output);
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
    let outputs = Outputs::open(&args.checks, &inputs(&pairs)?, None, in_run_folder, folder)?;
    let mut schemas = Schemas::default();
    for (data, schema_path) in &pairs {
        schemas.read(schema_path, &options)?;
        if let (Some(data), Some(schema)) = (data, schemas.get(schema_path)) {
            let checked = check_table(data, schema, &options).with_context(|| unreadable(data))?;
            schemas.found.extend(checked.into_found());
        }
    }
    outputs.finish(&Report::new(schemas.found), output)
}

fn run_dataset(
    args: &ValidateDataset,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let options = options::options(&args.checks)?;
    let place = args.folder.as_deref().unwrap_or_else(|| folder.path());
    let pairs = files::of_folder(place)?;
    let outputs =
        Outputs::open(&args.checks, &inputs(&pairs)?, None, args.folder.is_none(), folder)?;
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
    outputs.finish(&Report::new(found), output)
}

fn unreadable(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}

/// Schemas that were read, each once, and what was found in them and in the data so far.
#[derive(Default)]
struct Schemas {
    read: BTreeMap<PathBuf, Option<Schema>>,
    found: Vec<FileFindings>,
}

impl Schemas {
    fn read(&mut self, path: &Path, options: &Options) -> anyhow::Result<()> {
        if !self.read.contains_key(path) {
            let name = path.display().to_string();
            let bytes = files::schema_bytes(path)?;
            let checked = check_schema(&bytes, &name, options);
            self.found.push(checked.found);
            self.read.insert(path.to_owned(), checked.schema);
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

/// Every file that is read: of a folder all its parts.
fn inputs(pairs: &[Pair]) -> anyhow::Result<Vec<PathBuf>> {
    let mut inputs = Vec::new();
    for (data, schema) in pairs {
        inputs.push(schema.clone());
        if let Some(data) = data {
            let files = rehearsal::validate::files(data).with_context(|| unreadable(data))?;
            inputs.extend(files.parts);
        }
    }
    Ok(inputs)
}

/// The outputs that the report goes to. All files are opened before the data is read, so that none is
/// refused after a long check.
struct Outputs<'a> {
    fails: Severity,
    sarif: Option<(OutputFolder, AtomicFile)>,
    junit: Option<(OutputFolder, AtomicFile)>,
    /// The run folder, if the report is a result of it.
    result: Option<&'a RunFolder>,
}

impl<'a> Outputs<'a> {
    /// Opens the files of the report; `mended` is what `--fix` writes.
    fn open(
        checks: &Checks,
        inputs: &[PathBuf],
        mended: Option<&Path>,
        in_run_folder: bool,
        folder: &'a RunFolder,
    ) -> anyhow::Result<Self> {
        let open = |path: &Option<PathBuf>| {
            let Some(path) = path else { return Ok(None) };
            expect_not_read(path, inputs)?;
            create(path, folder.replace()).map(Some)
        };
        let is_result = in_run_folder || folder.is_named();
        let result = is_result.then(|| folder.file(RESULT));
        let outputs = [mended, checks.sarif.as_deref(), checks.junit.as_deref(), result.as_deref()];
        expect_different(&outputs.into_iter().flatten().collect::<Vec<_>>())?;
        if is_result {
            folder.expect_free(RESULT)?;
        }
        Ok(Self {
            fails: denied(checks),
            sarif: open(&checks.sarif)?,
            junit: open(&checks.junit)?,
            result: is_result.then_some(folder),
        })
    }

    /// Writes and prints a report, and gives the answer.
    fn finish(self, report: &Report, output: &Output) -> anyhow::Result<Verdict> {
        let bytes = json(report)?;
        self.finish_as(report, &text::describe(report), &bytes, output)
    }

    /// Does the same where more than the report is printed.
    fn finish_as(
        self,
        report: &Report,
        text: &[(Paint, String)],
        printed: &[u8],
        output: &Output,
    ) -> anyhow::Result<Verdict> {
        output.painted_prose(text, printed)?;
        let result =
            self.result.map(|folder| folder.written(RESULT, &json(report)?)).transpose()?;
        let mut files: Vec<_> = result.flatten().into_iter().collect();
        let sarif = self.sarif.map(|open| (open, json(&sarif(report))));
        let junit = self.junit.map(|open| (open, Ok(junit(report, self.fails).into_bytes())));
        for ((folder, mut file), bytes) in sarif.into_iter().chain(junit) {
            file.write_all(&bytes?).map_err(|source| file.failed(source))?;
            files.push((folder, file));
        }
        let (_folders, files): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        finish_all(files)?;
        let denied = report.violations.iter().any(|found| found.severity <= self.fails);
        Ok(if denied { Verdict::No } else { Verdict::Done })
    }
}

const RESULT: &str = "validation.json";

/// Refuses two outputs that are one file, however it is written.
fn expect_different(outputs: &[&Path]) -> anyhow::Result<()> {
    let plain = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        // A folder that is not there yet has no other name than the one given.
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        folder.join(path.file_name().unwrap_or_default())
    };
    for (at, output) in outputs.iter().enumerate() {
        if outputs[..at].iter().any(|other| plain(other) == plain(output)) {
            bail!(
                "`{}` would be written twice: each output needs a file of its own",
                output.display()
            );
        }
    }
    Ok(())
}

/// The one data file and its schema, for `--fix`.
fn one(args: &ValidateSchema, folder: &RunFolder) -> anyhow::Result<(PathBuf, PathBuf)> {
    let (pairs, _) = files::pairs(args, folder)?;
    match &pairs[..] {
        [(Some(data), schema)] => Ok((data.clone(), schema.clone())),
        _ => bail!(
            "`--fix` mends one data file; name it, such as `validate schema items.csv --fix --output \
             fixed.csv`"
        ),
    }
}
