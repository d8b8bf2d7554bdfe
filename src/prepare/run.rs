//! A pipeline run from its input to its files.

use std::io::Write;
use std::path::PathBuf;

use polars::prelude::{DataFrame, DataType, Schema};
use serde::Serialize;

use super::file::{EngineChoice, PipelineFile};
use super::fused::{self, FusedError, Memory, Refusal};
use super::input::{Input, InputError};
use super::output::{Beside, Output, OutputError};
use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES, TITLE, YEAR};
use crate::export::csv::{n_null, value_counts};
use crate::export::digest::FileRecord;
use crate::export::{Destination, Finished, Format, Manifest, WriteError, commit_all};
use crate::number::thousands;
use crate::schema::compose::{ColumnType, compose, is_required};
use crate::schema::{AvroType, Dataset};
use crate::source::ReadError;
use crate::transform::{self, PipelineError, Planned, StepRecord};

/// Why a pipeline did not end with its files.
#[derive(Debug, thiserror::Error)]
pub enum PrepareError {
    /// There is nothing to read.
    #[error(transparent)]
    Input(#[from] InputError),
    /// The input cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// A step does not fit or failed.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// The result cannot go where it should.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// A file cannot get its name.
    #[error(transparent)]
    Write(#[from] WriteError),
    /// The fused engine could not read or write.
    #[error(transparent)]
    Fused(#[from] FusedError),
    /// The data cannot be written.
    #[error("cannot write `{}`", path.display())]
    Data {
        /// The file or folder.
        path: PathBuf,
        /// The reason.
        source: std::io::Error,
    },
    /// A file that was read cannot be read again for its digest.
    #[error("cannot read `{}`", path.display())]
    Digest {
        /// The file.
        path: PathBuf,
        /// The reason the system gave.
        source: std::io::Error,
    },
    /// The steps dropped every row.
    #[error("no row is left: step {number} `{step}` was given {rows_in} and kept none")]
    NoRows {
        /// The step that dropped the last ones, from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// How many it was given.
        rows_in: u64,
    },
    /// Cells are empty where none may be.
    #[error(
        "column `{column}` is empty in {count} rows, first in row {row} of the result, and the \
         service allows no empty cell there; fill them, or drop the rows with a `filter` step"
    )]
    Empty {
        /// The column.
        column: String,
        /// How many cells.
        count: u64,
        /// The first of them, counted after the last step.
        row: u64,
    },
    /// The domain wants columns that are not there.
    #[error(
        "the domain `{domain}` wants {} in its {dataset}, and the pipeline leaves {}; a table with \
         these columns can be read with `--map`",
        missing.join(" and "),
        found.join(", ")
    )]
    Domain {
        /// The domain.
        domain: &'static str,
        /// The dataset.
        dataset: &'static str,
        /// The columns that are missing.
        missing: Vec<String>,
        /// The columns there are.
        found: Vec<String>,
    },
}

/// Which engine runs the steps, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "name", rename_all = "lowercase")]
pub enum Engine {
    /// One pass over the text, in bounded memory.
    Fused,
    /// Polars, in memory.
    Polars {
        /// Why not the fused one.
        reason: String,
    },
}

/// A pipeline before it runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// 1
    pub schema_version: u32,
    /// The files that will be read.
    pub inputs: Vec<String>,
    /// The engine.
    pub engine: Engine,
    /// The columns that the first step is given.
    pub columns: Vec<String>,
    /// The steps, with the columns that each leaves.
    pub steps: Vec<Planned>,
}

/// What may be used, and who wants to know.
pub struct Resources<'a> {
    /// Bytes for rows that are being sorted; what exceeds them is put aside on the disk.
    pub sort_bytes: usize,
    /// Threads.
    pub n_threads: usize,
    /// Opens the standard output.
    pub stdout: &'a dyn Fn() -> Box<dyn Write + Send>,
    /// Called with the bytes read so far, where that is known.
    pub progress: &'a (dyn Fn(u64) + Sync),
}

/// A result that is written, but does not stand under its final name yet.
pub struct Prepared {
    finished: Finished,
    beside: Option<Beside>,
    schema: String,
    /// What was read, done and written.
    pub manifest: Manifest,
    /// Rows written.
    pub rows: u64,
    /// The engine that ran.
    pub engine: Engine,
}

/// Gives data, schemas and manifests their final names, all or none; each result comes with the bytes
/// of its manifest.
///
/// # Errors
/// When one cannot be written or named.
pub fn commit(results: Vec<(Prepared, Vec<u8>)>) -> Result<(), PrepareError> {
    let (mut tables, mut folders) = (Vec::new(), Vec::new());
    for (prepared, manifest_text) in results {
        let mut files = Vec::new();
        if let Some(Beside { mut schema, mut manifest, folder }) = prepared.beside {
            let written = schema.write_all(prepared.schema.as_bytes());
            written.map_err(|source| schema.failed(source))?;
            let written = manifest.write_all(&manifest_text);
            written.map_err(|source| manifest.failed(source))?;
            files = vec![schema, manifest];
            folders.push(folder);
        }
        tables.push((prepared.finished, files));
    }
    Ok(commit_all(tables)?)
}

/// Checks the pipeline against the columns of the input, without a row.
///
/// # Errors
/// When a step does not fit, or the domain wants other columns.
pub fn preview(
    pipeline: &PipelineFile,
    input: &Input,
    output: &Output,
) -> Result<Preview, PrepareError> {
    output.expect_not_read(&input.paths(pipeline.dataset, &pipeline.steps))?;
    input.expect_needs(pipeline.dataset, &pipeline.steps)?;
    let schema = input.schema(pipeline.dataset, &pipeline.steps);
    let steps = transform::plan(&pipeline.steps, &schema)?;
    let left = final_schema(pipeline, &schema)?;
    check_domain(pipeline, &left)?;
    let engine = match choose(pipeline, input, output)? {
        Ok(_) => Engine::Fused,
        Err(Refusal(reason)) => Engine::Polars { reason },
    };
    let inputs = input.paths(pipeline.dataset, &pipeline.steps);
    Ok(Preview {
        schema_version: 1,
        inputs: inputs.iter().map(|path| path.display().to_string()).collect(),
        engine,
        columns: transform::described(&schema),
        steps,
    })
}

/// The fused plan, or why the general engine is needed.
fn choose(
    pipeline: &PipelineFile,
    input: &Input,
    output: &Output,
) -> Result<Result<fused::Plan, Refusal>, PrepareError> {
    if pipeline.engine == EngineChoice::Polars {
        return Ok(Err(Refusal("it was asked for".to_owned())));
    }
    if pipeline.dataset != Dataset::Interactions {
        return Ok(Err(Refusal("only interactions have a fused engine".to_owned())));
    }
    if output.format() != Format::Csv {
        return Ok(Err(Refusal(format!("the output is {}", output.format().name()))));
    }
    let plan = match fused::plan(&pipeline.steps) {
        Ok(plan) => plan,
        Err(refusal) => return Ok(Err(refusal)),
    };
    Ok(input.ratings_text()?.map(|_| plan).map_err(Refusal))
}

/// Runs the pipeline. Nothing stands under a final name before [`commit`].
///
/// # Errors
/// When something cannot be read or written, or no row is left.
pub fn run(
    pipeline: &PipelineFile,
    input: &Input,
    output: &Output,
    resources: &Resources<'_>,
) -> Result<Prepared, PrepareError> {
    let inputs = input.paths(pipeline.dataset, &pipeline.steps);
    preview(pipeline, input, output)?;
    let beside = output.open_beside()?;
    let (done, engine) = match choose(pipeline, input, output)? {
        Err(Refusal(reason)) => {
            (general(pipeline, input, output, resources)?, Engine::Polars { reason })
        }
        Ok(plan) => match run_fused(&plan, pipeline, input, output, resources) {
            Err(PrepareError::Fused(FusedError::Odd)) => {
                let reason = "a row is not plain enough for the fused engine".to_owned();
                (general(pipeline, input, output, resources)?, Engine::Polars { reason })
            }
            other => (other?, Engine::Fused),
        },
    };
    if let Some(lost) = no_rows(&done.records) {
        return Err(lost);
    }
    let schema = done.schema;
    let mut outputs = done.finished.records().to_vec();
    if let Some(path) = output.path() {
        let path = path.with_extension("avsc");
        let mut digester = crate::export::digest::Digester::default();
        digester.update(schema.as_bytes());
        outputs.push(digester.record(&path));
    }
    let inputs = match done.input {
        Some(record) => vec![record],
        None => digests(&inputs)?,
    };
    let mut notes = done.notes;
    notes.extend(input.left_out());
    let manifest = Manifest::new(inputs, done.records, outputs, input.is_synthetic(), notes);
    Ok(Prepared { finished: done.finished, beside, schema, manifest, rows: done.rows, engine })
}

/// That a step kept no row, if one did.
fn no_rows(records: &[StepRecord]) -> Option<PrepareError> {
    let (index, record) = records.iter().enumerate().find(|(_, record)| record.rows_out == 0)?;
    let (number, step, rows_in) = (index + 1, record.step.name(), record.rows_in);
    Some(PrepareError::NoRows { number, step, rows_in })
}

/// What an engine did.
struct Done {
    finished: Finished,
    records: Vec<StepRecord>,
    rows: u64,
    notes: Vec<String>,
    /// The schema that fits the rows.
    schema: String,
    /// The input as it was read, where the engine has hashed it on the way.
    input: Option<FileRecord>,
}

fn run_fused(
    plan: &fused::Plan,
    pipeline: &PipelineFile,
    input: &Input,
    output: &Output,
    resources: &Resources<'_>,
) -> Result<Done, PrepareError> {
    let memory = Memory { bytes_max: resources.sort_bytes, folder: output.folder() };
    let pass = |destination: &mut Destination, progress: &(dyn Fn(u64) + Sync)| {
        let text = input.ratings_text()?.map_err(|_| FusedError::Odd)?;
        let n_threads = resources.n_threads;
        fused::run(plan, text, destination, &memory, n_threads, progress).map_err(|error| {
            match error {
                FusedError::Write(source) => cannot_write(output, source),
                other => PrepareError::Fused(other),
            }
        })
    };
    if output.path().is_none() && plan.writes_while_reading() {
        // What went down a pipe cannot be taken back, so that the file is looked through before.
        let seen = pass(&mut Destination::stream(Box::new(std::io::sink())), &|_| ())?;
        if let Some(lost) = no_rows(&seen.records) {
            return Err(lost);
        }
    }
    let mut destination = output.open(resources.stdout)?;
    let done = pass(&mut destination, resources.progress)?;
    let finished = destination.finish().map_err(|source| cannot_write(output, source))?;
    let named = |(name, rows): &(String, u64)| format!("{} {name}", thousands(*rows));
    let events: Vec<String> = done.events.iter().map(named).collect();
    let notes =
        if events.is_empty() { Vec::new() } else { vec![format!("events: {}", events.join(", "))] };
    let columns = input.schema(pipeline.dataset, &pipeline.steps);
    let frame = DataFrame::empty_with_schema(&final_schema(pipeline, &columns)?);
    let schema = schema_text(pipeline, &frame);
    let input = input.is_plain_file().then_some(done.input);
    Ok(Done { finished, records: done.records, rows: done.rows, notes, schema, input })
}

fn general(
    pipeline: &PipelineFile,
    input: &Input,
    output: &Output,
    resources: &Resources<'_>,
) -> Result<Done, PrepareError> {
    // Opened before the rows are read, so that what cannot be written is known at once.
    let mut destination = output.open(resources.stdout)?;
    let loaded = input.load(pipeline.dataset, &pipeline.steps)?;
    let (frame, records) = transform::run(&pipeline.steps, loaded.frame)?;
    let failed = |source| cannot_write(output, source);
    expect_full(pipeline, &frame)?;
    let schema = schema_text(pipeline, &frame);
    let rows = frame.height();
    let per_part =
        destination.shard_rows().map_or(rows, |rows| usize::try_from(rows).unwrap_or(usize::MAX));
    for at in (0..rows).step_by(per_part.max(1)) {
        destination.begin_part().map_err(failed)?;
        let offset = i64::try_from(at).map_err(std::io::Error::other).map_err(failed)?;
        let part = frame.slice(offset, per_part.min(rows - at));
        let out = destination.out().map_err(failed)?;
        output.format().write(&part, &schema, pipeline.quoting, out).map_err(failed)?;
    }
    let finished = destination.finish().map_err(failed)?;
    let mut notes = about(pipeline.dataset, &frame);
    notes.extend(loaded.notes);
    Ok(Done { finished, records, rows: rows as u64, notes, schema, input: None })
}

fn cannot_write(output: &Output, source: std::io::Error) -> PrepareError {
    let path = output.path().map_or_else(|| PathBuf::from("-"), ToOwned::to_owned);
    PrepareError::Data { path, source }
}

/// What a reader of the data should know.
fn about(dataset: Dataset, frame: &DataFrame) -> Vec<String> {
    if dataset == Dataset::Interactions {
        let counts = value_counts(frame, EVENT_TYPE);
        let named = counts.iter().map(|(name, rows)| format!("{} {name}", thousands(*rows as u64)));
        let named: Vec<String> = named.collect();
        return if named.is_empty() {
            Vec::new()
        } else {
            vec![format!("events: {}", named.join(", "))]
        };
    }
    let empty = |column: &str, without: &str| {
        let count = n_null(frame, column) as u64;
        (count > 0).then(|| format!("{without}, {column} empty: {}", thousands(count)))
    };
    let films = [
        empty(TITLE, "items without a title"),
        empty(GENRES, "items without a genre"),
        empty(YEAR, "items without a year in their title"),
        empty(CREATION_TIMESTAMP, "items without a rating"),
    ];
    let notes: Vec<String> = if dataset == Dataset::Items {
        films.into_iter().flatten().collect()
    } else {
        let names = frame.get_column_names();
        names.into_iter().filter_map(|name| empty(name, "users of whom it is not known")).collect()
    };
    notes
}

fn digests(paths: &[PathBuf]) -> Result<Vec<FileRecord>, PrepareError> {
    let record = |path: &PathBuf| {
        FileRecord::of(path).map_err(|source| PrepareError::Digest { path: path.clone(), source })
    };
    paths.iter().map(record).collect()
}

/// The columns after the last step.
fn final_schema(pipeline: &PipelineFile, schema: &Schema) -> Result<Schema, PipelineError> {
    let frame = DataFrame::empty_with_schema(schema);
    let (frame, _) = transform::run(&pipeline.steps, frame)?;
    Ok(frame.schema().as_ref().clone())
}

fn check_domain(pipeline: &PipelineFile, left: &Schema) -> Result<(), PrepareError> {
    let required = pipeline.domain.required(pipeline.dataset);
    let missing: Vec<String> =
        required.iter().filter(|name| !left.contains(name)).map(|&name| name.to_owned()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(PrepareError::Domain {
        domain: pipeline.domain.name(),
        dataset: pipeline.dataset.stem(),
        missing,
        found: left.iter_names().map(ToString::to_string).collect(),
    })
}

/// Refuses an empty cell where the service, or the domain, allows none.
fn expect_full(pipeline: &PipelineFile, frame: &DataFrame) -> Result<(), PrepareError> {
    for column in frame.columns() {
        let required = is_required(pipeline.dataset, pipeline.domain, column.name());
        if required && column.null_count() > 0 {
            let row = column.is_null().iter().position(|null| null == Some(true)).unwrap_or(0);
            return Err(PrepareError::Empty {
                column: column.name().to_string(),
                count: column.null_count() as u64,
                row: row as u64 + 1,
            });
        }
    }
    Ok(())
}

/// The Avro schema that fits the columns.
fn schema_text(pipeline: &PipelineFile, frame: &DataFrame) -> String {
    let columns: Vec<ColumnType> = frame
        .columns()
        .iter()
        .map(|column| ColumnType {
            name: column.name().to_string(),
            has_empty: column.null_count() > 0,
            avro: match column.dtype() {
                DataType::Int32 => AvroType::Int,
                DataType::Int64 => AvroType::Long,
                DataType::Float64 => AvroType::Double,
                _ => AvroType::String,
            },
        })
        .collect();
    compose(pipeline.dataset, pipeline.domain, &columns)
}
