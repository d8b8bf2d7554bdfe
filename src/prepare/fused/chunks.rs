//! Text in chunks of whole lines, handed to whichever thread asks next.

use std::io::{self, Read};
use std::path::Path;

use super::FusedError;
use crate::export::digest::{Digester, FileRecord};
use crate::source::table::Input;

/// Bytes of a chunk, but for the end of its last line. A longer line is odd.
const CHUNK_BYTES: usize = 1 << 20;

/// The text, its digest, and where reading stands.
pub(super) struct Chunks {
    input: Input,
    /// The beginning of a line that the chunk before cut.
    carried: Vec<u8>,
    digester: Digester,
    next: usize,
    ended: bool,
    /// Whether the first line is a header.
    header: bool,
}

/// What [`Chunks::next`] gives beside the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// Its number, from 0.
    pub(super) index: usize,
    /// Whether the text ends with it.
    pub(super) last: bool,
    /// Bytes read so far.
    pub(super) bytes: u64,
}

impl Chunks {
    pub(super) fn new(input: Input, header: bool) -> Self {
        let carried = Vec::new();
        Self { input, carried, digester: Digester::default(), next: 0, ended: false, header }
    }

    /// Fills `buffer` with the next whole lines; `None` after the last, and after an error, so that
    /// the thread that met it is the one to report it.
    pub(super) fn next(
        &mut self,
        buffer: &mut Vec<u8>,
        path: &Path,
    ) -> Result<Option<Chunk>, FusedError> {
        let next = self.read_next(buffer, path);
        self.ended |= next.is_err();
        next
    }

    fn read_next(
        &mut self,
        buffer: &mut Vec<u8>,
        path: &Path,
    ) -> Result<Option<Chunk>, FusedError> {
        if self.ended {
            return Ok(None);
        }
        buffer.clear();
        buffer.append(&mut self.carried);
        let failed = |source| FusedError::Read { path: path.to_owned(), source };
        self.fill(buffer).map_err(failed)?;
        if !self.ended {
            let end = memchr::memrchr(b'\n', buffer).ok_or(FusedError::Odd)? + 1;
            self.carried.extend_from_slice(&buffer[end..]);
            buffer.truncate(end);
        }
        if self.header {
            // The strict reader has read it already; only its plain form can be skipped as a line.
            let end = memchr::memchr(b'\n', buffer).ok_or(FusedError::Odd)? + 1;
            if memchr::memchr(b'"', &buffer[..end]).is_some() {
                return Err(FusedError::Odd);
            }
            buffer.drain(..end);
            self.header = false;
        }
        let chunk = Chunk { index: self.next, last: self.ended, bytes: self.digester.bytes() };
        self.next += 1;
        Ok(Some(chunk))
    }

    /// Reads until the buffer is a chunk or the text ends.
    fn fill(&mut self, buffer: &mut Vec<u8>) -> io::Result<()> {
        let mut filled = buffer.len();
        buffer.resize(CHUNK_BYTES.max(filled + 1), 0);
        while filled < buffer.len() {
            let read = match self.input.read(&mut buffer[filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if read == 0 {
                self.ended = true;
                break;
            }
            self.digester.update(&buffer[filled..filled + read]);
            filled += read;
        }
        buffer.truncate(filled);
        Ok(())
    }

    /// The size and digest of what was read.
    pub(super) fn record(&self, path: &Path) -> FileRecord {
        self.digester.record(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(text: &[u8], header: bool) -> Result<Vec<Vec<u8>>, FusedError> {
        let mut chunks = Chunks::new(Input::new(io::Cursor::new(text.to_vec())), header);
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
        let text = b"some,line,of,text\n".repeat(CHUNK_BYTES / 7);
        let all = chunks(&text, false).expect("plain");
        assert!(
            all.len() > 2 && all.iter().all(|chunk| chunk.ends_with(b"\n") || chunk.is_empty())
        );
        assert_eq!(all.concat(), text);
        let all = chunks(&text, true).expect("plain");
        assert_eq!(all.concat(), text[18..]);
    }

    #[test]
    fn a_line_longer_than_a_chunk_and_a_quoted_header_are_odd() {
        let text = vec![b'x'; 3 * CHUNK_BYTES];
        assert!(matches!(chunks(&text, false), Err(FusedError::Odd)));
        assert!(matches!(chunks(b"\"a\nb\",c\n1,2\n", true), Err(FusedError::Odd)));
    }
}
