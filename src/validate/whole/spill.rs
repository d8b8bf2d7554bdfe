//! Takes fixed-size records in memory as long as they fit, and in an unnamed file after that.
//!
//! What is held is not dealt to its partitions record by record, each of which would be a wait for memory
//! in the middle of other work, but all at once when the room is full.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::validate::error::ValidateError;
use crate::validate::whole::room::Room;
use crate::validate::whole::spill_record::SpillRecord;
use crate::validate::whole::spilled::{Batch, Spilled};

/// The most records that are held, however much room there is: more at once gain nothing.
const HELD_MAX: usize = 1 << 28;

/// Records that one thread gathers.
#[derive(Debug)]
pub(in crate::validate) struct Spill<R> {
    room: Room,
    held: Vec<R>,
    /// The most records that are held; their bytes in the order of their partitions take as much room again.
    held_max: usize,
    file: Option<File>,
    /// The batches that were written, in the order of the file.
    batches: Vec<Batch>,
    file_bytes: u64,
    /// The bytes of a batch before they are written.
    bytes: Vec<u8>,
}

impl<R: SpillRecord> Spill<R> {
    pub(in crate::validate) fn new(room: &Room) -> Self {
        Self {
            held: Vec::new(),
            held_max: (room.bytes / 2 / R::BYTES).clamp(1, HELD_MAX),
            room: room.clone(),
            file: None,
            batches: Vec::new(),
            file_bytes: 0,
            bytes: Vec::new(),
        }
    }

    #[inline]
    pub(in crate::validate) fn push(&mut self, record: R) -> Result<(), ValidateError> {
        self.held.push(record);
        if self.held.len() >= self.held_max { self.write_out() } else { Ok(()) }
    }

    /// Moves what is held into the file.
    #[cold]
    fn write_out(&mut self) -> Result<(), ValidateError> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => temporary_file(&self.room.folder)?,
        };
        let batch = self.deal();
        file.write_all(&self.bytes).map_err(|reason| failed(&self.room.folder, reason))?;
        self.file_bytes += self.bytes.len() as u64;
        self.file = Some(file);
        self.batches.push(batch);
        Ok(())
    }

    /// Moves what is held into the batch's bytes, in the order of the partitions.
    fn deal(&mut self) -> Batch {
        let mut ends = vec![0_u32; self.room.n_partitions];
        for record in &self.held {
            ends[self.room.partition(record.partition_hash())] += 1;
        }
        let mut next: Vec<usize> = Vec::with_capacity(ends.len());
        let mut sum = 0;
        for end in &mut ends {
            next.push(sum as usize * R::BYTES);
            sum += *end;
            *end = sum;
        }
        self.bytes.resize(self.held.len() * R::BYTES, 0);
        for record in self.held.drain(..) {
            let at = &mut next[self.room.partition(record.partition_hash())];
            record.write(&mut self.bytes[*at..*at + R::BYTES]);
            *at += R::BYTES;
        }
        Batch { offset: self.file_bytes, ends }
    }

    /// Ends the gathering, so that partitions can be read.
    pub(in crate::validate) fn finish(mut self) -> Spilled<R> {
        let last = self.deal();
        let Self { room, file, batches, bytes, .. } = self;
        Spilled::new(room, file, batches, (last, bytes))
    }

    #[cfg(test)]
    pub(super) fn n_bytes_written(&self) -> u64 {
        self.file_bytes
    }
}

pub(super) fn failed(folder: &Path, reason: io::Error) -> ValidateError {
    ValidateError::Spill { folder: folder.to_owned(), reason }
}

/// A file without a name in `folder`, gone when the program ends, however it ends.
fn temporary_file(folder: &Path) -> Result<File, ValidateError> {
    tempfile::tempfile_in(folder)
        .map_err(|reason| ValidateError::TemporaryFile { folder: folder.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::whole::spill_record::{word, write_words};

    impl SpillRecord for [u64; 2] {
        const BYTES: usize = 16;

        fn partition_hash(&self) -> u64 {
            self[0]
        }

        fn write(&self, bytes: &mut [u8]) {
            write_words(*self, bytes);
        }

        fn read(bytes: &[u8]) -> Self {
            [word(bytes, 0), word(bytes, 1)]
        }
    }

    #[test]
    fn what_was_written_out_comes_back_beside_what_was_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let room = Room { folder: folder.path().to_owned(), bytes: 16 * 200, n_partitions: 4 };
        let mut spill = Spill::<[u64; 2]>::new(&room);
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for n in 0..1050 {
            spill.push([hash(n), n]).expect("room on the disk");
        }
        assert_eq!(spill.n_bytes_written(), 16 * 1000);
        let spill = spill.finish();
        let mut seen = Vec::new();
        for partition in 0..4 {
            let mut here = 0;
            spill
                .read(partition, |records| {
                    here += records.len();
                    assert!(records.iter().all(|record| record[0] >> 62 == partition as u64));
                    seen.extend(records.iter().map(|record| (record[1], record[0])));
                })
                .expect("it can be read");
            assert_eq!(here, spill.n_records(partition));
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..1050).map(|n| (n, hash(n))).collect::<Vec<_>>());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "no name");
    }

    #[test]
    fn a_folder_that_is_not_there_is_named_with_the_way_out() {
        let folder = tempfile::tempdir().expect("a folder").path().join("gone");
        let room = Room { folder: folder.clone(), bytes: 16, n_partitions: 4 };
        let error = Spill::new(&room).push([1_u64, 2]).expect_err("no folder");
        let text = error.to_string();
        let start = format!("cannot make a temporary file in `{}`: ", folder.display());
        assert!(text.starts_with(&start), "{text}");
        assert!(text.ends_with("; `--temp-dir` names another folder"), "{text}");
    }
}
