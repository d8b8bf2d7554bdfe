//! Holds fixed-size records by partition, in memory as long as they fit and in an unnamed file after that.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The folder of temporary files and the room in memory.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Room {
    /// The folder for temporary files.
    pub(in crate::validate) folder: PathBuf,
    /// The bytes that one store may hold in memory.
    pub(in crate::validate) bytes: usize,
    /// The number of partitions, a power of two.
    pub(in crate::validate) n_partitions: usize,
}

impl Room {
    /// The partition of a hash: its highest bits.
    fn partition(&self, hash: u64) -> usize {
        let bits = self.n_partitions.trailing_zeros();
        if bits == 0 { 0 } else { usize::try_from(hash >> (64 - bits)).unwrap_or(0) }
    }
}

/// Records of `N` words whose first word is a hash.
#[derive(Debug)]
pub(in crate::validate) struct Spill<const N: usize> {
    room: Room,
    partitions: Vec<Vec<[u64; N]>>,
    n_held: usize,
    file: Option<File>,
    /// Partition, byte of the file and number of records of each piece that was written.
    pieces: Vec<(usize, u64, usize)>,
    file_bytes: u64,
}

impl<const N: usize> Spill<N> {
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
    pub(in crate::validate) fn push(&mut self, record: [u64; N]) -> io::Result<()> {
        let partition = self.room.partition(record[0]);
        self.partitions[partition].push(record);
        self.n_held += 1;
        if self.n_held * size_of::<[u64; N]>() >= self.room.bytes {
            self.write_out()
        } else {
            Ok(())
        }
    }

    /// Moves what is held into the file.
    fn write_out(&mut self) -> io::Result<()> {
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
            for word in records.iter().flatten() {
                bytes.extend_from_slice(&word.to_le_bytes());
            }
            file.write_all(&bytes)?;
            self.pieces.push((partition, self.file_bytes, records.len()));
            self.file_bytes += bytes.len() as u64;
            records.clear();
        }
        self.n_held = 0;
        self.file = Some(file);
        Ok(())
    }

    /// The number of records in the partition.
    pub(in crate::validate) fn n_records(&self, partition: usize) -> usize {
        let written = self.pieces.iter().filter(|piece| piece.0 == partition).map(|piece| piece.2);
        self.partitions[partition].len() + written.sum::<usize>()
    }

    /// Calls `take` with all records of a partition, in pieces of moderate size.
    pub(in crate::validate) fn read(
        &self,
        partition: usize,
        mut take: impl FnMut(&[[u64; N]]) -> io::Result<()>,
    ) -> io::Result<()> {
        if let Some(file) = &self.file {
            let (mut bytes, mut records) = (Vec::new(), Vec::new());
            for &(_, at, n_records) in self.pieces.iter().filter(|piece| piece.0 == partition) {
                bytes.resize(n_records * size_of::<[u64; N]>(), 0);
                read_at(file, &mut bytes, at)?;
                records.clear();
                records.extend(bytes.chunks_exact(size_of::<[u64; N]>()).map(words::<N>));
                take(&records)?;
            }
        }
        take(&self.partitions[partition])
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

fn words<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut record = [0; N];
    for (word, bytes) in record.iter_mut().zip(bytes.chunks_exact(8)) {
        let mut eight = [0; 8];
        eight.copy_from_slice(bytes);
        *word = u64::from_le_bytes(eight);
    }
    record
}

/// A file without a name in `folder`, gone when the program ends, however it ends.
fn temporary_file(folder: &Path) -> io::Result<File> {
    tempfile::tempfile_in(folder).map_err(|error| {
        io::Error::new(
            error.kind(),
            format!(
                "cannot make a temporary file in `{}`: {error}; `--temp-dir` names another folder",
                folder.display()
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_out_comes_back_beside_what_was_held() {
        let folder = tempfile::tempdir().expect("a folder");
        let room = Room { folder: folder.path().to_owned(), bytes: 16 * 100, n_partitions: 4 };
        let mut spill = Spill::<2>::new(&room);
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
                    Ok(())
                })
                .expect("it can be read");
            assert_eq!(here, spill.n_records(partition));
        }
        seen.sort_unstable();
        assert_eq!(seen, (0..1050).map(|n| (n, hash(n))).collect::<Vec<_>>());
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "no name");
    }
}
