//! Events in their total order: read into buckets of time, then sorted and written bucket by bucket.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::chunks::Chunks;
use super::done::Done;
use super::error::{First, FusedError};
use super::event_rows::{Kept, Rows};
use super::in_turn::InTurn;
use super::line::Layout;
use super::memory::Memory;
use super::outcome::{Codes, Registry};
use super::plan::Plan;
use super::record::{MOMENT_BELOW, RECORD_BYTES, Record};
use super::runs::{Run, RunFile, Segment, segments};
use super::store::{BUCKETS, Store};
use super::tally::Tally;
use super::workers::Workers;
use crate::export::Destination;
use crate::parallel::{AfterTurn, in_threads};
use crate::source::movielens::RatingsText;

/// Records formatted at a time, so that the text of a large bucket is never whole in memory.
pub(super) const BLOCK_RECORDS: usize = 1 << 16;
/// The most records of one part of the runs, shared out among the threads that hold one each.
const SEGMENT_RECORDS: u64 = 1 << 18;

pub(super) fn run(
    plan: &Plan,
    text: RatingsText,
    destination: &mut Destination,
    workers: Workers<'_>,
) -> Result<Done, FusedError> {
    let layout = Layout::of(&text);
    let label = text.label;
    let registry = Registry::new(plan);
    let reading = Reading {
        plan,
        layout,
        chunks: Mutex::new(Chunks::new(text.input, text.form)),
        registry: &registry,
        workers,
        bytes_max: workers.memory.bytes_max / workers.n_threads,
        read: Mutex::default(),
        path: &label,
    };
    in_threads(workers.n_threads, || (), |first| reading.work(first))?;
    let input = reading.chunks.into_inner().unwrap_or_else(PoisonError::into_inner).record(&label);
    let read = reading.read.into_inner().unwrap_or_else(PoisonError::into_inner);
    let mut tally = Tally::new(registry.kinds().len());
    read.tallies.iter().for_each(|one| tally.add(one));
    if tally.has_no_event() {
        // Nothing is written, not even a header: the caller says which step dropped the last row.
        return tally.done(plan, registry.kinds(), input);
    }
    let records = Records::new(read.stores, read.runs, workers.memory)?;
    tally.kinds = write(plan, &registry, &records, destination, workers.n_threads)?;
    tally.done(plan, registry.kinds(), input)
}

/// The data that all reading threads share.
struct Reading<'a> {
    plan: &'a Plan,
    layout: Layout,
    chunks: Mutex<Chunks>,
    registry: &'a Registry<'a>,
    workers: Workers<'a>,
    /// Bytes of records that one thread may hold.
    bytes_max: usize,
    read: Mutex<Read>,
    path: &'a std::path::Path,
}

/// The data that the threads have read.
#[derive(Default)]
struct Read {
    stores: Vec<Store>,
    runs: Vec<Run>,
    tallies: Vec<Tally>,
}

impl Reading<'_> {
    fn work(&self, first: &First) -> Result<(), FusedError> {
        let mut codes = Codes::new(self.registry);
        let mut tally = Tally::new(self.registry.kinds().len());
        let mut store = Store::new();
        let mut file = None;
        let mut buffer = Vec::new();
        let mut parsed = Vec::new();
        while !first.is_set() {
            let mut chunks = self.chunks.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(chunk) = chunks.next(&mut buffer, self.path)? else { break };
            drop(chunks);
            (self.workers.progress)(chunk.bytes);
            parsed.clear();
            self.layout.parse(&buffer, chunk, &mut codes, |rating| {
                parsed.push(rating);
                Ok(())
            })?;
            for &rating in &parsed {
                if tally.admits(self.plan, rating.timestamp_s) {
                    let outcome = codes.outcome(rating.code);
                    tally.count(outcome);
                    if !outcome.events.is_empty() {
                        store.push(Record::new(rating));
                    }
                }
            }
            if store.bytes() > self.bytes_max {
                let run = spilled(&mut store, &mut file, self.workers.memory)?;
                self.read.lock().unwrap_or_else(PoisonError::into_inner).runs.push(run);
            }
        }
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        read.stores.push(store);
        read.tallies.push(tally);
        Ok(())
    }
}

/// Puts all records of `store` aside as a run, in a file that is made with the first one.
pub(super) fn spilled(
    store: &mut Store,
    file: &mut Option<RunFile>,
    memory: &Memory,
) -> Result<Run, FusedError> {
    let failed = |source| FusedError::Spill { folder: memory.folder.clone(), source };
    let mut open = match file.take() {
        Some(open) => open,
        None => RunFile::create(&memory.folder).map_err(failed)?,
    };
    let run = Run::write(store, &mut open).map_err(failed)?;
    *file = Some(open);
    Ok(run)
}

/// Puts the records left in memory aside too, and gives the parts of all runs, in the order of time. Records that agree
/// above their last `below` bits are in one part.
pub(super) fn on_disk(
    stores: &mut [Store],
    runs: &mut Vec<Run>,
    memory: &Memory,
    below: u32,
) -> Result<Vec<Segment>, FusedError> {
    let mut file = None;
    for store in stores.iter_mut().filter(|store| store.bytes() > 0) {
        runs.push(spilled(store, &mut file, memory)?);
    }
    let fitting = (memory.bytes_max / (4 * RECORD_BYTES)) as u64;
    let failed = |source| FusedError::Spill { folder: memory.folder.clone(), source };
    segments(runs, SEGMENT_RECORDS.min(fitting.max(1)), below).map_err(failed)
}

/// All records, in memory or, if any had to be put aside, on the disk.
enum Records<'a> {
    /// The buckets that hold any, by number.
    Memory {
        stores: Vec<Mutex<Store>>,
        buckets: Vec<usize>,
    },
    Disk {
        runs: Vec<Run>,
        segments: Vec<Segment>,
        memory: &'a Memory,
    },
}

impl<'a> Records<'a> {
    fn new(
        mut stores: Vec<Store>,
        mut runs: Vec<Run>,
        memory: &'a Memory,
    ) -> Result<Self, FusedError> {
        if runs.is_empty() {
            let holds = |&bucket: &usize| stores.iter().any(|store| store.len_of(bucket) > 0);
            let buckets = (0..BUCKETS).filter(holds).collect();
            return Ok(Self::Memory {
                stores: stores.into_iter().map(Mutex::new).collect(),
                buckets,
            });
        }
        let segments = on_disk(&mut stores, &mut runs, memory, MOMENT_BELOW)?;
        Ok(Self::Disk { runs, segments, memory })
    }

    /// The number of parts; in their order they are the order of all records.
    const fn n_parts(&self) -> usize {
        match self {
            Self::Memory { buckets, .. } => buckets.len(),
            Self::Disk { segments, .. } => segments.len(),
        }
    }

    /// Moves the records of part `index` into `records`, sorted.
    fn take(&self, index: usize, records: &mut Vec<Record>) -> Result<(), FusedError> {
        records.clear();
        match self {
            Self::Memory { stores, buckets } => {
                let lengths = stores.iter().map(|store| {
                    store.lock().unwrap_or_else(PoisonError::into_inner).len_of(buckets[index])
                });
                records.reserve_exact(lengths.sum());
                for store in stores {
                    let mut store = store.lock().unwrap_or_else(PoisonError::into_inner);
                    store.take(buckets[index], records);
                }
                records.sort_unstable();
                Ok(())
            }
            Self::Disk { runs, segments, memory } => {
                let failed = |source| FusedError::Spill { folder: memory.folder.clone(), source };
                segments[index].load(runs, records).map_err(failed)
            }
        }
    }
}

/// Writes all records in their order; the rows by kind.
fn write(
    plan: &Plan,
    registry: &Registry<'_>,
    records: &Records<'_>,
    destination: &mut Destination,
    n_threads: usize,
) -> Result<Vec<u64>, FusedError> {
    let header = plan.header();
    let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
    let outcomes = registry.outcomes();
    let kept = if plan.weakest_first.is_some() { Kept::Strongest } else { Kept::All };
    let next = AtomicUsize::new(0);
    let counts = Mutex::new(vec![0_u64; registry.kinds().len()]);
    let work = |first: &First| -> Result<(), FusedError> {
        let mut rows = Rows::new(registry.kinds().len());
        let mut part = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= records.n_parts() || first.is_set() {
                break;
            }
            records.take(index, &mut part)?;
            let is_written = write_blocks(&part, index, &out, block_end, |block, write| {
                rows.clear();
                rows.push_sorted(block, &outcomes, kept);
                write(rows.text())
            })?;
            if !is_written {
                break;
            }
        }
        let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.iter_mut().zip(&rows.counts).for_each(|(count, more)| *count += more);
        Ok(())
    };
    in_threads(n_threads, || out.stop(), work)?;
    out.finish();
    Ok(counts.into_inner().unwrap_or_else(PoisonError::into_inner))
}

/// Writes one part, block by block; `false` when another thread has failed. The first block of what is left
/// ends where `block_end` says; `format` hands the text of a block to its second argument.
pub(super) fn write_blocks(
    part: &[Record],
    index: usize,
    out: &InTurn<'_>,
    block_end: impl Fn(&[Record]) -> usize,
    mut format: impl FnMut(
        &[Record],
        &dyn Fn(&[u8]) -> Result<bool, FusedError>,
    ) -> Result<bool, FusedError>,
) -> Result<bool, FusedError> {
    let mut rest = part;
    loop {
        let (block, later) = rest.split_at(block_end(rest));
        let after = if later.is_empty() { AfterTurn::PassOn } else { AfterTurn::Keep };
        let is_written = format(block, &|text| out.write(index, after, text))?;
        if later.is_empty() || !is_written {
            return Ok(is_written);
        }
        rest = later;
    }
}

/// The end of the first block of `records`, which cuts no moment in two.
fn block_end(records: &[Record]) -> usize {
    let Some(last) = records.get(BLOCK_RECORDS - 1) else { return records.len() };
    let moment = last.moment();
    let more = records[BLOCK_RECORDS..].iter().take_while(|record| record.moment() == moment);
    BLOCK_RECORDS + more.count()
}
