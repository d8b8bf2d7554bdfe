//! Many threads make blocks, and one after another writes them in the order of their numbers.
//!
//! Writing and hashing are two turns, so that one thread hashes a block while another writes the next.

use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::{First, FusedError};
use crate::export::Destination;
use crate::export::digest::Digester;

/// Something that is done to one block after another.
struct Turns<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    next: usize,
    stopped: bool,
    what: T,
}

impl<T> Turns<T> {
    const fn new(what: T) -> Self {
        Self { state: Mutex::new(State { next: 0, stopped: false, what }), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of block `index`, does the work, and passes the turn on if it is `done`
    /// with the block; `None` when another thread has failed.
    fn take<R>(&self, index: usize, done: bool, work: impl FnOnce(&mut T) -> R) -> Option<R> {
        let waiting = |state: &mut State<T>| state.next != index && !state.stopped;
        let waited = self.changed.wait_while(self.lock(), waiting);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return None;
        }
        let result = work(&mut state.what);
        state.next += usize::from(done);
        drop(state);
        self.changed.notify_all();
        Some(result)
    }

    fn stop(&self) {
        self.lock().stopped = true;
        self.changed.notify_all();
    }
}

/// The destination, and whose turn it is.
pub(super) struct InTurn<'a> {
    writing: Turns<Writing<'a>>,
    /// Only for one file or a stream; the parts of a folder are hashed as they are written.
    hashing: Option<Turns<Digester>>,
}

struct Writing<'a> {
    header: &'a [u8],
    destination: &'a mut Destination,
    /// Rows that still fit into the part that is open; `None` when there are no parts.
    room: Option<u64>,
}

impl<'a> InTurn<'a> {
    /// Begins the first part with `header`.
    pub(super) fn new(destination: &'a mut Destination, header: &'a [u8]) -> io::Result<Self> {
        let room = destination.shard_rows();
        let mut writing = Writing { header, destination, room };
        writing.begin_part()?;
        let digester = writing.destination.digester().map(std::mem::take);
        Ok(Self { writing: Turns::new(writing), hashing: digester.map(Turns::new) })
    }

    /// Waits for the turn of block `index`, writes its `rows`, and passes the turn on if it is `done`
    /// with the block. Gives `false` when another thread has failed.
    pub(super) fn write(&self, index: usize, rows: &[u8], done: bool) -> Result<bool, FusedError> {
        let written = self.writing.take(index, done, |writing| writing.write(rows));
        match written {
            None => return Ok(false),
            Some(written) => written.map_err(FusedError::Write)?,
        }
        let Some(hashing) = &self.hashing else { return Ok(true) };
        Ok(hashing.take(index, done, |digester| digester.update(rows)).is_some())
    }

    /// Lets nobody wait any more.
    pub(super) fn stop(&self) {
        self.writing.stop();
        if let Some(hashing) = &self.hashing {
            hashing.stop();
        }
    }

    /// Gives the destination its digest back, once all blocks are written.
    pub(super) fn finish(self) {
        let writing = self.writing.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        let Some(hashing) = self.hashing else { return };
        let hashing = hashing.state.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(digester) = writing.what.destination.digester() {
            *digester = hashing.what;
        }
    }
}

/// Runs `work` in `n_threads` threads at once. When one fails, the others stop waiting for it.
///
/// # Errors
/// The first error of any of them.
pub(super) fn in_threads(
    n_threads: usize,
    out: &InTurn<'_>,
    first: First,
    work: impl Fn(&First) -> Result<(), FusedError> + Sync,
) -> Result<(), FusedError> {
    std::thread::scope(|scope| {
        for _ in 0..n_threads {
            scope.spawn(|| {
                let _guard = Guard(out);
                if let Err(error) = work(&first) {
                    first.set(error);
                    out.stop();
                }
            });
        }
    });
    first.into_result()
}

/// Stops everything when its thread panics.
struct Guard<'t, 'a>(&'t InTurn<'a>);

impl Drop for Guard<'_, '_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.stop();
        }
    }
}

impl Writing<'_> {
    fn begin_part(&mut self) -> io::Result<()> {
        self.destination.begin_part()?;
        self.room = self.destination.shard_rows();
        let header = self.header;
        self.destination.out()?.write_all(header)
    }

    fn write(&mut self, mut rows: &[u8]) -> io::Result<()> {
        let Some(mut room) = self.room else {
            return self.destination.out_past_digest()?.write_all(rows);
        };
        while !rows.is_empty() {
            if room == 0 {
                self.begin_part()?;
                room = self.room.unwrap_or(u64::MAX);
            }
            let mut ends = memchr::memchr_iter(b'\n', rows);
            let fitting = usize::try_from(room).unwrap_or(usize::MAX);
            let (end, n) = match ends.nth(fitting - 1) {
                Some(end) => (end + 1, room),
                None => (rows.len(), memchr::memchr_iter(b'\n', rows).count() as u64),
            };
            self.destination.out()?.write_all(&rows[..end])?;
            room -= n;
            rows = &rows[end..];
        }
        self.room = Some(room);
        Ok(())
    }
}
