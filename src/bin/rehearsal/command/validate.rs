//! `validate schema`: files against their Avro schemas.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::schema::check::check_bytes;
use rehearsal::schema::rule;
use rehearsal::schema::validate::{FileSummary, Report, validate_file};
use rehearsal::schema::{Dataset, Schema, Severity, Violation};

use crate::Verdict;
use crate::args::{Validate, ValidateCommand, ValidateSchema};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::text;

pub(super) fn run(
    validate: &Validate,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let args = match (&validate.explain, &validate.command) {
        (Some(code), _) => return explain(code, output),
        (None, Some(ValidateCommand::Schema(args))) => args,
        (None, None) => bail!("expected `validate schema` or `validate --explain CODE`"),
    };
    let (files, in_run_folder) = files(args, folder)?;
    let mut found = Vec::new();
    let mut schemas: BTreeMap<PathBuf, Option<Schema>> = BTreeMap::new();
    for (data, schema_path) in files {
        if !schemas.contains_key(&schema_path) {
            let (schema, summary, violations) = read_schema(&schema_path, args.max_examples)?;
            found.push((summary, violations));
            schemas.insert(schema_path.clone(), schema);
        }
        if let (Some(data), Some(Some(schema))) = (data, schemas.get(&schema_path)) {
            let checked = validate_file(&data, schema, args.max_examples)
                .with_context(|| format!("cannot read `{}`", data.display()))?;
            found.push(checked);
        }
    }
    let report = Report::new(found);
    let bytes = json(&report)?;
    if in_run_folder || folder.is_named() {
        folder.write("validation.json", &bytes)?;
    }
    output.data(&describe(&report), &bytes)?;
    Ok(if report.summary.errors > 0 { Verdict::No } else { Verdict::Done })
}

/// A data file, if one is to be checked, and a schema.
type Pair = (Option<PathBuf>, PathBuf);

/// Each data file with its schema; a schema alone when only that was given. Also whether they are
/// those of the run folder.
fn files(args: &ValidateSchema, folder: &RunFolder) -> anyhow::Result<(Vec<Pair>, bool)> {
    if let (Some(schema), true) = (&args.schema, args.data.is_empty()) {
        return Ok((vec![(None, schema.clone())], false));
    }
    let in_run_folder = args.data.is_empty();
    let data = if in_run_folder { prepared(folder)? } else { args.data.clone() };
    let with_schema = |path: PathBuf| {
        fs::metadata(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let beside = path.with_extension("avsc");
        let schema = args.schema.clone().unwrap_or_else(|| beside.clone());
        if args.schema.is_none() && !beside.is_file() {
            bail!(
                "no schema for `{}`: expected `{}` beside it, or `--schema FILE`; the shipped ones lie \
                 in `schemas` of the source, and `prep` writes them beside its files",
                path.display(),
                beside.display()
            );
        }
        Ok((Some(path), schema))
    };
    let files = data.into_iter().map(with_schema).collect::<anyhow::Result<_>>()?;
    Ok((files, in_run_folder))
}

fn prepared(folder: &RunFolder) -> anyhow::Result<Vec<PathBuf>> {
    let paths = Dataset::ALL.map(|dataset| folder.file(&format!("{}.csv", dataset.stem())));
    let there: Vec<PathBuf> = paths.into_iter().filter(|path| path.is_file()).collect();
    if there.is_empty() {
        bail!(
            "`{}` holds no interactions.csv, items.csv or users.csv; `rehearsal prep interactions` \
             makes the first",
            folder.path().display()
        );
    }
    Ok(there)
}

fn read_schema(
    path: &Path,
    examples_max: usize,
) -> anyhow::Result<(Option<Schema>, FileSummary, Vec<Violation>)> {
    let bytes = fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let path = path.display().to_string();
    let (schema, violations) = check_bytes(&bytes, &path, examples_max);
    let dataset = schema.as_ref().and_then(|schema| schema.dataset).map_or("", Dataset::stem);
    let bytes = bytes.len() as u64;
    let summary = FileSummary { path, dataset: dataset.to_owned(), rows: 0, bytes };
    Ok((schema, summary, violations))
}

fn describe(report: &Report) -> String {
    let mut out = String::new();
    for file in &report.files {
        let of_file = report.violations.iter().filter(|found| found.file == file.path);
        let rows = match file.rows {
            0 => String::new(),
            rows => format!(", {} rows", rehearsal::number::thousands(rows)),
        };
        let bytes = rehearsal::number::thousands(file.bytes);
        let dataset = if file.dataset.is_empty() { "schema" } else { &file.dataset };
        let _ = writeln!(out, "{} ({dataset}{rows}, {bytes} bytes)", file.path);
        let mut clean = true;
        for violation in of_file {
            clean = false;
            describe_violation(&mut out, violation);
        }
        if clean {
            out.push_str("  no violations\n");
        }
    }
    let advice =
        report.violations.iter().filter(|found| found.severity == Severity::Advice).count();
    let _ = writeln!(
        out,
        "errors: {}, warnings: {}, advice: {advice} (rules broken, by column)",
        report.summary.errors, report.summary.warnings
    );
    out
}

fn describe_violation(out: &mut String, violation: &Violation) {
    let column = violation.column.as_ref().map_or_else(String::new, |name| {
        format!(" {}", if name.is_empty() { "(a column without a name)" } else { name })
    });
    let times = usize::try_from(violation.count).map_or_else(|_| "many".into(), text::count);
    let _ = writeln!(
        out,
        "  {} {}{column}: {} ({times} ×)",
        violation.severity.name(),
        violation.code,
        violation.message
    );
    for example in &violation.examples {
        let value = if example.value.is_empty() { "(empty)" } else { &example.value };
        let _ = writeln!(out, "    line {}: {value}", example.line);
    }
}

fn explain(code: &str, output: &Output) -> anyhow::Result<Verdict> {
    let Some(rule) = rule::find(code) else {
        let known: Vec<&str> = rule::ALL.iter().map(|rule| rule.code).collect();
        bail!("unknown rule `{code}`; the rules are {}", known.join(", "));
    };
    let text = format!(
        "{} ({}): {}\n  why: {}\n  fix: {}\n  source: {}\n",
        rule.code,
        rule.severity.name(),
        rule.title,
        rule.why,
        rule.fix,
        rule.source
    );
    let value = serde_json::json!({
        "code": rule.code, "severity": rule.severity, "title": rule.title,
        "why": rule.why, "fix": rule.fix, "source": rule.source,
    });
    output.data(&text, &json(&value)?)?;
    Ok(Verdict::Done)
}
