//! `validate schema FILE --good GOOD --bad BAD`: rows apart.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::export::{AtomicFile, OutputFolder, finish_all};
use rehearsal::number::thousands;
use rehearsal::validate::team::CheckedFiles;
use rehearsal::validate::{
    ApartCounts, ApartOutputs, Report, RowOutput, check_apart, expect_separable,
};

use super::files::Place;
use super::outputs::{Outputs, denied};
use super::schemas::Schemas;
use super::team::Team;
use super::{files, options};
use crate::args::ValidateSchema;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read};
use crate::verdict::Verdict;

/// An output of rows with the folder that was made for it.
type Opened = Option<(OutputFolder, AtomicFile)>;

pub(super) fn run(
    args: &ValidateSchema,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let team = Team::read(&args.checks)?;
    let options = options::options(&args.checks, &team)?;
    let (data, schema_path, place) = one(args, folder)?;
    expect_separable(&data, &options.text)
        .with_context(|| format!("cannot put the rows of `{}` apart", data.display()))?;
    let mut schemas = Schemas::default();
    schemas.read(&schema_path, &options)?;
    let Some(schema) = schemas.get(&schema_path).cloned() else {
        bail!("`{}` cannot be used; `validate schema --schema` says why", schema_path.display());
    };
    team.expect_fit(&schema)?;
    let inputs = [vec![data.clone(), schema_path], team.inputs.clone()].concat();
    let named: Vec<&Path> =
        [&args.good, &args.bad].into_iter().flatten().map(PathBuf::as_path).collect();
    for path in &named {
        expect_plain(path)?;
        expect_not_read(path, &inputs)?;
    }
    let outputs = Outputs::open(&args.checks, &inputs, &named, place, folder)?;
    let [mut good, mut bad] =
        [open(args.good.as_deref(), folder)?, open(args.bad.as_deref(), folder)?];
    let apart = ApartOutputs {
        good: good.as_mut().map(|(_, file)| file as RowOutput<'_>),
        bad: bad.as_mut().map(|(_, file)| file as RowOutput<'_>),
        fails: denied(args.checks.deny),
    };
    let (checked, counts) = check_apart(&data, &schema, &options, apart)
        .with_context(|| format!("cannot put the rows of `{}` apart", data.display()))?;
    schemas.found.extend(checked.into_found());
    let report = team.settle(Report::new(schemas.found), &options.selection, CheckedFiles::Alone);
    match counts {
        Some(counts) => finish(counts, [good, bad], args, output)?,
        None => output.warn("the file cannot be read as a table to its end: no row was put apart"),
    }
    team.say(&report, output);
    outputs.finish(&report, output)
}

/// Gives the outputs their names and says what is in them.
fn finish(
    counts: ApartCounts,
    opened: [Opened; 2],
    args: &ValidateSchema,
    output: &Output,
) -> anyhow::Result<()> {
    let mut files = Vec::new();
    let mut folders = Vec::new();
    for (made, mut file) in opened.into_iter().flatten() {
        file.flush().map_err(|source| file.failed(source))?;
        folders.push(made);
        files.push(file);
    }
    finish_all(files)?;
    let said = [
        (&args.good, counts.good, "without a fault"),
        (&args.bad, counts.bad, "with one, and its place and reason"),
    ];
    for (path, rows, what) in said {
        if let Some(path) = path {
            let rows_said = if rows == 1 { "row" } else { "rows" };
            output.note(&format!("{}: {} {rows_said} {what}", path.display(), thousands(rows)));
        }
    }
    Ok(())
}

fn open(path: Option<&Path>, folder: &RunFolder) -> anyhow::Result<Opened> {
    path.map(|path| create(path, folder.replace())).transpose()
}

/// Refuses a name that promises another form than plain CSV.
fn expect_plain(path: &Path) -> anyhow::Result<()> {
    let name = path.to_string_lossy().to_ascii_lowercase();
    if [".gz", ".zst", ".bz2", ".zip", ".parquet", ".pq"]
        .iter()
        .any(|ending| name.ends_with(ending))
    {
        bail!(
            "`{}`: `--good` and `--bad` write plain CSV; choose a name without this ending",
            path.display()
        );
    }
    Ok(())
}

/// The one data file, its schema, and its place.
fn one(args: &ValidateSchema, folder: &RunFolder) -> anyhow::Result<(PathBuf, PathBuf, Place)> {
    let (pairs, place) = files::pairs(args, folder)?;
    match &pairs[..] {
        [(Some(data), schema)] => Ok((data.clone(), schema.clone(), place)),
        _ => bail!(
            "`--good` and `--bad` put the rows of one data file apart; name it, such as `validate schema items.csv \
             --good good.csv --bad bad.csv`"
        ),
    }
}
