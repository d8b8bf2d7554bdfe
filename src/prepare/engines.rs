//! A pipeline run by each of the engines.

use std::path::PathBuf;

use polars::prelude::DataFrame;

use super::error::PrepareError;
use super::fused::{self, FusedError, Memory, TableJob, TablePlan, Workers};
use super::output::Output;
use super::plan::PreparePlan;
use super::resources::Resources;
use super::result::{about, event_note, expect_full, schema_text};
use crate::export::digest::FileRecord;
use crate::export::{Destination, Finished};
use crate::source::mapped::Rejected;
use crate::transform::{self, StepRecord};

/// The result of an engine.
pub(super) struct Done {
    pub(super) finished: Finished,
    pub(super) records: Vec<StepRecord>,
    pub(super) rows: u64,
    pub(super) notes: Vec<String>,
    /// The schema that fits the rows.
    pub(super) schema: String,
    /// The record of the input, where the engine has hashed it on the way.
    pub(super) input: Option<FileRecord>,
    pub(super) rejected: Rejected,
}

/// The memory for rows that are sorted, and the folder for more.
fn memory(resources: &Resources<'_>, output: &Output) -> Memory {
    let folder = resources.temporary_folder.clone().unwrap_or_else(|| output.folder());
    Memory { bytes_max: resources.sort_bytes, folder }
}

impl PreparePlan<'_> {
    /// Runs the fused engine for ratings.
    pub(super) fn run_ratings(
        &self,
        plan: &fused::Plan,
        resources: &Resources<'_>,
    ) -> Result<Done, PrepareError> {
        let Self { pipeline, input, output, .. } = self;
        let memory = memory(resources, output);
        let pass = |destination: &mut Destination, progress: &(dyn Fn(u64) + Sync)| {
            let text = input.ratings_text()?.map_err(|_| FusedError::Odd)?;
            let workers = Workers { n_threads: resources.n_threads, memory: &memory, progress };
            let ran = fused::run(plan, text, destination, workers);
            ran.map_err(|error| fused_error(output, error))
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
        let notes = event_note(&done.events).into_iter().collect();
        let schema = schema_text(pipeline, &DataFrame::empty_with_schema(&self.left));
        let input = input.is_plain_file().then_some(done.input);
        let (records, rows, rejected) = (done.records, done.rows, Rejected::default());
        Ok(Done { finished, records, rows, notes, schema, input, rejected })
    }

    /// Runs the fused engine for any table.
    pub(super) fn run_table(
        &self,
        plan: &TablePlan,
        resources: &Resources<'_>,
    ) -> Result<Done, PrepareError> {
        let Self { pipeline, input, output, .. } = self;
        let table = input.table_text(pipeline.dataset, &pipeline.steps).ok_or(FusedError::Odd)?;
        let memory = memory(resources, output);
        let mut destination = output.open(resources.stdout)?;
        let job = TableJob {
            format: output.format(),
            quoting: pipeline.quoting,
            workers: Workers {
                n_threads: resources.n_threads,
                memory: &memory,
                progress: resources.progress,
            },
        };
        let ran = fused::run_table(plan, &table, &mut destination, job);
        let done = ran.map_err(|error| fused_error(output, error))?;
        if expect_full(pipeline, &done.sample).is_err() {
            return Err(FusedError::Odd.into());
        }
        let finished = destination.finish().map_err(|source| cannot_write(output, source))?;
        let mut notes: Vec<String> = event_note(&done.events).into_iter().collect();
        notes.extend(done.notes);
        let schema = schema_text(pipeline, &done.sample);
        let (records, rows, rejected) = (done.records, done.rows, Rejected::default());
        Ok(Done { finished, records, rows, notes, schema, input: done.input, rejected })
    }

    /// Runs the general engine.
    pub(super) fn run_general(&self, resources: &Resources<'_>) -> Result<Done, PrepareError> {
        let Self { pipeline, input, output, .. } = self;
        // Opened before the rows are read, so that what cannot be written is known at once.
        let mut destination = output.open(resources.stdout)?;
        let loaded = input.load(pipeline.dataset, &pipeline.steps)?;
        let (frame, records) = transform::run(&pipeline.steps, loaded.frame)?;
        let failed = |source| cannot_write(output, source);
        expect_full(pipeline, &frame)?;
        let schema = schema_text(pipeline, &frame);
        let rows = frame.height();
        let per_part = destination
            .shard_rows()
            .map_or(rows, |rows| usize::try_from(rows).unwrap_or(usize::MAX));
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
}

/// The error of a step that kept no row, if there is one.
pub(super) fn no_rows(records: &[StepRecord]) -> Option<PrepareError> {
    let (index, record) = records.iter().enumerate().find(|(_, record)| record.rows_out == 0)?;
    let (number, step, rows_in) = (index + 1, record.step.name(), record.rows_in);
    Some(PrepareError::NoRows { number, step, rows_in })
}

/// Names the output in an error of the fused engine that concerns it.
fn fused_error(output: &Output, error: FusedError) -> PrepareError {
    match error {
        FusedError::Write(source) => cannot_write(output, source),
        other => PrepareError::Fused(other),
    }
}

fn cannot_write(output: &Output, source: std::io::Error) -> PrepareError {
    let path = output.path().map_or_else(|| PathBuf::from("-"), ToOwned::to_owned);
    PrepareError::Data { path, source }
}
