//! The different ids of a column, each with its first line and how often it occurs.
//!
//! Ids are told apart by 128 bits of XXH3: of a thousand million different ones, two are taken for
//! one with a chance below 1e-20. Memory is bounded: a table that is full goes to its spill, and
//! what belongs together is joined partition by partition at the end.

use crate::validate::error::ValidateError;
use crate::validate::whole::id_entry::Entry;
use crate::validate::whole::id_table::IdTable;
use crate::validate::whole::room::Room;
use crate::validate::whole::spilled::Spilled;

/// The ids of all threads, to be read partition by partition.
#[derive(Debug)]
pub(in crate::validate) struct IdSet {
    parts: Vec<Spilled<Entry>>,
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
    use crate::validate::options::FilterOutcome;
    use crate::validate::whole::id_hash::hash;

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
        assert!(tables[0].n_bytes_written() > 0, "the table was small enough to spill");
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
