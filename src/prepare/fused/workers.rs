//! The threads of a run.

use super::memory::Memory;

/// The threads of a run, the memory that they share, and whom they tell how far they are.
#[derive(Clone, Copy)]
pub struct Workers<'w> {
    /// Threads.
    pub n_threads: usize,
    /// The memory for rows, and the folder for those beyond it.
    pub memory: &'w Memory,
    /// Called with the bytes read so far.
    pub progress: &'w (dyn Fn(u64) + Sync),
}
