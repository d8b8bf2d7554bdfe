//! Many threads make blocks, and one after another writes them in the order of their numbers.
//!
//! Writing and hashing are two turns, so that one thread hashes a block while another writes the next.

use std::io;

use super::error::FusedError;
use crate::export::Destination;
use crate::export::digest::Digester;
use crate::parallel::{AfterTurn, Turns};

/// The destination, and whose turn it is.
pub(super) struct InTurn<'a> {
    writing: Turns<Writing<'a>>,
    /// The digest, only for one file or a stream; the parts of a folder are hashed as they are written.
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

    /// Waits for the turn of block `index`, writes its `rows`, and keeps the turn or passes it on. Gives `false`
    /// when another thread has failed.
    pub(super) fn write(
        &self,
        index: usize,
        after: AfterTurn,
        rows: &[u8],
    ) -> Result<bool, FusedError> {
        let written = self.writing.take(index, after, |writing| writing.write(rows));
        match written {
            None => return Ok(false),
            Some(written) => written.map_err(FusedError::Write)?,
        }
        let Some(hashing) = &self.hashing else { return Ok(true) };
        Ok(hashing.take(index, after, |digester| digester.update(rows)).is_some())
    }

    /// Ends the turns: a waiting thread gets none.
    pub(super) fn stop(&self) {
        self.writing.stop();
        if let Some(hashing) = &self.hashing {
            hashing.stop();
        }
    }

    /// Gives the destination its digest back, once all blocks are written.
    pub(super) fn finish(self) {
        let writing = self.writing.into_inner();
        let Some(hashing) = self.hashing else { return };
        if let Some(digester) = writing.destination.digester() {
            *digester = hashing.into_inner();
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
