//! `validate`: files against their schemas, the service's rules, and each other.

mod apart;
mod files;
mod filter;
mod fix;
mod options;
mod outputs;
mod printed;
mod rules;
mod schemas;
mod team;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::schema::{Domain, Schema};
use rehearsal::validate::team::CheckedFiles;
use rehearsal::validate::{Options, Report, check_group, check_table};

pub(super) use files::{dataset_schema, schema_bytes};
pub(super) use filter::Document as FilterDocument;
pub(super) use fix::Document as MendedDocument;
pub(super) use options::expect_sound;
pub(super) use rules::{Document as RulesDocument, Explained as RuleDocument};

use crate::args::{Validate, ValidateCommand, ValidateDataset, ValidateSchema};
use crate::output::Output;
use crate::run_folder::RunFolder;
use crate::verdict::Verdict;
use files::{Pair, Place};
use outputs::Outputs;
use schemas::Schemas;
use team::Team;

pub(super) fn run(
    validate: &Validate,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if validate.list_rules {
        return if validate.markdown { rules::page(output) } else { rules::list(output) };
    }
    let checks = match &validate.command {
        Some(ValidateCommand::Schema(args)) => Some(&args.checks),
        Some(ValidateCommand::Dataset(args)) => Some(&args.checks),
        Some(ValidateCommand::Filter(_)) | None => None,
    };
    if checks.and_then(|checks| checks.recipe.as_deref()) == Some("help") {
        return super::recipes::list(output);
    }
    match (&validate.explain, &validate.command) {
        (Some(code), _) => rules::explain(code, output),
        (None, Some(ValidateCommand::Schema(args))) if args.fix => fix::run(args, folder, output),
        (None, Some(ValidateCommand::Schema(args)))
            if args.good.is_some() || args.bad.is_some() =>
        {
            apart::run(args, folder, output)
        }
        (None, Some(ValidateCommand::Schema(args))) => run_schema(args, folder, output),
        (None, Some(ValidateCommand::Dataset(args))) => run_dataset(args, folder, output),
        (None, Some(ValidateCommand::Filter(args))) => filter::run(args, folder, output),
        (None, None) => bail!(
            "expected `validate schema`, `validate dataset`, `validate filter` or `validate --explain CODE`"
        ),
    }
}

fn run_schema(
    args: &ValidateSchema,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let team = Team::read(&args.checks)?;
    let options = options::options(&args.checks, &team)?;
    let (pairs, place) = files::pairs(args, folder)?;
    let inputs = inputs(&pairs, &team)?;
    let outputs = Outputs::open(&args.checks, &inputs, &[], place, folder)?;
    expect_fit(&pairs, &options, &team)?;
    let mut schemas = Schemas::default();
    for (data, schema_path) in &pairs {
        schemas.read(schema_path, &options)?;
        if let (Some(data), Some(schema)) = (data, schemas.get(schema_path)) {
            let checked = check_table(data, schema, &options).with_context(|| unreadable(data))?;
            schemas.found.extend(checked.into_found());
        }
    }
    let report = team.settle(Report::new(schemas.found), &options.selection, CheckedFiles::Alone);
    team.say(&report, output);
    outputs.finish(&report, output)
}

fn run_dataset(
    args: &ValidateDataset,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let team = Team::read(&args.checks)?;
    let options = options::options(&args.checks, &team)?;
    let (path, place) = match args.folder.as_deref() {
        Some(path) => (path, Place::Named),
        None => (folder.path(), Place::RunFolder),
    };
    let pairs = files::of_folder(path)?;
    let inputs = inputs(&pairs, &team)?;
    let outputs = Outputs::open(&args.checks, &inputs, &[], place, folder)?;
    expect_fit(&pairs, &options, &team)?;
    let report = of_group(&pairs, &options)?;
    let report = team.settle(report, &options.selection, CheckedFiles::Together);
    team.say(&report, output);
    outputs.finish(&report, output)
}

/// Checks that a team's own rules fit the schemas, before any data is read.
fn expect_fit(pairs: &[Pair], options: &Options, team: &Team) -> anyhow::Result<()> {
    if team.rules.own.is_empty() {
        return Ok(());
    }
    let mut schemas = Schemas::default();
    for (_, path) in pairs {
        schemas.read(path, options)?;
        schemas.get(path).map_or(Ok(()), |schema| team.expect_fit(schema))?;
    }
    Ok(())
}

/// Prints a report as the command does.
pub(super) fn print(report: &Report, output: &Output) -> anyhow::Result<()> {
    output.painted_prose(&printed::describe(report), &crate::run_folder::json(report)?)
}

/// The findings on the datasets of a folder, by all rules but those that are ignored.
#[cfg(feature = "s3")]
pub(super) fn report_of_folder(folder: &Path, ignored: &[String]) -> anyhow::Result<Report> {
    of_group(&files::of_folder(folder)?, &options::but(ignored)?)
}

/// The data and the schema of each dataset of a folder.
pub(super) fn schemas_of_folder(folder: &Path) -> anyhow::Result<Vec<(PathBuf, Schema)>> {
    let options = options::but(&[])?;
    let mut schemas = Schemas::default();
    let mut found = Vec::new();
    for (data, schema_path) in files::of_folder(folder)? {
        schemas.read(&schema_path, &options)?;
        let schema = schemas.get(&schema_path).cloned();
        let schema = schema.with_context(|| {
            let path = schema_path.display();
            format!("`{path}` cannot be used; `rehearsal validate schema --schema {path}` says why")
        })?;
        found.extend(data.map(|data| (data, schema)));
    }
    Ok(found)
}

/// The options where nothing is asked.
pub(super) fn usual_options() -> anyhow::Result<Options> {
    options::but(&[])
}

/// The findings on the datasets of a folder by the rules of a domain.
pub(super) fn report_of_domain(folder: &Path, domain: Domain) -> anyhow::Result<Report> {
    of_group(&files::of_folder(folder)?, &Options { domain, ..options::but(&[])? })
}

/// The findings on the datasets of a group, each alone and against each other.
fn of_group(pairs: &[Pair], options: &Options) -> anyhow::Result<Report> {
    let mut schemas = Schemas::default();
    let mut tables = Vec::new();
    for (data, schema_path) in pairs {
        schemas.read(schema_path, options)?;
        if let (Some(data), Some(schema)) = (data, schemas.get(schema_path)) {
            let checked = check_table(data, schema, options).with_context(|| unreadable(data))?;
            tables.push(checked);
        }
    }
    check_group(&mut tables, options).context("cannot hold the files against each other")?;
    let mut found = schemas.found;
    found.extend(tables.into_iter().flat_map(rehearsal::validate::Checked::into_found));
    Ok(Report::new(found))
}

/// Every file that is read: of a folder all its parts.
fn inputs(pairs: &[Pair], team: &Team) -> anyhow::Result<Vec<PathBuf>> {
    let mut inputs = team.inputs.clone();
    for (data, schema) in pairs {
        inputs.push(schema.clone());
        if let Some(data) = data {
            let files = rehearsal::validate::files(data).with_context(|| unreadable(data))?;
            inputs.extend(files.parts);
        }
    }
    Ok(inputs)
}

fn unreadable(path: &Path) -> String {
    format!("cannot read `{}`", path.display())
}
