//! The rows of a table as records.

use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

use super::super::error::{First, FusedError};
use super::super::runs::{Run, RunFile};
use super::super::sorted::spilled;
use super::super::store::Store;
use super::batch::{Places, Rows};
use super::dictionary::{Dictionary, Local};
use super::job::{Job, TableText};
use super::key::{Row, Widths};
use super::lines::{self, Fields, Form};
use super::plan::TablePlan;
use super::source::{Notes, Source, Tally};
use super::times::{Moment, Settled};
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
    /// The types in which the cells of the tail are held.
    pub(super) physicals: Vec<Physical>,
    pub(super) tally: Tally,
    pub(super) settled: Settled,
    /// The remarks on timestamps and lines.
    pub(super) notes: Notes,
    pub(super) input: Option<FileRecord>,
}

/// The state that all threads share.
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
        bytes_max: job.workers.memory.bytes_max / job.workers.n_threads.max(1),
    };
    let workers = in_threads(job.workers.n_threads, || (), |first| shared.work(first, job))?;
    let mut tally = Tally::new();
    let mut stores = Vec::new();
    for (store, of_thread) in workers {
        tally.add(&of_thread);
        stores.push(store);
    }
    let Shared { source, users, items, runs, .. } = shared;
    let settled = source.times.expect_unit(&tally.seen)?;
    let (notes, input) = (source.notes(&tally), source.record(table));
    let physicals = source.physicals.into_inner().unwrap_or_default();
    let runs = runs.into_inner().unwrap_or_else(PoisonError::into_inner);
    let tails = source.tails;
    Ok(Read { stores, runs, users, items, tails, physicals, tally, settled, notes, input })
}

impl Shared<'_> {
    fn work(&self, first: &First, job: &Job<'_>) -> Result<(Store, Tally), FusedError> {
        let local = |dictionary| Local::new(dictionary, job.workers.n_threads);
        let mut worker = Worker {
            tally: Tally::new(),
            store: Store::new(),
            users: local(&self.users),
            items: local(&self.items),
            tails: local(&self.source.tails),
        };
        let mut fields = Fields::default();
        let mut file: Option<RunFile> = None;
        while !first.is_set() {
            let Some((_, block)) = self.source.next()? else { break };
            (job.workers.progress)(block.n_read);
            let form = Form::of(&block.bytes);
            let places = self.source.places(&block.layout, form)?;
            let mut rows = Rows::new();
            let n_blank = lines::each(&block.bytes, form, &block.layout, &mut fields, |row| {
                self.source.take(&places, row, &mut rows, &mut worker.tally)?;
                if rows.is_full() { worker.store(&self.source, &places, &mut rows) } else { Ok(()) }
            })?;
            worker.tally.n_blank += if block.layout.is_json { 0 } else { n_blank };
            worker.store(&self.source, &places, &mut rows)?;
            if worker.store.bytes() > self.bytes_max {
                let run = spilled(&mut worker.store, &mut file, job.workers.memory)?;
                self.runs.lock().unwrap_or_else(PoisonError::into_inner).push(run);
            }
        }
        Ok((worker.store, worker.tally))
    }
}

/// The state of one thread.
struct Worker<'s> {
    tally: Tally,
    store: Store,
    users: Local<'s>,
    items: Local<'s>,
    tails: Local<'s>,
}

impl Worker<'_> {
    /// Numbers the ids and tails of some rows of a block, keeps them, and forgets the rows.
    fn store<'b>(
        &mut self,
        source: &Source<'_>,
        places: &Places<'b>,
        rows: &mut Rows<'b>,
    ) -> Result<(), FusedError> {
        let number = |texts: &[&'b str], place: &Place, column: usize, local: &mut Local<'_>| {
            let texts: Vec<&[u8]> = texts.iter().map(|text| text.as_bytes()).collect();
            let admit = |text: &'b [u8]| {
                let text = std::str::from_utf8(text).ok()?;
                Some(match source.id(column, place, text, places.form)? {
                    Cow::Borrowed(id) => Cow::Borrowed(id.as_bytes()),
                    Cow::Owned(id) => Cow::Owned(id.into_bytes()),
                })
            };
            let mut numbers = Vec::with_capacity(texts.len());
            local.numbers(&texts, admit, &mut numbers).ok_or(FusedError::Odd)?;
            Ok::<_, FusedError>(numbers)
        };
        let users = number(&rows.users, places.user, source.shape.user, &mut self.users)?;
        let items = number(&rows.items, places.item, source.shape.item, &mut self.items)?;
        let (local, tally) = (&mut self.tails, &mut self.tally);
        let tails = source.number_tails(places, rows, &rows.tails(), local, tally)?;
        let widths = Widths::of(rows.scale);
        for (at, &(Moment { second, fraction }, is_inside)) in rows.moments.iter().enumerate() {
            if is_inside {
                let row =
                    Row { second, fraction, user: users[at], item: items[at], tail: tails[at] };
                self.store.push(widths.record(row).ok_or(FusedError::Odd)?);
            }
        }
        rows.clear();
        Ok(())
    }
}
