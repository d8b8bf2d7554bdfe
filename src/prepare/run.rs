//! A pipeline run from its input to its files.

use std::io::Write;
use std::path::PathBuf;

use polars::prelude::{DataFrame, Schema};
use serde::Serialize;

use super::error::PrepareError;
use super::file::{EngineChoice, PipelineFile};
use super::fused::{self, FusedError, Memory, Refusal};
use super::input::Input;
use super::output::{Beside, Output};
use super::result::{about, check_domain, expect_full, schema_text};
use crate::export::digest::FileRecord;
use crate::export::{Destination, Finished, Format, Manifest, commit_all};
use crate::number::thousands;
use crate::schema::Dataset;
use crate::source::mapped::Rejected;
use crate::transform::{self, PipelineError, Planned, StepRecord};

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
    /// What will be written; `-` is the standard output.
    pub output: String,
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
    /// The rows that cannot be used.
    pub rejected: Rejected,
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
    output.expect_free()?;
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
        output: output.path().map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
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
    notes.extend(input.remarks(pipeline.dataset));
    let manifest = Manifest::new(inputs, done.records, outputs, input.is_synthetic(), notes);
    let Done { finished, rows, rejected, .. } = done;
    Ok(Prepared { finished, beside, schema, manifest, rows, engine, rejected })
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
    rejected: Rejected,
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
    let rejected = Rejected::default();
    Ok(Done { finished, records: done.records, rows: done.rows, notes, schema, input, rejected })
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
    let (rows, rejected) = (rows as u64, loaded.rejected);
    Ok(Done { finished, records, rows, notes, schema, input: None, rejected })
}

fn cannot_write(output: &Output, source: std::io::Error) -> PrepareError {
    let path = output.path().map_or_else(|| PathBuf::from("-"), ToOwned::to_owned);
    PrepareError::Data { path, source }
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
