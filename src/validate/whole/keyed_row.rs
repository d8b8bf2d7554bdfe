//! A row as those that look for repeats keep it, and rows put in the order of their keys.

use crate::validate::options::FilterOutcome;
use crate::validate::whole::id_hash::{high, low};
use crate::validate::whole::spill_record::{SpillRecord, word, write_words};

/// Bits of the second word that hold the line and the outcome of the event filter.
const LINE_BITS: u32 = 40;
const LINE_MASK: u64 = (1 << LINE_BITS) - 1;

/// A row in 24 bytes: 88 bits of the hash of its key (user, item and instant of an event; the id of
/// metadata), its line, the outcome of the event filter, and 64 bits of the hash of all its values.
///
/// Of a thousand million different keys two are taken for one with a chance of 2e-9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct KeyedRow {
    key_high: u64,
    /// The lower bits of the key, then the line and the outcome.
    key_low_and_line: u64,
    values: u64,
}

/// The part of a key's hash that tells keys apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct RowKey {
    high: u64,
    low: u64,
}

impl KeyedRow {
    pub(in crate::validate) fn new(
        key: u128,
        values: u64,
        line: u64,
        outcome: FilterOutcome,
    ) -> Self {
        let line = (line & (LINE_MASK >> 1)) << 1 | u64::from(outcome.n_passing());
        Self { key_high: high(key), key_low_and_line: (low(key) & !LINE_MASK) | line, values }
    }

    /// No row.
    pub(super) const NONE: Self = Self { key_high: 0, key_low_and_line: 0, values: 0 };

    /// The row's bucket of so many, a power of two, by its key.
    #[inline]
    pub(super) fn bucket(&self, n_buckets: usize) -> usize {
        // The highest bits are the partition's and the lowest the share's.
        usize::try_from((self.key_high >> 16) & (n_buckets as u64 - 1)).unwrap_or(0)
    }

    pub(super) const fn key(&self) -> RowKey {
        RowKey { high: self.key_high, low: self.key_low_and_line & !LINE_MASK }
    }

    pub(super) const fn line(&self) -> u64 {
        (self.key_low_and_line & LINE_MASK) >> 1
    }

    /// 1 for a row that passes the event filter, 0 for one that does not.
    pub(super) const fn n_passing(&self) -> u64 {
        self.key_low_and_line & 1
    }

    /// Tells whether the rows are equal in key and values.
    pub(super) fn equals(&self, other: &Self) -> bool {
        self.key() == other.key() && self.values == other.values
    }

    /// The order that puts equal keys side by side, and under one key equal values by rising line.
    pub(super) const fn order(&self) -> (RowKey, u64, u64) {
        (self.key(), self.values, self.line())
    }
}

impl SpillRecord for KeyedRow {
    const BYTES: usize = 24;

    fn partition_hash(&self) -> u64 {
        self.key_high
    }

    fn write(&self, bytes: &mut [u8]) {
        write_words([self.key_high, self.key_low_and_line, self.values], bytes);
    }

    fn read(bytes: &[u8]) -> Self {
        let [key_high, key_low_and_line, values] = [0, 1, 2].map(|index| word(bytes, index));
        Self { key_high, key_low_and_line, values }
    }
}

/// One of several equal shares of rows, dealt by bits of a hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    index: u64,
    /// The number of shares, a power of two.
    n_shares: u64,
}

impl Share {
    /// The shares of `n_rows` rows of which each has about `rows_max` at most.
    pub(super) fn all(n_rows: usize, rows_max: usize) -> impl Iterator<Item = Self> {
        let n_shares = n_rows.div_ceil(rows_max).next_power_of_two() as u64;
        (0..n_shares).map(move |index| Self { index, n_shares })
    }

    /// Tells whether the row is of this share of keys.
    pub(super) const fn has_key_of(self, row: &KeyedRow) -> bool {
        row.key_high & (self.n_shares - 1) == self.index
    }

    /// Tells whether the row is of this share of values.
    pub(super) const fn has_values_of(self, row: &KeyedRow) -> bool {
        row.values & (self.n_shares - 1) == self.index
    }
}
