//! Pairs data files with schemas.

use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::schema::check::check;
use rehearsal::schema::{DatasetType, Domain, Schema};
use rehearsal::source::{opening, remote};
use rehearsal::text::shell_word;

use crate::args::ValidateSchema;
use crate::run_folder::RunFolder;

/// A data file, if one is to be checked, and a schema.
pub(super) type Pair = (Option<PathBuf>, PathBuf);

/// Endings of files that can be checked.
const ENDINGS: [&str; 12] = [
    "csv", "csv.gz", "csv.zst", "csv.bz2", "csv.zip", "tsv", "parquet", "arrow", "avro", "jsonl",
    "ndjson", "json",
];

/// The most bytes of a schema that is read: no schema that the service takes is a hundredth of this.
const SCHEMA_BYTES_MAX: u64 = 1 << 21;

/// The place of the files that are checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The run folder.
    RunFolder,
    /// The place that the command line names.
    Named,
}

/// Each data file with its schema; a schema alone when only that was given. With them their place.
pub(super) fn pairs(
    args: &ValidateSchema,
    folder: &RunFolder,
) -> anyhow::Result<(Vec<Pair>, Place)> {
    if let (Some(schema), true) = (&args.schema, args.data.is_empty()) {
        return Ok((vec![(None, schema.clone())], Place::Named));
    }
    let (data, place) = if args.data.is_empty() {
        (prepared(folder)?, Place::RunFolder)
    } else {
        (args.data.clone(), Place::Named)
    };
    let with_schema = |path: PathBuf| {
        remote::expect(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
        let schema = match &args.schema {
            Some(schema) => schema.clone(),
            None => schema_beside(&path)?,
        };
        Ok((Some(path), schema))
    };
    let files = data.into_iter().map(with_schema).collect::<anyhow::Result<_>>()?;
    Ok((files, place))
}

/// The schema beside its data: `NAME.avsc` beside `NAME.csv`, `NAME.csv.gz`, `NAME.parquet` or the folder `NAME`.
fn schema_beside(path: &Path) -> anyhow::Result<PathBuf> {
    // A folder may be named as `.`, which is no name.
    let named = match path.file_name() {
        Some(_) => path.to_owned(),
        None => path.canonicalize().with_context(|| format!("cannot read `{}`", path.display()))?,
    };
    let name = named.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(&format!(".{ending}")));
    let beside = match stem {
        Some(stem) => named.with_file_name(format!("{stem}.avsc")),
        None => named.with_extension("avsc"),
    };
    if remote::is_file(&beside) {
        return Ok(beside);
    }
    let is_group = remote::is_dir(path)
        && DatasetType::ALL.into_iter().any(|dataset| !matches!(data_of(path, dataset), Ok(None)));
    if is_group {
        bail!(
            "`{0}` holds several datasets; did you mean `validate dataset {0}`? A folder given to \
             `validate schema` is one dataset in parts",
            path.display()
        );
    }
    bail!(
        "no schema for `{}`: expected `{}` beside it, or `--schema FILE`; `rehearsal schema show` \
         prints those that ship, and `rehearsal schema infer` makes one that fits",
        path.display(),
        beside.display()
    )
}

fn prepared(folder: &RunFolder) -> anyhow::Result<Vec<PathBuf>> {
    let mut there = Vec::new();
    for dataset in DatasetType::ALL {
        there.extend(data_of(folder.path(), dataset)?);
    }
    if there.is_empty() {
        bail!(
            "`{}` holds no interactions.csv, items.csv or users.csv; `rehearsal prep interactions` \
             makes the first",
            folder.path().display()
        );
    }
    Ok(there)
}

/// The data of a dataset in a folder: a file, or a folder of parts.
fn data_of(folder: &Path, dataset: DatasetType) -> anyhow::Result<Option<PathBuf>> {
    Ok(rehearsal::source::files::prepared(folder, dataset.stem())?)
}

/// The pairs of all datasets of a group in a folder.
pub(super) fn of_folder(folder: &Path) -> anyhow::Result<Vec<Pair>> {
    remote::expect_folder(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut pairs = Vec::new();
    for dataset in DatasetType::ALL {
        if let Some(data) = data_of(folder, dataset)? {
            let schema = folder.join(format!("{}.avsc", dataset.stem()));
            if !remote::is_file(&schema) {
                bail!("no schema for `{}`: expected `{}`", data.display(), schema.display());
            }
            pairs.push((Some(data), schema));
        }
    }
    if pairs.is_empty() {
        let stems = DatasetType::ALL.map(DatasetType::stem).join(".csv, ");
        bail!("`{}` holds none of {stems}.csv", folder.display());
    }
    Ok(pairs)
}

/// The text of a schema, as far as it is worth reading.
pub(in crate::command) fn schema_bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("cannot read `{}`", path.display());
    let mut bytes = Vec::new();
    let file = opening::open(path).with_context(failed)?;
    file.take(SCHEMA_BYTES_MAX).read_to_end(&mut bytes).with_context(failed)?;
    Ok(bytes)
}

/// The schema of a dataset in a file, with the dataset that it names.
pub(in crate::command) fn dataset_schema(path: &Path) -> anyhow::Result<(DatasetType, Schema)> {
    let text = schema_bytes(path)?;
    let (schema, _) = check(&String::from_utf8_lossy(&text), "", Domain::Custom);
    let read = schema.and_then(|schema| schema.dataset.map(|dataset| (dataset, schema)));
    read.with_context(|| {
        let shown = path.display();
        let word = shell_word(&shown.to_string());
        format!("`{shown}` is no schema of a dataset; `rehearsal validate schema --schema {word}` says why")
    })
}
