//! The parts in which a file is sent.

use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::source::opening;

/// The size up to which a file goes in one request, and the size of a part of a larger file, unless it has to be
/// larger still.
pub const PART_BYTES: u64 = 16 << 20;
/// The most parts of an object: S3's own limit.
const PARTS_MAX: u64 = 10_000;

/// The parts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// The bytes of the file.
    pub bytes: u64,
    /// The bytes of each part but the last.
    pub part_bytes: u64,
}

impl Parts {
    /// The parts of a file of `bytes` bytes: one up to 16 MiB, else parts of 16 MiB, or of as many whole MiB as
    /// make 10,000 parts at most.
    #[must_use]
    pub fn of(bytes: u64) -> Self {
        let least = bytes.div_ceil(PARTS_MAX).next_multiple_of(1 << 20);
        Self { bytes, part_bytes: PART_BYTES.max(least) }
    }

    /// The number of parts; an empty file has one.
    #[must_use]
    pub fn n(self) -> u64 {
        self.bytes.div_ceil(self.part_bytes).max(1)
    }

    /// True if the file goes in one request.
    #[must_use]
    pub fn is_single(self) -> bool {
        self.n() == 1
    }

    /// The bytes of the part `number`, of which the first is 0.
    #[must_use]
    pub fn length(self, number: u64) -> u64 {
        self.part_bytes.min(self.bytes.saturating_sub(number * self.part_bytes))
    }

    /// Reads the part `number` of the file at `path`.
    ///
    /// # Errors
    /// When the file cannot be read, or is shorter than it was.
    pub fn read(self, path: &Path, number: u64) -> io::Result<Vec<u8>> {
        let mut file = opening::open(path)?;
        file.seek(SeekFrom::Start(number * self.part_bytes))?;
        let length = self.length(number);
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
        file.take(length).read_to_end(&mut bytes)?;
        if bytes.len() as u64 == length {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it became shorter meanwhile"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_file_and_are_ten_thousand_at_most() {
        assert!(Parts::of(0).is_single());
        assert!(Parts::of(PART_BYTES).is_single());
        let two = Parts::of(PART_BYTES + 1);
        assert_eq!((two.n(), two.length(0), two.length(1)), (2, PART_BYTES, 1));
        // 5 TB, the largest object: 477 MiB a part.
        let largest = Parts::of(5_000_000_000_000);
        assert_eq!((largest.n(), largest.part_bytes), (9_997, 477 << 20));
    }
}
