//! The resources of a run.

use std::error::Error;
use std::io::Write;
use std::path::PathBuf;

/// The memory, threads and outlets of a run.
pub struct Resources<'a> {
    /// Bytes for rows that are being sorted; what exceeds them is put aside on the disk.
    pub sort_bytes: usize,
    /// The folder for what is put aside; without it that of the output.
    pub temporary_folder: Option<PathBuf>,
    /// Threads.
    pub n_threads: usize,
    /// Opens the standard output.
    pub stdout: &'a dyn Fn() -> Box<dyn Write + Send>,
    /// Called with the bytes read so far, where that is known.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Called before the general engine reads, which holds every row in memory; its error ends the run.
    pub before_frames: &'a dyn Fn() -> Result<(), Box<dyn Error + Send + Sync>>,
}

/// The bytes for rows that are being sorted, where nothing else is said.
const SORT_BYTES: usize = 2 << 30;

impl Default for Resources<'_> {
    /// All threads, 2 GiB, the process's own standard output, and nobody to tell how far the run is.
    fn default() -> Self {
        Self {
            sort_bytes: SORT_BYTES,
            temporary_folder: None,
            n_threads: rayon::current_num_threads(),
            stdout: &|| Box::new(std::io::stdout()),
            progress: &|_| (),
            before_frames: &|| Ok(()),
        }
    }
}
