//! The resources of a run.

use std::error::Error;
use std::io::Write;

/// The memory, threads and outlets of a run.
pub struct Resources<'a> {
    /// Bytes for rows that are being sorted; what exceeds them is put aside on the disk.
    pub sort_bytes: usize,
    /// Threads.
    pub n_threads: usize,
    /// Opens the standard output.
    pub stdout: &'a dyn Fn() -> Box<dyn Write + Send>,
    /// Called with the bytes read so far, where that is known.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// Called before the general engine reads, which holds every row in memory; its error ends the run.
    pub before_frames: &'a dyn Fn() -> Result<(), Box<dyn Error + Send + Sync>>,
}
