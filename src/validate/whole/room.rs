//! The room of one store: a folder of temporary files, and bytes of memory.

use std::path::PathBuf;

use crate::validate::options::Options;

/// The folder of temporary files and the room in memory of one store of one thread.
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
    /// The room for a file of about `file_bytes` bytes.
    pub(in crate::validate) fn for_file(options: &Options, file_bytes: u64) -> Self {
        // Each thread has up to three tables of ids, which double while they grow, and rows.
        let bytes = (options.memory_bytes / options.n_threads.max(1) / 4).max(1 << 16);
        let n_partitions = (file_bytes / (1 << 20)).next_power_of_two().clamp(16, 1024);
        Self {
            folder: options.temporary_folder.clone(),
            bytes,
            n_partitions: usize::try_from(n_partitions).unwrap_or(1024),
        }
    }

    /// The partition of a hash: its highest bits.
    pub(super) fn partition(&self, hash: u64) -> usize {
        let bits = self.n_partitions.trailing_zeros();
        if bits == 0 { 0 } else { usize::try_from(hash >> (64 - bits)).unwrap_or(0) }
    }
}
