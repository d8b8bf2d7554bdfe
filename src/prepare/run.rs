//! A pipeline run from its input to its files.

use std::io::Write;
use std::path::PathBuf;

use super::engines::{Done, no_rows};
use super::error::PrepareError;
use super::fused::{FusedError, Refusal};
use super::output::Beside;
use super::plan::{Chosen, Engine, PreparePlan};
use super::resources::Resources;
use crate::column::TIMESTAMP;
use crate::export::digest::{Digester, FileRecord};
use crate::export::{Finished, Manifest, commit_all};
use crate::source::mapped::Rejected;

/// A result that is written, but does not stand under its final name yet.
pub struct Prepared {
    finished: Finished,
    beside: Option<Beside>,
    schema: String,
    /// The record of inputs, steps and outputs.
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

impl PreparePlan<'_> {
    /// Runs the pipeline. Nothing stands under a final name before [`commit`].
    ///
    /// # Errors
    /// When something cannot be read or written, or no row is left.
    pub fn run(&self, resources: &Resources<'_>) -> Result<Prepared, PrepareError> {
        let Self { pipeline, input, output, .. } = self;
        output.expect_free()?;
        let beside = output.open_beside()?;
        let fused = match &self.chosen {
            Chosen::General(Refusal(reason)) => Err(reason.clone()),
            Chosen::Ratings(plan) => unless_odd(self.run_ratings(plan, resources))?,
            Chosen::Table(plan) => unless_odd(self.run_table(plan, resources))?,
        };
        let (done, engine) = match fused {
            Ok(done) => (done, Engine::Fused),
            Err(reason) => {
                (resources.before_frames)().map_err(PrepareError::Refused)?;
                (self.run_general(resources)?, Engine::Polars { reason })
            }
        };
        if let Some(lost) = no_rows(&done.records) {
            return Err(lost);
        }
        let schema = done.schema;
        let mut outputs = done.finished.records().to_vec();
        if let Some(path) = output.path() {
            let path = path.with_extension("avsc");
            let mut digester = Digester::default();
            digester.update(schema.as_bytes());
            outputs.push(digester.record(&path));
        }
        let inputs = match done.input {
            Some(record) => vec![record],
            None => digests(&input.paths(pipeline.dataset, &pipeline.steps))?,
        };
        let mut notes = done.notes;
        notes.extend(input.remarks(pipeline.dataset));
        if pipeline.reading.no_timestamp && !self.left.contains(TIMESTAMP) {
            let what =
                "no TIMESTAMP, which the service needs: `--timestamp-from 2024-01-01` writes one";
            notes.push(what.to_owned());
        }
        let manifest = Manifest {
            synthetic: input.is_synthetic(),
            ..Manifest::new(inputs, done.records, outputs, notes)
        };
        let Done { finished, rows, rejected, .. } = done;
        Ok(Prepared { finished, beside, schema, manifest, rows, engine, rejected })
    }
}

/// Turns a table that the fused engine gives up into the reason for the general one.
fn unless_odd(done: Result<Done, PrepareError>) -> Result<Result<Done, String>, PrepareError> {
    match done {
        Err(PrepareError::Fused(FusedError::Odd)) => {
            Ok(Err("a row is not plain enough for the fused engine".to_owned()))
        }
        Err(PrepareError::Fused(FusedError::Varied)) => {
            Ok(Err("nearly every row has other cells of its own".to_owned()))
        }
        other => other.map(Ok),
    }
}

fn digests(paths: &[PathBuf]) -> Result<Vec<FileRecord>, PrepareError> {
    let record = |path: &PathBuf| {
        FileRecord::of(path).map_err(|source| PrepareError::Digest { path: path.clone(), source })
    };
    paths.iter().map(record).collect()
}
