//! A CSV file in blocks of whole records, so that threads can share it.

use std::io::{self, Read};

use super::input::BYTE_ORDER_MARK;
use super::reader::Reader;
use super::record::{RECORD_BYTES_MAX, Record};

/// The number of bytes read at a time, where nothing else is said.
pub const BLOCK_BYTES: usize = 1 << 20;
/// The number of bytes that must be there before a quote that does not close is given up.
const LOOK_AHEAD: usize = RECORD_BYTES_MAX + 4;

/// Whole records, one after another.
#[derive(Debug)]
pub struct Block {
    /// Its number in the file, from 0.
    pub index: usize,
    /// The records with their line breaks.
    pub bytes: Vec<u8>,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The byte of the file at which it begins.
    pub offset: u64,
}

/// Cuts the bytes of `input` into blocks.
pub struct Blocks<R> {
    input: R,
    /// The bytes read beyond the last block.
    rest: Vec<u8>,
    ended: bool,
    index: usize,
    line: u64,
    offset: u64,
    /// Bytes read in all.
    n_read: u64,
    has_mark: bool,
    /// The number of bytes read at a time.
    block_bytes: usize,
}

impl<R: Read> Blocks<R> {
    /// Blocks of about [`BLOCK_BYTES`].
    pub const fn new(input: R) -> Self {
        Self::of_size(input, BLOCK_BYTES)
    }

    /// Blocks of about so many bytes.
    pub const fn of_size(input: R, block_bytes: usize) -> Self {
        Self {
            block_bytes,
            input,
            rest: Vec::new(),
            ended: false,
            index: 0,
            line: 1,
            offset: 0,
            n_read: 0,
            has_mark: false,
        }
    }

    /// Blocks of about so many bytes of an input that begins at `line` and `offset` of a file.
    pub const fn starting(input: R, line: u64, offset: u64, block_bytes: usize) -> Self {
        let mut blocks = Self::of_size(input, block_bytes);
        blocks.line = line;
        blocks.offset = offset;
        blocks
    }

    /// Bytes read so far.
    pub const fn n_read(&self) -> u64 {
        self.n_read
    }

    /// Tells whether the last block was the last one there is.
    pub const fn has_ended(&self) -> bool {
        self.ended && self.rest.is_empty()
    }

    /// Tells whether the input begins with a byte-order mark, which no block holds; known once the
    /// first block is there.
    pub const fn has_mark(&self) -> bool {
        self.has_mark
    }

    /// The next block; none at the end.
    ///
    /// # Errors
    /// When the input cannot be read.
    #[expect(
        clippy::should_implement_trait,
        reason = "an iterator could not be asked what was read"
    )]
    pub fn next(&mut self) -> io::Result<Option<Block>> {
        let mut wanted = self.block_bytes;
        loop {
            self.fill(wanted)?;
            if self.offset == 0 && self.rest.starts_with(BYTE_ORDER_MARK) {
                self.rest.drain(..BYTE_ORDER_MARK.len());
                self.offset = BYTE_ORDER_MARK.len() as u64;
                self.has_mark = true;
            }
            if self.rest.is_empty() {
                return Ok(None);
            }
            let end = if self.ended { self.rest.len() } else { self.border() };
            if end > 0 {
                return Ok(Some(self.take(end)));
            }
            if memchr::memchr(b'\n', &self.rest).is_none() && self.rest.len() > LOOK_AHEAD {
                return self.skip_line().map(Some);
            }
            wanted = self.rest.len() + self.block_bytes;
        }
    }

    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if !self.ended && self.rest.len() < wanted {
            let missing = wanted - self.rest.len();
            self.rest.reserve(missing);
            let read = self.input.by_ref().take(missing as u64).read_to_end(&mut self.rest)?;
            self.n_read += read as u64;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// The end of the last record that is certainly whole; 0 when none is.
    fn border(&self) -> usize {
        let mut at = 0;
        // Up to here a quote that is open at a line's end was seen not to close.
        let mut vain_until = 0;
        let mut record = Record::default();
        while let Some(quote) = memchr::memchr(b'"', &self.rest[at..]) {
            let quote = at + quote;
            let start =
                memchr::memrchr(b'\n', &self.rest[at..quote]).map_or(at, |end| at + end + 1);
            let line = memchr::memchr(b'\n', &self.rest[quote..]).map(|end| quote + end + 1);
            let is_searched = line.is_some_and(|end| end <= vain_until);
            let rest = &self.rest
                [start..if is_searched { line.unwrap_or(quote) } else { self.rest.len() }];
            let mut reader = Reader::new(rest);
            // A slice can be read.
            let _ = reader.read(&mut record);
            let in_vain = usize::try_from(reader.vain_until()).unwrap_or(rest.len());
            if !is_searched && (!record.ended() || (in_vain > 0 && rest.len() <= LOOK_AHEAD)) {
                return start;
            }
            if in_vain > 0 && !is_searched {
                vain_until = start + in_vain;
            }
            at = start + usize::try_from(reader.offset()).unwrap_or(rest.len());
        }
        memchr::memrchr(b'\n', &self.rest[at..]).map_or(at, |end| at + end + 1)
    }

    fn take(&mut self, end: usize) -> Block {
        let rest = self.rest.split_off(end);
        let bytes = std::mem::replace(&mut self.rest, rest);
        let block = Block { index: self.index, bytes, line: self.line, offset: self.offset };
        self.index += 1;
        self.line += memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        self.offset += block.bytes.len() as u64;
        block
    }

    /// A block of one line that is too long for a record, cut short behind what a reader looks at.
    fn skip_line(&mut self) -> io::Result<Block> {
        let mut skipped = 0;
        loop {
            let end = memchr::memchr(b'\n', &self.rest[LOOK_AHEAD..]);
            let length = end.map_or(self.rest.len(), |end| LOOK_AHEAD + end);
            skipped += (length - LOOK_AHEAD) as u64;
            self.rest.drain(LOOK_AHEAD..length);
            if end.is_some() || self.ended {
                break;
            }
            self.fill(LOOK_AHEAD + self.block_bytes)?;
        }
        let end = if self.rest.len() > LOOK_AHEAD { LOOK_AHEAD + 1 } else { LOOK_AHEAD };
        let block = self.take(end);
        self.offset += skipped;
        Ok(block)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::source::record::Flaw;

    type Seen = Vec<(u64, u64, Vec<u8>, Option<Flaw>, bool)>;

    fn whole(text: &[u8]) -> Seen {
        read(text, 1, 0)
    }

    fn read(text: &[u8], line: u64, offset: u64) -> Seen {
        let mut reader = Reader::new(text);
        let mut record = Record::default();
        let mut seen = Vec::new();
        while reader.read(&mut record).expect("a slice") {
            let at = (record.line() + line - 1, record.offset() + offset);
            seen.push((at.0, at.1, record.raw().to_vec(), record.flaw(), record.ended()));
        }
        seen
    }

    fn in_blocks(text: &[u8]) -> (Seen, usize) {
        let mut blocks = Blocks::new(text);
        let mut seen = Vec::new();
        let mut n_blocks = 0;
        while let Some(block) = blocks.next().expect("a slice") {
            seen.extend(read(&block.bytes, block.line, block.offset));
            n_blocks += 1;
        }
        assert_eq!(blocks.n_read(), text.len() as u64);
        (seen, n_blocks)
    }

    /// Rows of which some hold a quoted value of many lines, or a quote that never closes.
    fn text(seed: u64, length: usize) -> Vec<u8> {
        let mut state = seed | 1;
        let mut text = Vec::new();
        while text.len() < length {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            match (state >> 33) % 2000 {
                0 => {
                    text.extend(b"1,\"");
                    text.extend(b"line\n".repeat((state >> 45) as usize % 90_000));
                    text.extend(b"\",2\n");
                }
                1 => text.extend(b"5,\"open,6\n"),
                2 => text.extend(b"7,\"a \\\"b\\\" c\",8\n"),
                3 => text.extend(b"\r\n"),
                _ => text.extend(b"1234,5678,click,1500000000\n"),
            }
        }
        text
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn blocks_hold_the_records_of_the_whole(seed: u64, length in 1usize..4_000_000) {
            let text = text(seed, length);
            let (seen, n_blocks) = in_blocks(&text);
            prop_assert_eq!(seen, whole(&text));
            prop_assert!(n_blocks >= text.len() / (4 * BLOCK_BYTES));
        }
    }

    #[test]
    fn a_line_of_many_megabytes_is_cut_and_what_follows_keeps_its_place() {
        let mut long = b"a,b\n".to_vec();
        long.extend(vec![b'x'; 5 * BLOCK_BYTES]);
        long.extend(b"\nc,d\n");
        let (seen, _) = in_blocks(&long);
        let whole = whole(&long);
        assert_eq!(seen.len(), 3);
        assert_eq!(seen[1].3, Some(Flaw::TooLong));
        assert_eq!((seen[2].0, seen[2].1, &seen[2].2), (whole[2].0, whole[2].1, &whole[2].2));
    }

    #[test]
    fn blocks_agree_with_the_whole_where_a_quote_stays_open_for_long() {
        let plain = || b"1234,5678,click,1500000000\n".repeat(60_000);
        let open_again = || b"x\",\"\n".repeat(300_000);
        let of_many_lines = || [&b"1,\""[..], &b"line\n".repeat(100), b"\",2\n"].concat();
        let open = || b"5,\"open,6\n".to_vec();
        let texts = [
            [open(), plain(), of_many_lines(), plain()].concat(),
            [plain(), open(), plain(), open(), of_many_lines(), plain()].concat(),
            [open_again(), plain()].concat(),
            [plain(), open_again(), plain(), of_many_lines(), b"1,2\n".to_vec()].concat(),
        ];
        for (number, text) in texts.iter().enumerate() {
            let (seen, n_blocks) = in_blocks(text);
            assert!(n_blocks > 1, "{number}");
            assert!(seen == whole(text), "text {number} reads otherwise in blocks");
        }
    }
}
