//! Rows that are there twice, and rows that share a key and differ: exact, in bounded memory.

use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::parallel::in_threads;
use crate::validate::error::ValidateError;
use crate::validate::whole::keyed_row::KeyedRow;
use crate::validate::whole::repeat_finder::{RepeatCounts, RepeatFinder};
use crate::validate::whole::spilled::Spilled;

/// The smallest lines of those it is shown.
#[derive(Debug)]
struct FirstLines {
    most: usize,
    heap: BinaryHeap<u64>,
}

impl FirstLines {
    fn add(&mut self, line: u64) {
        let is_full = self.heap.len() >= self.most;
        if is_full && self.heap.peek().is_none_or(|&largest| line >= largest) {
            return;
        }
        // A line may be told twice.
        if self.heap.iter().any(|&known| known == line) {
            return;
        }
        if is_full {
            self.heap.pop();
        }
        self.heap.push(line);
    }
}

/// The repeats found, part by part.
#[derive(Debug)]
pub(in crate::validate) struct Found {
    counts: RepeatCounts,
    equal: FirstLines,
    twins: FirstLines,
}

impl Found {
    pub(in crate::validate) fn new(lines_max: usize) -> Self {
        let lines = || FirstLines { most: lines_max, heap: BinaryHeap::new() };
        Self { counts: RepeatCounts::default(), equal: lines(), twins: lines() }
    }

    pub(in crate::validate) fn join(&mut self, other: &Self) {
        self.counts += other.counts;
        other.equal.heap.iter().for_each(|&line| self.equal.add(line));
        other.twins.heap.iter().for_each(|&line| self.twins.add(line));
    }

    /// Takes up all rows that share one of the values of the key.
    pub(in crate::validate) fn add_run(&mut self, rows: &mut Vec<KeyedRow>) {
        let counts = self.with_finder(|finder| {
            finder.add_run(rows);
            finder.counts
        });
        self.counts += counts;
    }

    /// Lends a finder that names its lines to this.
    fn with_finder<R>(&mut self, work: impl FnOnce(&mut RepeatFinder<'_>) -> R) -> R {
        let (equal, twins) = (&mut self.equal, &mut self.twins);
        work(&mut RepeatFinder::new(&mut |line| equal.add(line), &mut |line| twins.add(line)))
    }
}

impl From<Found> for Repeats {
    fn from(found: Found) -> Self {
        let counts = found.counts;
        let [equal_lines, twin_lines] =
            [found.equal, found.twins].map(|lines| lines.heap.into_sorted_vec());
        Self {
            n_equal: counts.repeats,
            n_equal_passing: counts.passing_repeats,
            equal_lines,
            n_twins: counts.twins,
            twin_lines,
            n_twin_keys: counts.twin_keys,
        }
    }
}

/// The repeats of a file: equal rows, and rows that share a key.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::validate) struct Repeats {
    /// The number of rows that equal an earlier row in everything.
    pub(in crate::validate) n_equal: u64,
    /// The number of those rows that pass the event filter.
    pub(in crate::validate) n_equal_passing: u64,
    /// The first lines of the rows that equal an earlier one.
    pub(in crate::validate) equal_lines: Vec<u64>,
    /// The number of different rows that share their key with an earlier one.
    pub(in crate::validate) n_twins: u64,
    /// The first lines of the rows that share their key.
    pub(in crate::validate) twin_lines: Vec<u64>,
    /// The number of keys of which there are different rows.
    pub(in crate::validate) n_twin_keys: u64,
}

/// Finds repeats and twins among the rows of all threads; the first `lines_max` lines of each.
pub(in crate::validate) fn find(
    spills: &[Spilled<KeyedRow>],
    n_partitions: usize,
    lines_max: usize,
    n_threads: usize,
) -> Result<Repeats, ValidateError> {
    let next = AtomicUsize::new(0);
    let read_all = |finder: &mut RepeatFinder<'_>| loop {
        let partition = next.fetch_add(1, Ordering::Relaxed);
        if partition >= n_partitions {
            return Ok(finder.counts);
        }
        finder.read_partition(spills, partition)?;
    };
    let work = || -> Result<Found, ValidateError> {
        let mut found = Found::new(lines_max);
        found.counts = found.with_finder(read_all)?;
        Ok(found)
    };
    let results = in_threads(n_threads, || (), |_| work())?;
    let mut all = Found::new(lines_max);
    for found in results {
        all.join(&found);
    }
    Ok(all.into())
}

/// Calls `take` with the line of every row that equals an earlier one, in no order.
pub(in crate::validate) fn for_each_repeat(
    spills: &[Spilled<KeyedRow>],
    n_partitions: usize,
    mut take: impl FnMut(u64),
) -> Result<(), ValidateError> {
    let mut ignore_twins = |_| {};
    let mut found = RepeatFinder::new(&mut take, &mut ignore_twins);
    (0..n_partitions).try_for_each(|partition| found.read_partition(spills, partition))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::validate::options::FilterOutcome;
    use crate::validate::whole::room::Room;
    use crate::validate::whole::spill::Spill;

    fn spills(
        rows: &[(u64, u64, bool)],
        bytes: usize,
        folder: &std::path::Path,
    ) -> Vec<Spilled<KeyedRow>> {
        let room = Room { folder: folder.to_owned(), bytes, n_partitions: 8 };
        let mut spills: Vec<Spill<KeyedRow>> = (0..2).map(|_| Spill::new(&room)).collect();
        for (at, &(key, values, matches)) in rows.iter().enumerate() {
            let key = xxhash_rust::xxh3::xxh3_128(&key.to_le_bytes());
            let outcome = if matches { FilterOutcome::Passes } else { FilterOutcome::Excluded };
            let row = KeyedRow::new(key, values, at as u64 + 2, outcome);
            spills[at % 2].push(row).expect("room");
        }
        spills.into_iter().map(Spill::finish).collect()
    }

    /// Keys and values few and many, so that rows are equal, keys are shared by hundreds of different
    /// rows, or both.
    fn rows() -> impl Strategy<Value = Vec<(u64, u64, bool)>> {
        let of = |keys: u64, values: u64, most: usize| {
            prop::collection::vec((0..keys, 0..values, any::<bool>()), 0..most)
        };
        prop_oneof![of(40, 3, 300), of(2, 500, 1500), of(1, 2, 1500), of(3, 2000, 1500)]
    }

    proptest! {
        #[test]
        fn counts_are_those_of_a_plain_map(rows in rows(), bytes in 24usize..4000) {
            let folder = tempfile::tempdir().expect("a folder");
            let found = find(&spills(&rows, bytes, folder.path()), 8, 3000, 2).expect("read");
            let mut seen: BTreeMap<u64, Vec<u64>> = BTreeMap::new();
            let (mut repeats, mut twins, mut matching) = (Vec::new(), Vec::new(), 0);
            for (line, &(key, values, matches)) in (2..).zip(&rows) {
                let before = seen.entry(key).or_default();
                if before.contains(&values) {
                    repeats.push(line);
                    matching += u64::from(matches);
                } else {
                    if !before.is_empty() {
                        twins.push(line);
                    }
                    before.push(values);
                }
            }
            prop_assert_eq!(found, Repeats {
                n_equal: repeats.len() as u64,
                n_equal_passing: matching,
                equal_lines: repeats,
                n_twins: twins.len() as u64,
                twin_lines: twins,
                n_twin_keys: seen.values().filter(|values| values.len() > 1).count() as u64,
            });
        }
    }
}
