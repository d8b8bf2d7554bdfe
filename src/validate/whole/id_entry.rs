//! One id and what is known of it.

use crate::validate::whole::id_hash::{high, low};
use crate::validate::whole::spill_record::{SpillRecord, word, write_words};

/// One id and what is known of it. No entry lies in two lines of the cache.
#[repr(align(32))]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct Entry {
    pub(in crate::validate) hash: u128,
    pub(in crate::validate) first_line: u64,
    /// The number of rows with the id.
    pub(in crate::validate) count: u32,
    /// The number of rows with it that pass the event filter.
    pub(in crate::validate) matching: u32,
}

impl Entry {
    /// No id: one without rows.
    pub(super) const NONE: Self = Self { hash: 0, first_line: 0, count: 0, matching: 0 };

    /// Joins what is known of the same id from elsewhere.
    #[inline]
    pub(super) fn join(&mut self, other: &Self) {
        self.first_line = self.first_line.min(other.first_line);
        self.count = self.count.saturating_add(other.count);
        self.matching = self.matching.saturating_add(other.matching);
    }
}

impl SpillRecord for Entry {
    const BYTES: usize = 32;

    fn partition_hash(&self) -> u64 {
        high(self.hash)
    }

    fn write(&self, bytes: &mut [u8]) {
        let counts = u64::from(self.matching) << 32 | u64::from(self.count);
        write_words([low(self.hash), high(self.hash), self.first_line, counts], bytes);
    }

    #[expect(clippy::cast_possible_truncation, reason = "the two halves of a word")]
    fn read(bytes: &[u8]) -> Self {
        let counts = word(bytes, 3);
        Self {
            hash: u128::from(word(bytes, 1)) << 64 | u128::from(word(bytes, 0)),
            first_line: word(bytes, 2),
            count: counts as u32,
            matching: (counts >> 32) as u32,
        }
    }
}
