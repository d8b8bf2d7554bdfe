//! The different ids of a column, each with its first line and how often it occurs.
//!
//! Ids are told apart by 128 bits of XXH3: of a thousand million different ones, two are taken for
//! one with a chance below 1e-20. Memory is bounded: a table that is full goes to its [`Spill`], and
//! what belongs together is joined partition by partition at the end.

use hashbrown::{HashTable, hash_table};

use crate::validate::error::ValidateError;
use crate::validate::options::FilterOutcome;
use crate::validate::whole::room::Room;
use crate::validate::whole::spill::{Spill, SpillRecord, word};

/// The hash of an id.
pub(in crate::validate) fn hash(id: &[u8]) -> u128 {
    xxhash_rust::xxh3::xxh3_128(id)
}

/// One id and what is known of it.
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
    fn join(&mut self, other: &Self) {
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

    fn write(&self, bytes: &mut Vec<u8>) {
        bytes.extend_from_slice(&self.hash.to_le_bytes());
        bytes.extend_from_slice(&self.first_line.to_le_bytes());
        bytes.extend_from_slice(&self.count.to_le_bytes());
        bytes.extend_from_slice(&self.matching.to_le_bytes());
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

/// The higher half of a hash.
pub(super) const fn high(hash: u128) -> u64 {
    (hash >> 64) as u64
}

/// The lower half of a hash.
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(hash: u128) -> u64 {
    hash as u64
}

/// A table of ids that one thread fills.
#[derive(Debug)]
pub(in crate::validate) struct IdTable {
    entries: HashTable<Entry>,
    /// The most entries that are held; a full table goes to the spill.
    n_max: usize,
    spill: Spill<Entry>,
    /// The id of the row before, which is often that of this one.
    last: Option<Entry>,
}

impl IdTable {
    /// An empty table that holds at most `room.bytes` in memory, and as much again while it grows.
    pub(in crate::validate) fn new(room: &Room) -> Self {
        let most = (room.bytes / size_of::<Entry>()).max(1 << 10);
        let n_slots_max = if most.is_power_of_two() { most } else { most.next_power_of_two() / 2 };
        Self {
            entries: HashTable::new(),
            // What a table of so many slots holds before it would double them.
            n_max: n_slots_max / 8 * 7,
            spill: Spill::new(&Room { bytes: room.bytes / 4, ..room.clone() }),
            last: None,
        }
    }

    /// Counts a row of the id.
    #[inline]
    pub(in crate::validate) fn add(
        &mut self,
        hash: u128,
        line: u64,
        outcome: FilterOutcome,
    ) -> Result<(), ValidateError> {
        match &mut self.last {
            Some(last) if last.hash == hash && last.count < u32::MAX => {
                last.count += 1;
                last.matching += outcome.n_passing();
                Ok(())
            }
            _ => {
                let entry =
                    Entry { hash, first_line: line, count: 1, matching: outcome.n_passing() };
                match self.last.replace(entry) {
                    Some(before) => self.insert(before),
                    None => Ok(()),
                }
            }
        }
    }

    fn insert(&mut self, entry: Entry) -> Result<(), ValidateError> {
        let is_it = |other: &Entry| other.hash == entry.hash;
        match self.entries.entry(low(entry.hash), is_it, |other| low(other.hash)) {
            hash_table::Entry::Occupied(mut known) => known.get_mut().join(&entry),
            hash_table::Entry::Vacant(free) => drop(free.insert(entry)),
        }
        if self.entries.len() >= self.n_max { self.drain() } else { Ok(()) }
    }

    fn drain(&mut self) -> Result<(), ValidateError> {
        self.entries.drain().try_for_each(|entry| self.spill.push(entry))
    }

    /// Moves everything into the spill, so that partitions can be read.
    fn finish(mut self) -> Result<Spill<Entry>, ValidateError> {
        if let Some(last) = self.last.take() {
            self.insert(last)?;
        }
        self.drain()?;
        Ok(self.spill)
    }
}

/// The ids of all threads, to be read partition by partition.
#[derive(Debug)]
pub(in crate::validate) struct IdSet {
    parts: Vec<Spill<Entry>>,
    n_partitions: usize,
}

impl IdSet {
    pub(in crate::validate) fn new(
        tables: Vec<IdTable>,
        room: &Room,
    ) -> Result<Self, ValidateError> {
        let parts =
            tables.into_iter().map(IdTable::finish).collect::<Result<_, ValidateError>>()?;
        Ok(Self { parts, n_partitions: room.n_partitions })
    }

    /// The entries of the `index`th of `n_parts` equal parts of all hashes, joined, by rising hash.
    fn part(&mut self, index: usize, n_parts: usize) -> Result<Vec<Entry>, ValidateError> {
        let mut entries = Vec::new();
        let width = self.n_partitions / n_parts;
        for partition in index * width..(index + 1) * width {
            for part in &mut self.parts {
                part.read(partition, |records| {
                    entries.extend_from_slice(records);
                })?;
            }
        }
        entries.sort_unstable_by_key(|entry| (entry.hash, entry.first_line));
        entries.dedup_by(|later, first| {
            let same = later.hash == first.hash;
            if same {
                first.join(later);
            }
            same
        });
        Ok(entries)
    }

    /// Calls `take` with every id once, by rising hash.
    pub(in crate::validate) fn for_each(
        &mut self,
        mut take: impl FnMut(&Entry),
    ) -> Result<(), ValidateError> {
        for partition in 0..self.n_partitions {
            self.part(partition, self.n_partitions)?.iter().for_each(&mut take);
        }
        Ok(())
    }

    /// Calls `take` with every id of either set, by rising hash.
    pub(in crate::validate) fn join(
        &mut self,
        other: &mut Self,
        mut take: impl FnMut(Option<&Entry>, Option<&Entry>),
    ) -> Result<(), ValidateError> {
        let n_parts = self.n_partitions.min(other.n_partitions);
        for index in 0..n_parts {
            let (left, right) = (self.part(index, n_parts)?, other.part(index, n_parts)?);
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            loop {
                let order = match (left.peek(), right.peek()) {
                    (Some(left), Some(right)) => left.hash.cmp(&right.hash),
                    (Some(_), None) => std::cmp::Ordering::Less,
                    (None, Some(_)) => std::cmp::Ordering::Greater,
                    (None, None) => break,
                };
                take(
                    if order.is_le() { left.next() } else { None },
                    if order.is_ge() { right.next() } else { None },
                );
            }
        }
        Ok(())
    }

    /// Calls `take` with every id, by rising hash, and whether one of two others has it.
    pub(in crate::validate) fn join_two(
        &mut self,
        others: [&mut Self; 2],
        mut take: impl FnMut(&Entry, bool),
    ) -> Result<(), ValidateError> {
        let n_parts = self.n_partitions.min(others[0].n_partitions).min(others[1].n_partitions);
        let [first, second] = others;
        for index in 0..n_parts {
            let parts = [first.part(index, n_parts)?, second.part(index, n_parts)?];
            for entry in self.part(index, n_parts)? {
                let has = |part: &Vec<Entry>| {
                    part.binary_search_by_key(&entry.hash, |other| other.hash).is_ok()
                };
                take(&entry, parts.iter().any(has));
            }
        }
        Ok(())
    }

    /// Tells whether the set has the id of this hash.
    pub(in crate::validate) fn contains(&mut self, hash: u128) -> Result<bool, ValidateError> {
        let bits = self.n_partitions.trailing_zeros();
        let partition = if bits == 0 { 0 } else { (hash >> (128 - bits)) as usize };
        Ok(self.part(partition, self.n_partitions)?.iter().any(|entry| entry.hash == hash))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn room(folder: &std::path::Path, n_partitions: usize) -> Room {
        Room { folder: folder.to_owned(), bytes: 1 << 12, n_partitions }
    }

    #[test]
    fn counts_are_exact_over_threads_and_spills() {
        let folder = tempfile::tempdir().expect("a folder");
        let room = room(folder.path(), 16);
        let mut tables = vec![IdTable::new(&room), IdTable::new(&room)];
        let mut wanted: BTreeMap<u128, Entry> = BTreeMap::new();
        for line in 2..20_000_u64 {
            let id = (line * line) % 7919;
            let hash = hash(id.to_string().as_bytes());
            let outcome =
                if line % 3 == 0 { FilterOutcome::Passes } else { FilterOutcome::Excluded };
            tables[usize::from(line % 5 == 0)].add(hash, line, outcome).expect("room");
            let entry = wanted.entry(hash).or_insert(Entry {
                hash,
                first_line: line,
                count: 0,
                matching: 0,
            });
            entry.count += 1;
            entry.matching += outcome.n_passing();
        }
        assert!(tables[0].spill.n_records(3) > 0, "the table was small enough to spill");
        let mut set = IdSet::new(tables, &room).expect("it can be read");
        let mut found = Vec::new();
        set.for_each(|entry| found.push(*entry)).expect("it can be read");
        assert_eq!(found, wanted.into_values().collect::<Vec<_>>());
    }

    #[test]
    fn sets_of_different_partitions_join() {
        let folder = tempfile::tempdir().expect("a folder");
        let set = |ids: std::ops::Range<u32>, n_partitions| {
            let room = room(folder.path(), n_partitions);
            let mut table = IdTable::new(&room);
            for id in ids {
                table.add(hash(id.to_string().as_bytes()), 1, FilterOutcome::Passes).expect("room");
            }
            IdSet::new(vec![table], &room).expect("it can be read")
        };
        let (mut left, mut right) = (set(0..100, 64), set(90..300, 4));
        let (mut both, mut one) = (0, BTreeSet::new());
        left.join(&mut right, |left, right| match (left, right) {
            (Some(left), Some(right)) => {
                assert_eq!(left.hash, right.hash);
                both += 1;
            }
            (left, right) => assert!(one.insert((left.map(|e| e.hash), right.map(|e| e.hash)))),
        })
        .expect("it can be read");
        assert_eq!((both, one.len()), (10, 90 + 200));
        assert!(
            left.contains(hash(b"7")).expect("read") && !left.contains(hash(b"700")).expect("read")
        );
    }
}
