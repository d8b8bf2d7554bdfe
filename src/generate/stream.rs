//! Drawing users in parallel and writing them in order.

use std::io::{self, Write};
use std::ops::Range;

use super::history::{Historian, Row};
use super::plan::Release;
use crate::parallel::in_order;

/// About how many ratings one task draws.
const ROWS_PER_CHUNK: u64 = 32_768;

/// Appends the lines of one user, given the user's rows, to the bytes of a file.
pub(super) type Push<'push> = dyn Fn(usize, &[Row], &mut Vec<u8>) + Sync + 'push;

impl Release {
    /// Draws the wished users' ratings in parallel and writes what `push` makes of them
    /// in the order of the users.
    pub(super) fn write_users(
        &self,
        out: &mut (dyn Write + Send),
        progress: &(dyn Fn(u64) + Sync),
        wished: &(dyn Fn(usize) -> bool + Sync),
        push: &Push<'_>,
    ) -> io::Result<()> {
        let mut chunks = self.chunks().into_iter();
        let make = |historian: &mut Historian<'_>, users: Range<usize>| {
            let (mut rows, mut bytes) = (0, Vec::new());
            for user in users.filter(|&user| wished(user)) {
                let own = historian.rows(user);
                rows += own.len() as u64;
                push(user, own, &mut bytes);
            }
            Ok((rows, bytes))
        };
        let mut written_rows = 0;
        let take = |(rows, bytes): (u64, Vec<u8>)| {
            out.write_all(&bytes)?;
            written_rows += rows;
            progress(written_rows);
            Ok::<_, io::Error>(())
        };
        let historians = (0..rayon::current_num_threads()).map(|_| Historian::new(self)).collect();
        in_order(historians, || Ok(chunks.next()), make, take)
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
