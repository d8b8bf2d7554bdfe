//! Many threads make blocks, and one after another writes them in the order of their numbers.

use std::io;
use std::sync::{Condvar, Mutex, PoisonError};

use super::FusedError;
use crate::export::Destination;

/// The destination, and whose turn it is.
pub(super) struct InTurn<'a> {
    state: Mutex<State<'a>>,
    changed: Condvar,
}

struct State<'a> {
    next: usize,
    stopped: bool,
    header: &'a [u8],
    destination: &'a mut Destination,
    /// Rows that still fit into the part that is open.
    room: u64,
}

impl<'a> InTurn<'a> {
    /// Begins the first part with `header`.
    pub(super) fn new(destination: &'a mut Destination, header: &'a [u8]) -> io::Result<Self> {
        let mut state = State { next: 0, stopped: false, header, destination, room: u64::MAX };
        state.begin_part()?;
        Ok(Self { state: Mutex::new(state), changed: Condvar::new() })
    }

    /// Waits for the turn of block `index`, writes its `rows`, and passes the turn on if it is `done`
    /// with the block. Gives `false` when another thread has failed.
    pub(super) fn write(&self, index: usize, rows: &[u8], done: bool) -> Result<bool, FusedError> {
        let lock = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |state: &mut State<'_>| state.next != index && !state.stopped;
        let mut state =
            self.changed.wait_while(lock, waiting).unwrap_or_else(PoisonError::into_inner);
        if state.stopped {
            return Ok(false);
        }
        let written = state.write(rows);
        state.next += usize::from(done);
        state.stopped |= written.is_err();
        drop(state);
        self.changed.notify_all();
        written.map(|()| true).map_err(FusedError::Write)
    }

    /// Lets nobody wait any more.
    pub(super) fn stop(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).stopped = true;
        self.changed.notify_all();
    }
}

impl State<'_> {
    fn begin_part(&mut self) -> io::Result<()> {
        self.destination.begin_part()?;
        self.room = self.destination.shard_rows().unwrap_or(u64::MAX);
        let header = self.header;
        self.destination.out()?.write_all(header)
    }

    fn write(&mut self, mut rows: &[u8]) -> io::Result<()> {
        if self.room == u64::MAX {
            return self.destination.out()?.write_all(rows);
        }
        while !rows.is_empty() {
            if self.room == 0 {
                self.begin_part()?;
            }
            let mut ends = memchr::memchr_iter(b'\n', rows);
            let fitting = usize::try_from(self.room).unwrap_or(usize::MAX);
            let (end, n) = match ends.nth(fitting - 1) {
                Some(end) => (end + 1, self.room),
                None => (rows.len(), memchr::memchr_iter(b'\n', rows).count() as u64),
            };
            self.destination.out()?.write_all(&rows[..end])?;
            self.room -= n;
            rows = &rows[end..];
        }
        Ok(())
    }
}
