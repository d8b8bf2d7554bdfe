//! Records in buckets of time, as one thread reads them.

use super::record::{RECORD_BYTES, Record};

/// Seconds of a bucket: 2^20, some 12 days.
const BUCKET_BITS: u32 = 20;
/// Buckets for the 2^32 seconds that a record can hold.
pub(super) const BUCKETS: usize = 1 << (32 - BUCKET_BITS);
/// Records of a block. Growing by blocks never holds the data twice.
const BLOCK: usize = 256;

/// One thread's records.
#[derive(Debug)]
pub(super) struct Store {
    buckets: Vec<Vec<Vec<Record>>>,
    n_blocks: usize,
}

impl Store {
    pub(super) fn new() -> Self {
        Self { buckets: vec![Vec::new(); BUCKETS], n_blocks: 0 }
    }

    pub(super) fn push(&mut self, record: Record) {
        let is_new = push_in_blocks(&mut self.buckets[bucket_of(record)], record);
        self.n_blocks += usize::from(is_new);
    }

    /// Bytes that the records take.
    pub(super) const fn bytes(&self) -> usize {
        self.n_blocks * BLOCK * RECORD_BYTES
    }

    /// Appends the records of bucket `index` to `records` and frees them.
    pub(super) fn take(&mut self, index: usize, records: &mut Vec<Record>) {
        for block in std::mem::take(&mut self.buckets[index]) {
            records.extend_from_slice(&block);
            self.n_blocks -= 1;
        }
    }

    /// The records of bucket `index` in blocks; the store has them no more.
    pub(super) fn take_blocks(&mut self, index: usize) -> Vec<Vec<Record>> {
        let blocks = std::mem::take(&mut self.buckets[index]);
        self.n_blocks -= blocks.len();
        blocks
    }

    /// Records of bucket `index`.
    pub(super) fn len_of(&self, index: usize) -> usize {
        self.buckets[index].iter().map(Vec::len).sum()
    }
}

/// Appends a record to the last of some blocks, or to a new one; tells whether it is new.
pub(super) fn push_in_blocks(blocks: &mut Vec<Vec<Record>>, record: Record) -> bool {
    if let Some(block) = blocks.last_mut().filter(|block| block.len() < BLOCK) {
        block.push(record);
        return false;
    }
    let mut block = Vec::with_capacity(BLOCK);
    block.push(record);
    blocks.push(block);
    true
}

fn bucket_of(record: Record) -> usize {
    usize::try_from(record.0 >> (96 + BUCKET_BITS)).unwrap_or(BUCKETS - 1)
}
