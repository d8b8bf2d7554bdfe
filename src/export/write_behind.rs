//! Large files that do not fill the machine's memory with what is waiting to be written.
//!
//! The system keeps what is written as pages of its cache until it has to write them out. For a file
//! of some gigabytes that is memory nobody asked for, which counts against a container's limit and
//! which the system must first find: on virtual machines that costs more than the disk does. So
//! what lies beyond the first 256 MiB is written out by a thread as we go, and its pages are given
//! back. Smaller files stay in the cache, for the command that reads them next.

use std::fs::File;
use std::io::{self, Write};

/// What stays in the system's cache.
const KEPT: u64 = 256 << 20;

/// How much is written out at a time.
const CHUNK: u64 = 16 << 20;

/// A file whose end is written out while more is being written.
#[derive(Debug)]
pub(super) struct WriteBehind {
    file: File,
    written: u64,
    /// Where the next chunk to write out begins.
    chunk_start: u64,
    #[cfg(target_os = "linux")]
    flusher: Option<std::sync::mpsc::Sender<(u64, u64)>>,
}

impl WriteBehind {
    /// Takes an empty file.
    pub(super) const fn new(file: File) -> Self {
        Self {
            file,
            written: 0,
            chunk_start: KEPT,
            #[cfg(target_os = "linux")]
            flusher: None,
        }
    }

    #[cfg(target_os = "linux")]
    fn write_out(&mut self, from: u64, length: u64) -> io::Result<()> {
        if self.flusher.is_none() {
            let (sender, chunks) = std::sync::mpsc::channel();
            let file = self.file.try_clone()?;
            // Nobody waits for it: what it has not done when the program ends, the system does.
            std::thread::Builder::new().spawn(move || flush_chunks(&file, &chunks))?;
            self.flusher = Some(sender);
        }
        if let Some(flusher) = &self.flusher {
            // A thread that gave up leaves the rest to the system.
            let _ = flusher.send((from, length));
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as on Linux")]
    const fn write_out(&mut self, _from: u64, _length: u64) -> io::Result<()> {
        Ok(())
    }
}

/// Writes out each chunk and gives its pages back, until there are no more or the system refuses.
#[cfg(target_os = "linux")]
fn flush_chunks(file: &File, chunks: &std::sync::mpsc::Receiver<(u64, u64)>) {
    use rustix::fs::{Advice, fadvise};

    for (from, length) in chunks {
        let length = std::num::NonZeroU64::new(length);
        if file.sync_data().is_err() || fadvise(file, from, length, Advice::DontNeed).is_err() {
            return;
        }
    }
}

impl Write for WriteBehind {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.file.write(bytes)?;
        self.written += n_written as u64;
        if self.written >= self.chunk_start + CHUNK {
            let length = self.written - self.chunk_start;
            self.write_out(self.chunk_start, length)?;
            self.chunk_start = self.written;
        }
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
