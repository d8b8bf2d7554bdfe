//! All rows as records, in parts whose order is the order of time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::super::error::FusedError;
use super::super::memory::Memory;
use super::super::record::Record;
use super::super::runs::{Run, Segment};
use super::super::sorted::on_disk;
use super::super::store::{BUCKETS, Store, push_in_blocks};
use super::repeats::Repeats;
use crate::parallel::in_threads;

/// The most records of a part. Rows of one moment are more where they must be; in memory those of 2^10 seconds.
const PART_RECORDS: usize = 1 << 20;
/// A bucket of 2^20 seconds that is too large is cut into as many parts of 2^10 seconds.
const CUT_BITS: u32 = 10;

/// Records in blocks, as they were read.
type Blocks = Vec<Vec<Record>>;

/// All records.
pub(super) struct Parts {
    held: Held,
    /// Set once equal rows are to be dropped.
    repeats: Option<Repeats>,
}

enum Held {
    /// In memory.
    Memory(Vec<Mutex<Blocks>>),
    /// On the disk, since they were too many.
    Disk { runs: Vec<Run>, segments: Vec<Segment>, memory: Memory },
}

impl Parts {
    /// The records of all threads. Those that agree in their first `moment_bits` bits are in one part.
    pub(super) fn new(
        mut stores: Vec<Store>,
        mut runs: Vec<Run>,
        memory: &Memory,
        moment_bits: u32,
    ) -> Result<Self, FusedError> {
        if runs.is_empty() {
            return Ok(Self { held: Held::Memory(in_memory(stores)), repeats: None });
        }
        let segments = on_disk(&mut stores, &mut runs, memory, 128 - moment_bits)?;
        let held = Held::Disk { runs, segments, memory: memory.clone() };
        Ok(Self { held, repeats: None })
    }

    /// The number of parts.
    pub(super) fn len(&self) -> usize {
        match &self.held {
            Held::Memory(parts) => parts.len(),
            Held::Disk { segments, .. } => segments.len(),
        }
    }

    /// Drops equal rows; what lies on the disk loses them whenever it is read.
    pub(super) fn drop_repeats(&mut self, repeats: Repeats, n_threads: usize) {
        if let Held::Memory(parts) = &mut self.held {
            let next = AtomicUsize::new(0);
            let dropped = in_threads(
                n_threads,
                || (),
                |_| {
                    while let Some(part) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let mut part = part.lock().unwrap_or_else(PoisonError::into_inner);
                        let mut records = Vec::with_capacity(part.iter().map(Vec::len).sum());
                        part.drain(..).for_each(|block| records.extend_from_slice(&block));
                        repeats.drop_from(&mut records);
                        part.push(records);
                    }
                    Ok::<_, std::convert::Infallible>(())
                },
            );
            // Nothing can fail.
            drop(dropped);
        } else {
            self.repeats = Some(repeats);
        }
    }

    /// Calls `look` with every record of a part, in any order.
    pub(super) fn each(
        &self,
        index: usize,
        mut look: impl FnMut(Record),
    ) -> Result<(), FusedError> {
        if let Held::Memory(parts) = &self.held {
            let blocks = parts[index].lock().unwrap_or_else(PoisonError::into_inner);
            blocks.iter().flatten().copied().for_each(look);
            return Ok(());
        }
        let mut records = Vec::new();
        self.take(index, &mut records)?;
        records.into_iter().for_each(&mut look);
        Ok(())
    }

    /// Moves the records of a part into `records`, in any order.
    pub(super) fn take(&self, index: usize, records: &mut Vec<Record>) -> Result<(), FusedError> {
        records.clear();
        match &self.held {
            Held::Memory(parts) => {
                let mut part = parts[index].lock().unwrap_or_else(PoisonError::into_inner);
                let blocks = std::mem::take(&mut *part);
                drop(part);
                records.reserve_exact(blocks.iter().map(Vec::len).sum());
                for block in blocks {
                    records.extend_from_slice(&block);
                }
                Ok(())
            }
            Held::Disk { runs, segments, memory } => {
                let failed = |source| FusedError::Spill { folder: memory.folder.clone(), source };
                segments[index].load(runs, records).map_err(failed)?;
                if let Some(repeats) = &self.repeats {
                    repeats.drop_from(records);
                }
                Ok(())
            }
        }
    }
}

/// The parts of the records in memory, in the order of time.
fn in_memory(mut stores: Vec<Store>) -> Vec<Mutex<Blocks>> {
    let mut parts = Vec::new();
    for bucket in 0..BUCKETS {
        let blocks: Blocks =
            stores.iter_mut().flat_map(|store| store.take_blocks(bucket)).collect();
        if blocks.iter().map(Vec::len).sum::<usize>() <= PART_RECORDS {
            parts.push(blocks);
        } else {
            parts.extend(cut(blocks));
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.into_iter().map(Mutex::new).collect()
}

/// Cuts a bucket by the next bits of time. Each block is freed as soon as it is cut.
fn cut(blocks: Blocks) -> Vec<Blocks> {
    const SHIFT: u32 = 96 + 20 - CUT_BITS;
    let mut parts = vec![Blocks::new(); 1 << CUT_BITS];
    for record in blocks.into_iter().flatten() {
        let at = usize::try_from((record.0 >> SHIFT) & ((1 << CUT_BITS) - 1)).unwrap_or(0);
        push_in_blocks(&mut parts[at], record);
    }
    parts
}
