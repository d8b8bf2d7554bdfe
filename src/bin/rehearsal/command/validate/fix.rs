//! `validate schema FILE --fix --output FILE`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context, bail};
use rehearsal::number::thousands;
use rehearsal::source::door::TextOptions;
use rehearsal::validate::fix::{Change, Fixed, fix};
use rehearsal::validate::team::CheckedFiles;
use rehearsal::validate::{Options, Report, check_table};
use serde_json::json;

use super::files::Place;
use super::outputs::Outputs;
use super::schemas::Schemas;
use super::team::Team;
use super::{files, options, printed};
use crate::args::ValidateSchema;
use crate::output::{Output, Paint};
use crate::run_folder::{RunFolder, create, expect_not_read, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The changes that mended a file, and the report on what is left.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `validate schema --fix` prints")]
pub(in crate::command) struct Document<'f> {
    /// The version of this document.
    schema_version: u32,
    input: String,
    output: String,
    rows_in: u64,
    rows_out: u64,
    /// Rows that cannot be read and were written as they are.
    rows_left: u64,
    changes: Vec<Counted<'f>>,
    /// The report on the new file.
    validation: &'f Report,
}

/// A change and how often it was made.
#[derive(Debug, Serialize, JsonSchema)]
struct Counted<'f> {
    change: &'f Change,
    count: u64,
}

pub(super) fn run(
    args: &ValidateSchema,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let Some(path) = &args.output else { bail!("`--fix` needs `--output FILE`") };
    let name = path.to_string_lossy().to_ascii_lowercase();
    if [".gz", ".parquet", ".pq"].iter().any(|ending| name.ends_with(ending)) {
        bail!("`--output {}`: `--fix` writes plain CSV, as the service imports it", path.display());
    }
    let team = Team::read(&args.checks)?;
    let options = options::options(&args.checks, &team)?;
    let (data, schema_path) = one(args, folder)?;
    let mut schemas = Schemas::default();
    schemas.read(&schema_path, &options)?;
    let Some(schema) = schemas.get(&schema_path).cloned() else {
        bail!("`{}` cannot be used; `validate schema --schema` says why", schema_path.display());
    };
    team.expect_fit(&schema)?;
    let inputs = [vec![data.clone(), schema_path], team.inputs.clone()].concat();
    expect_not_read(path, &inputs)?;
    let outputs = Outputs::open(&args.checks, &inputs, &[path], Place::Named, folder)?;
    let (_folder, mut file) = create(path, folder.replace())?;
    let fixed = fix(&data, &schema, &options, &mut file)
        .with_context(|| format!("cannot mend `{}`", data.display()))?;
    file.flush().map_err(|source| file.failed(source))?;
    file.finish()?;
    // What is left to be mended by hand, in the schema too. The new file is plain.
    let options = Options { text: TextOptions::default(), ..options };
    let checked = check_table(path, &schema, &options)
        .with_context(|| format!("cannot read `{}`", path.display()))?;
    schemas.found.extend(checked.into_found());
    let report = team.settle(Report::new(schemas.found), &options.selection, CheckedFiles::Alone);
    team.say(&report, output);
    let mended = Document {
        schema_version: 1,
        input: data.display().to_string(),
        output: path.display().to_string(),
        rows_in: fixed.rows_in,
        rows_out: fixed.rows_out,
        rows_left: fixed.rows_left,
        changes: fixed
            .changes
            .iter()
            .map(|(change, count)| Counted { change, count: *count })
            .collect(),
        validation: &report,
    };
    let bytes = document(&json!(mended))?;
    let said = describe(&fixed, &data.display().to_string());
    if output.findings_format().is_some() {
        // Formats of findings have no room for it.
        output.note(said.trim_end());
    }
    let mut pieces = vec![(Paint::Plain, said)];
    pieces.extend(printed::describe(&report));
    outputs.finish_as(&report, &pieces, &bytes, output)
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

fn describe(fixed: &Fixed, path: &str) -> String {
    let mut out = format!(
        "{path}: {} rows read, {} written\n",
        thousands(fixed.rows_in),
        thousands(fixed.rows_out)
    );
    for (change, count) in &fixed.changes {
        let _ = writeln!(out, "  {} × {}", thousands(*count), change.text());
    }
    if fixed.changes.is_empty() {
        out.push_str("  nothing to mend\n");
    }
    if fixed.rows_left > 0 {
        let _ = writeln!(
            out,
            "  {} rows cannot be read and were written as they are",
            thousands(fixed.rows_left)
        );
    }
    out
}
