//! Holds fixed-size records by partition, in memory as long as they fit and in an unnamed file after that.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

use crate::validate::error::ValidateError;
use crate::validate::whole::room::Room;

/// A record of fixed size that has a hash.
pub(in crate::validate) trait SpillRecord: Copy {
    /// The number of bytes of a record in a file.
    const BYTES: usize;

    /// The hash that deals records to partitions by its highest bits.
    fn partition_hash(&self) -> u64;

    /// Writes the record's [`Self::BYTES`] bytes.
    fn write(&self, bytes: &mut Vec<u8>);

    /// The record that [`Self::write`] wrote.
    fn read(bytes: &[u8]) -> Self;
}

/// The number that the eight bytes from the `index`th eight on hold.
pub(super) fn word(bytes: &[u8], index: usize) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&bytes[index * 8..index * 8 + 8]);
    u64::from_le_bytes(eight)
}

/// A piece of a partition in the file.
#[derive(Debug)]
struct Piece {
    partition: usize,
    /// The byte of the file at which it begins.
    offset: u64,
    n_records: usize,
}

/// Records dealt to partitions by their hash.
#[derive(Debug)]
pub(in crate::validate) struct Spill<R> {
    room: Room,
    partitions: Vec<Vec<R>>,
    n_held: usize,
    file: Option<File>,
    /// The pieces that were written, in the order of the file.
    pieces: Vec<Piece>,
    file_bytes: u64,
}

impl<R: SpillRecord> Spill<R> {
    pub(in crate::validate) fn new(room: &Room) -> Self {
        Self {
            partitions: vec![Vec::new(); room.n_partitions],
            room: room.clone(),
            n_held: 0,
            file: None,
            pieces: Vec::new(),
            file_bytes: 0,
        }
    }

    #[inline]
    pub(in crate::validate) fn push(&mut self, record: R) -> Result<(), ValidateError> {
        let partition = self.room.partition(record.partition_hash());
        self.partitions[partition].push(record);
        self.n_held += 1;
        if self.n_held * R::BYTES >= self.room.bytes { self.write_out() } else { Ok(()) }
    }

    /// Moves what is held into the file.
    fn write_out(&mut self) -> Result<(), ValidateError> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => temporary_file(&self.room.folder)?,
        };
        let mut bytes = Vec::new();
        for (partition, records) in self.partitions.iter_mut().enumerate() {
            if records.is_empty() {
                continue;
            }
            bytes.clear();
            for record in &*records {
                record.write(&mut bytes);
            }
            file.write_all(&bytes).map_err(|reason| failed(&self.room.folder, reason))?;
            let n_records = records.len();
            self.pieces.push(Piece { partition, offset: self.file_bytes, n_records });
            self.file_bytes += bytes.len() as u64;
            records.clear();
        }
        self.n_held = 0;
        self.file = Some(file);
        Ok(())
    }

    /// The pieces of the partition that were written.
    fn written(&self, partition: usize) -> impl Iterator<Item = &Piece> {
        self.pieces.iter().filter(move |piece| piece.partition == partition)
    }

    /// The number of records in the partition.
    pub(super) fn n_records(&self, partition: usize) -> usize {
        let written: usize = self.written(partition).map(|piece| piece.n_records).sum();
        self.partitions[partition].len() + written
    }

    /// Calls `take` with all records of a partition, in pieces of moderate size.
    pub(super) fn read(
        &self,
        partition: usize,
        mut take: impl FnMut(&[R]),
    ) -> Result<(), ValidateError> {
        if let Some(file) = &self.file {
            let (mut bytes, mut records) = (Vec::new(), Vec::new());
            for piece in self.written(partition) {
                bytes.resize(piece.n_records * R::BYTES, 0);
                read_at(file, &mut bytes, piece.offset)
                    .map_err(|reason| failed(&self.room.folder, reason))?;
                records.clear();
                records.extend(bytes.chunks_exact(R::BYTES).map(R::read));
                take(&records);
            }
        }
        take(&self.partitions[partition]);
        Ok(())
    }
}

fn failed(folder: &Path, reason: io::Error) -> ValidateError {
    ValidateError::Spill { folder: folder.to_owned(), reason }
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

/// A file without a name in `folder`, gone when the program ends, however it ends.
fn temporary_file(folder: &Path) -> Result<File, ValidateError> {
    tempfile::tempfile_in(folder)
        .map_err(|reason| ValidateError::TemporaryFile { folder: folder.to_owned(), reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    impl SpillRecord for [u64; 2] {
        const BYTES: usize = 16;

        fn partition_hash(&self) -> u64 {
            self[0]
        }

        fn write(&self, bytes: &mut Vec<u8>) {
            for word in self {
                bytes.extend_from_slice(&word.to_le_bytes());
            }
        }

        fn read(bytes: &[u8]) -> Self {
            [word(bytes, 0), word(bytes, 1)]
        }
    }

    #[test]
    fn what_was_written_out_comes_back_beside_what_was_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let room = Room { folder: folder.path().to_owned(), bytes: 16 * 100, n_partitions: 4 };
        let mut spill = Spill::<[u64; 2]>::new(&room);
        let hash = |n: u64| n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        for n in 0..1050 {
            spill.push([hash(n), n]).expect("room on the disk");
        }
        assert!(spill.file_bytes >= 16 * 1000);
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
