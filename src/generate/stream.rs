//! Drawing users in parallel and writing them in order.

use std::io::{self, Write};
use std::ops::Range;

use rayon::prelude::*;

use super::history::{Historian, Row};
use super::plan::Release;

/// About how many ratings one task draws.
const ROWS_PER_CHUNK: u64 = 32_768;
/// How many tasks' bytes are held before they are written.
const CHUNKS_PER_BATCH: usize = 32;

/// Appends the lines of one user, given the user's rows, to the bytes of a file.
pub(super) type Push<'push> = dyn Fn(usize, &[Row], &mut Vec<u8>) + Sync + 'push;

impl Release {
    /// Draws the wished users' ratings in parallel and writes what `push` makes of them
    /// in the order of the users.
    pub(super) fn write_users(
        &self,
        out: &mut dyn Write,
        progress: &(dyn Fn(u64) + Sync),
        wished: &(dyn Fn(usize) -> bool + Sync),
        push: &Push<'_>,
    ) -> io::Result<()> {
        let mut written_rows = 0;
        for batch in self.chunks().chunks(CHUNKS_PER_BATCH) {
            let texts: Vec<(u64, Vec<u8>)> = batch
                .par_iter()
                .map_init(
                    || Historian::new(self),
                    |historian, users| {
                        let (mut rows, mut bytes) = (0, Vec::new());
                        for user in users.clone().filter(|&user| wished(user)) {
                            let own = historian.rows(user);
                            rows += own.len() as u64;
                            push(user, own, &mut bytes);
                        }
                        (rows, bytes)
                    },
                )
                .collect();
            for (rows, bytes) in texts {
                out.write_all(&bytes)?;
                written_rows += rows;
                progress(written_rows);
            }
        }
        Ok(())
    }

    /// Ranges of users with about equally many ratings.
    fn chunks(&self) -> Vec<Range<usize>> {
        let mut chunks = Vec::new();
        let (mut first, mut rows) = (0, 0);
        for (user, member) in self.members.iter().enumerate() {
            rows += u64::from(member.ratings);
            if rows >= ROWS_PER_CHUNK || user + 1 == self.members.len() {
                chunks.push(first..user + 1);
                (first, rows) = (user + 1, 0);
            }
        }
        chunks
    }
}
