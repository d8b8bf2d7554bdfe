//! The rows of a table as records.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use super::super::runs::{Run, RunFile};
use super::super::sorted::spilled;
use super::super::store::Store;
use super::super::{First, FusedError};
use super::dictionary::Dictionary;
use super::key::{Row, Widths};
use super::plan::TablePlan;
use super::source::{Places, Source, Tally, text};
use super::times::Settled;
use super::{Job, TableText, lines};
use crate::export::digest::FileRecord;
use crate::parallel::in_threads;
use crate::source::door::Physical;
use crate::source::mapped::{Cells, Place};

/// A table that was read.
pub(super) struct Read {
    pub(super) stores: Vec<Store>,
    pub(super) runs: Vec<Run>,
    pub(super) users: Dictionary,
    pub(super) items: Dictionary,
    pub(super) tails: Dictionary,
    /// How the cells of the tail are held.
    pub(super) physicals: Vec<Physical>,
    pub(super) tally: Tally,
    pub(super) settled: Settled,
    /// What is to be said of timestamps and lines, in sentences.
    pub(super) notes: Vec<String>,
    pub(super) input: Option<FileRecord>,
}

/// What all threads share.
struct Shared<'a> {
    source: Source<'a>,
    users: Dictionary,
    items: Dictionary,
    runs: Mutex<Vec<Run>>,
    bytes_max: usize,
}

/// Reads all rows.
pub(super) fn read(
    plan: &TablePlan,
    table: &TableText<'_>,
    job: &Job<'_>,
) -> Result<Read, FusedError> {
    let cells = Cells::new(table.mapped, table.instants, table.reading);
    let shared = Shared {
        source: Source::new(plan, table, &cells)?,
        users: Dictionary::new(),
        items: Dictionary::new(),
        runs: Mutex::default(),
        bytes_max: job.memory.bytes_max / job.n_threads.max(1),
    };
    let workers = in_threads(job.n_threads, || (), |first| shared.work(first, job))?;
    let mut tally = Tally::new();
    let mut stores = Vec::new();
    for (store, of_thread) in workers {
        tally.add(&of_thread);
        stores.push(store);
    }
    let Shared { source, users, items, runs, .. } = shared;
    let settled = source.times.expect_unit(&tally.seen)?;
    let (notes, input) = (source.notes(&tally, Vec::new()), source.record(table));
    let physicals = source.physicals.into_inner().unwrap_or_default();
    let runs = runs.into_inner().unwrap_or_else(PoisonError::into_inner);
    let tails = source.tails;
    Ok(Read { stores, runs, users, items, tails, physicals, tally, settled, notes, input })
}

impl Shared<'_> {
    fn work(&self, first: &First, job: &Job<'_>) -> Result<(Store, Tally), FusedError> {
        let mut worker = Worker { tally: Tally::new(), store: Store::new(), tail: Vec::new() };
        let mut file: Option<RunFile> = None;
        while !first.is_set() {
            let Some((_, block)) = self.source.next()? else { break };
            (job.progress)(block.n_read);
            let places = self.source.places(&block.layout)?;
            let take = |fields: &[&str]| worker.take(self, &places, fields);
            let n_blank = lines::each(&block.bytes, &block.layout, take)?;
            worker.tally.n_blank += if block.layout.is_json { 0 } else { n_blank };
            if worker.store.bytes() > self.bytes_max {
                let run = spilled(&mut worker.store, &mut file, job.memory)?;
                self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
            }
        }
        Ok((worker.store, worker.tally))
    }
}

/// What one thread holds.
struct Worker {
    tally: Tally,
    store: Store,
    /// The tail at hand.
    tail: Vec<u8>,
}

impl Worker {
    fn take(
        &mut self,
        shared: &Shared<'_>,
        places: &Places<'_>,
        fields: &[&str],
    ) -> Result<(), FusedError> {
        let source = &shared.source;
        let id = |place: &Place, column: usize, dictionary: &Dictionary| {
            let text = text(place, fields);
            let admit = || {
                Some(match source.id(column, place, text)? {
                    Cow::Borrowed(id) => Cow::Borrowed(id.as_bytes()),
                    Cow::Owned(id) => Cow::Owned(id.into_bytes()),
                })
            };
            dictionary.number(text.as_bytes(), admit).ok_or(FusedError::Odd)
        };
        let user = id(places.user, source.shape.user, &shared.users)?;
        let item = id(places.item, source.shape.item, &shared.items)?;
        let taken = source.take(places, fields, &mut self.tail, &mut self.tally)?;
        let Some((moment, scale, tail)) = taken else { return Ok(()) };
        let row = Row { second: moment.second, fraction: moment.fraction, user, item, tail };
        self.store.push(Widths::of(scale).record(row).ok_or(FusedError::Odd)?);
        Ok(())
    }
}
