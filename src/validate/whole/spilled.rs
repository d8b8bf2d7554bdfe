//! Records that were spilled, to be read partition by partition.

use std::fs::File;
use std::io;
use std::marker::PhantomData;
use std::ops::Range;

use crate::validate::error::ValidateError;
use crate::validate::whole::room::Room;
use crate::validate::whole::spill_record::SpillRecord;

/// The most records that are decoded at once: they stay in the nearest cache.
const DECODED_MAX: usize = 1 << 10;

/// The records that were written at one time, in the order of their partitions.
#[derive(Debug)]
pub(super) struct Batch {
    /// The byte of the file at which it begins.
    pub(super) offset: u64,
    /// The number of records up to the end of each partition.
    pub(super) ends: Vec<u32>,
}

impl Batch {
    /// The records of a partition.
    fn records(&self, partition: usize) -> Range<usize> {
        let start = if partition == 0 { 0 } else { self.ends[partition - 1] };
        start as usize..self.ends[partition] as usize
    }
}

/// Records dealt to partitions by their hash, in memory and in a file.
#[derive(Debug)]
pub(in crate::validate) struct Spilled<R> {
    room: Room,
    file: Option<File>,
    batches: Vec<Batch>,
    /// The batch that is in memory, and its bytes.
    last: (Batch, Vec<u8>),
    records: PhantomData<R>,
}

impl<R: SpillRecord> Spilled<R> {
    pub(super) const fn new(
        room: Room,
        file: Option<File>,
        batches: Vec<Batch>,
        last: (Batch, Vec<u8>),
    ) -> Self {
        Self { room, file, batches, last, records: PhantomData }
    }

    /// The number of records in the partition.
    pub(super) fn n_records(&self, partition: usize) -> usize {
        let batches = self.batches.iter().chain([&self.last.0]);
        batches.map(|batch| batch.records(partition).len()).sum()
    }

    /// Calls `take` with all records of a partition, a thousand at a time.
    pub(super) fn read(
        &self,
        partition: usize,
        mut take: impl FnMut(&[R]),
    ) -> Result<(), ValidateError> {
        let (mut bytes, mut records) = (Vec::new(), Vec::new());
        let mut decode = |bytes: &[u8]| {
            for some in bytes.chunks(DECODED_MAX * R::BYTES) {
                records.clear();
                records.extend(some.chunks_exact(R::BYTES).map(R::read));
                take(&records);
            }
        };
        if let Some(file) = &self.file {
            for batch in &self.batches {
                let piece = batch.records(partition);
                bytes.resize(piece.len() * R::BYTES, 0);
                let offset = batch.offset + (piece.start * R::BYTES) as u64;
                read_at(file, &mut bytes, offset).map_err(|reason| ValidateError::Spill {
                    folder: self.room.folder.clone(),
                    reason,
                })?;
                decode(&bytes);
            }
        }
        let (last, held) = &self.last;
        let piece = last.records(partition);
        decode(&held[piece.start * R::BYTES..piece.end * R::BYTES]);
        Ok(())
    }
}

/// Reads all of `bytes` from where they stand in the file, without moving its position.
#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, at)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            n => {
                bytes = &mut bytes[n..];
                at += n as u64;
            }
        }
    }
    Ok(())
}
