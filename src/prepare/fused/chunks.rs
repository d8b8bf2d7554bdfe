//! Text in chunks of whole lines, handed to whichever thread asks next.

use std::path::Path;

use super::error::FusedError;
use super::hashing::Hashing;
use crate::export::digest::FileRecord;
use crate::source::blocks::{Block, Blocks};
use crate::source::table::{Input, TableForm};
use crate::source::watched::watched;

/// The text in blocks, and its digest.
pub(super) struct Chunks {
    blocks: Blocks<Input>,
    hashing: Hashing,
    ended: bool,
    /// True if the next line is a header.
    at_header: bool,
}

/// The facts that [`Chunks::next`] gives beside the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Its number, from 0.
    pub(super) index: usize,
    /// True if the text ends with it.
    pub(super) last: bool,
    /// Bytes read so far.
    pub(super) bytes: u64,
}

impl Chunks {
    /// The chunks of a text whose lines have this form.
    pub(super) fn new(input: Input, form: TableForm) -> Self {
        let hashing = Hashing::default();
        let blocks = Blocks::new(watched(input, hashing.watch()));
        Self { blocks, hashing, ended: false, at_header: form.has_header() }
    }

    /// Puts the next whole lines into `buffer`; `None` after the last, and after an error, so that
    /// the thread that met it is the one to report it.
    pub(super) fn next(
        &mut self,
        buffer: &mut Vec<u8>,
        path: &Path,
    ) -> Result<Option<Chunk>, FusedError> {
        if self.ended {
            return Ok(None);
        }
        let next = self.read_next(buffer, path);
        self.ended |= !matches!(next, Ok(Some(Chunk { last: false, .. })));
        next
    }

    fn read_next(
        &mut self,
        buffer: &mut Vec<u8>,
        path: &Path,
    ) -> Result<Option<Chunk>, FusedError> {
        let failed = |source| FusedError::Read { path: path.to_owned(), source };
        let Some(Block { bytes, index, .. }) = self.blocks.next().map_err(failed)? else {
            return Ok(None);
        };
        *buffer = bytes;
        if self.at_header {
            // The strict reader has read it already; only its plain form can be skipped as a line.
            let end = memchr::memchr(b'\n', buffer).ok_or(FusedError::Odd)? + 1;
            if memchr::memchr(b'"', &buffer[..end]).is_some() {
                return Err(FusedError::Odd);
            }
            buffer.drain(..end);
            self.at_header = false;
        }
        let last = self.blocks.has_ended();
        Ok(Some(Chunk { index, last, bytes: self.blocks.n_read() }))
    }

    /// The size and digest of the bytes read.
    pub(super) fn record(&self, path: &Path) -> FileRecord {
        self.hashing.record(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::blocks::BLOCK_BYTES;

    fn chunks(text: &[u8], form: TableForm) -> Result<Vec<Vec<u8>>, FusedError> {
        let mut chunks = Chunks::new(Input::new(std::io::Cursor::new(text.to_vec())), form);
        let (mut all, mut buffer) = (Vec::new(), Vec::new());
        while let Some(chunk) = chunks.next(&mut buffer, Path::new("x"))? {
            assert_eq!(chunk.index, all.len());
            all.push(buffer.clone());
        }
        assert_eq!(chunks.record(Path::new("x")).bytes, text.len() as u64);
        Ok(all)
    }

    #[test]
    fn chunks_are_whole_lines_and_lose_nothing() {
        let text = b"some,line,of,text\n".repeat(BLOCK_BYTES / 7);
        let all = chunks(&text, TableForm::Delimited(",")).expect("plain");
        assert!(
            all.len() > 2 && all.iter().all(|chunk| chunk.ends_with(b"\n") || chunk.is_empty())
        );
        assert_eq!(all.concat(), text);
        let all = chunks(&text, TableForm::Csv).expect("plain");
        assert_eq!(all.concat(), text[18..]);
    }

    #[test]
    fn a_quoted_header_is_odd() {
        assert!(matches!(chunks(b"\"a\nb\",c\n1,2\n", TableForm::Csv), Err(FusedError::Odd)));
    }
}
