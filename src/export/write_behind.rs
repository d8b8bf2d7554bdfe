//! Writing of large files that does not fill the machine's memory with bytes waiting to be written.
//!
//! The system keeps what is written as pages of its cache until it has to write them out. For a file
//! of some gigabytes that is memory nobody asked for, which counts against a container's limit and
//! which the system must first find: on virtual machines that costs more than the disk does. So
//! a thread writes out what there is after every 16 MiB, and gives the pages beyond the first 256 MiB back. The others
//! stay in the cache, for the command that reads them next. Before a file gets its
//! name, all of it is on the disk: an error that shows only there must not go unseen.

use std::fs::File;
use std::io::{self, Write};

use super::digest::Digester;

/// Bytes that stay in the system's cache.
const KEPT: u64 = 256 << 20;

/// Bytes that are written out at a time.
const CHUNK: u64 = 16 << 20;

/// A file whose end is written out while more is being written.
#[derive(Debug)]
pub(super) struct WriteBehind {
    file: File,
    written: u64,
    /// The digest; `None` where none is asked for, or another part of the program takes it.
    digester: Option<Digester>,
    /// The byte of the file at which the next chunk to write out begins.
    chunk_start: u64,
    #[cfg(target_os = "linux")]
    flusher: Option<Flusher>,
    /// The error of the disk, which the next [`Write::flush`] returns.
    #[cfg(target_os = "linux")]
    refused: Refused,
}

/// The channel for chunks, and the thread that writes them out.
#[cfg(target_os = "linux")]
type Flusher = (std::sync::mpsc::Sender<(u64, u64)>, std::thread::JoinHandle<()>);

#[cfg(target_os = "linux")]
type Refused = std::sync::Arc<std::sync::Mutex<Option<io::Error>>>;

impl WriteBehind {
    /// Takes an empty file, and the digest of nothing where what is written is to be digested.
    pub(super) fn new(file: File, digester: Option<Digester>) -> Self {
        Self {
            file,
            written: 0,
            digester,
            chunk_start: 0,
            #[cfg(target_os = "linux")]
            flusher: None,
            #[cfg(target_os = "linux")]
            refused: Refused::default(),
        }
    }

    #[cfg(feature = "frames")]
    pub(super) fn stop_digest(&mut self) {
        self.digester = None;
    }

    /// The SHA-256 of all that was written.
    pub(super) fn sha256(&self) -> Option<String> {
        self.digester.as_ref().map(|digester| digester.record(std::path::Path::new("")).sha256)
    }

    /// Brings everything to the disk.
    ///
    /// # Errors
    /// When the disk refuses, now or before.
    pub(super) fn sync(&mut self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if let Some((chunks, thread)) = self.flusher.take() {
            drop(chunks);
            // The system tells of an error once: it may have told the thread.
            let _ = thread.join();
        }
        self.flush()?;
        self.file.sync_all()
    }

    /// Has the thread write out a chunk. Without a thread the system does, in its own time.
    #[cfg(target_os = "linux")]
    fn write_out(&mut self, from: u64, length: u64) {
        if self.flusher.is_none() {
            let Ok(file) = self.file.try_clone() else { return };
            let (sender, chunks) = std::sync::mpsc::channel();
            let refused = Refused::clone(&self.refused);
            let flush = move || flush_chunks(&file, &chunks, &refused);
            let thread = std::thread::Builder::new().spawn(flush).ok();
            self.flusher = thread.map(|thread| (sender, thread));
        }
        if let Some((flusher, _)) = &self.flusher {
            // A thread that gave up leaves the rest to the system.
            let _ = flusher.send((from, length));
        }
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, reason = "as on Linux")]
    const fn write_out(&mut self, _from: u64, _length: u64) {}
}

/// Writes out each chunk and gives the pages beyond [`KEPT`] back, until there are no more or the system refuses.
#[cfg(target_os = "linux")]
fn flush_chunks(file: &File, chunks: &std::sync::mpsc::Receiver<(u64, u64)>, refused: &Refused) {
    use rustix::fs::{Advice, fadvise};

    for (from, length) in chunks {
        if let Err(error) = file.sync_data() {
            *refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
            return;
        }
        if from >= KEPT {
            // Pages that stay are no harm.
            let _ = fadvise(file, from, std::num::NonZeroU64::new(length), Advice::DontNeed);
        }
    }
}

impl Write for WriteBehind {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.file.write(bytes)?;
        self.written += n_written as u64;
        if let Some(digester) = &mut self.digester {
            digester.update(&bytes[..n_written]);
        }
        if self.written >= self.chunk_start + CHUNK {
            let length = self.written - self.chunk_start;
            self.write_out(self.chunk_start, length);
            self.chunk_start = self.written;
        }
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        if let Some(error) =
            self.refused.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take()
        {
            return Err(error);
        }
        self.file.flush()
    }
}
