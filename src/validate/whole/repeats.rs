//! Rows that are there twice, and rows that share a key and differ: exact, in bounded memory.
//!
//! A row is 24 bytes: 88 bits of the hash of its key (user, item and instant of an event; the id of
//! metadata), its line, whether it passes the event filter, and 64 bits of the hash of all its
//! values. Of a thousand million different keys two are taken for one with a chance of 2e-9.

use std::collections::{BinaryHeap, HashMap};
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::parallel::in_threads;
use crate::validate::whole::spill::Spill;

/// Bits of the second word that hold the line and whether the row passes the filter.
const LINE_BITS: u32 = 40;
const LINE_MASK: u64 = (1 << LINE_BITS) - 1;
/// The number of records that are sorted at a time.
#[cfg(not(test))]
const HELD_MAX: usize = 1 << 20;
/// The number of records that are sorted at a time; few in tests, so that they meet every way.
#[cfg(test)]
const HELD_MAX: usize = 1 << 6;

/// A row as it is kept.
#[expect(clippy::cast_possible_truncation, reason = "the two halves of a hash")]
pub(in crate::validate) fn row(key: u128, values: u64, line: u64, matches: bool) -> [u64; 3] {
    let line = (line & (LINE_MASK >> 1)) << 1 | u64::from(matches);
    [(key >> 64) as u64, (key as u64 & !LINE_MASK) | line, values]
}

const fn key_of(row: &[u64; 3]) -> (u64, u64) {
    (row[0], row[1] & !LINE_MASK)
}

const fn line_of(row: &[u64; 3]) -> u64 {
    (row[1] & LINE_MASK) >> 1
}

/// The smallest lines of those it is shown.
#[derive(Debug)]
struct Lines {
    most: usize,
    heap: BinaryHeap<u64>,
}

impl Lines {
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
    /// Rows that equal an earlier one, those of them that pass the event filter, twins, and keys with
    /// twins.
    counts: [u64; 4],
    equal: Lines,
    twins: Lines,
}

impl Found {
    pub(in crate::validate) fn new(lines_max: usize) -> Self {
        let lines = || Lines { most: lines_max, heap: BinaryHeap::new() };
        Self { counts: [0; 4], equal: lines(), twins: lines() }
    }

    pub(in crate::validate) fn join(&mut self, other: &Self) {
        self.counts.iter_mut().zip(other.counts).for_each(|(sum, count)| *sum += count);
        other.equal.heap.iter().for_each(|&line| self.equal.add(line));
        other.twins.heap.iter().for_each(|&line| self.twins.add(line));
    }

    /// Takes up all rows that share one of the values of the key.
    pub(in crate::validate) fn add_run(&mut self, rows: &mut Vec<[u64; 3]>) {
        rows.sort_unstable_by_key(|row| (key_of(row), row[2], line_of(row)));
        let (equal, twins) = (&mut self.equal, &mut self.twins);
        let mut finder = Finder {
            counts: self.counts,
            on_repeat: &mut |line| equal.add(line),
            on_twin: &mut |line| twins.add(line),
        };
        finder.join_gathered(rows);
        finder.add_all_twins(rows);
        self.counts = finder.counts;
    }
}

impl From<Found> for Repeats {
    fn from(found: Found) -> Self {
        let [n_equal, n_matching, n_twins, n_twin_keys] = found.counts;
        let [equal_lines, twin_lines] =
            [found.equal, found.twins].map(|lines| lines.heap.into_sorted_vec());
        Self { n_equal, n_matching, equal_lines, n_twins, twin_lines, n_twin_keys }
    }
}

/// The repeats of a file: equal rows, and rows that share a key.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::validate) struct Repeats {
    /// The number of rows that equal an earlier row in everything.
    pub(in crate::validate) n_equal: u64,
    /// The number of those rows that pass the event filter.
    pub(in crate::validate) n_matching: u64,
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
    spills: &[Spill<3>],
    n_partitions: usize,
    lines_max: usize,
    n_threads: usize,
) -> io::Result<Repeats> {
    let next = AtomicUsize::new(0);
    let work = || -> io::Result<Found> {
        let mut all = Found::new(lines_max);
        let (equal, twins) = (&mut all.equal, &mut all.twins);
        let mut finder = Finder {
            counts: [0; 4],
            on_repeat: &mut |line| equal.add(line),
            on_twin: &mut |line| twins.add(line),
        };
        loop {
            let partition = next.fetch_add(1, Ordering::Relaxed);
            if partition >= n_partitions {
                all.counts = finder.counts;
                return Ok(all);
            }
            finder.read_partition(spills, partition)?;
        }
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
    spills: &[Spill<3>],
    n_partitions: usize,
    mut take: impl FnMut(u64),
) -> io::Result<()> {
    let mut found = Finder { counts: [0; 4], on_repeat: &mut take, on_twin: &mut |_| {} };
    (0..n_partitions).try_for_each(|partition| found.read_partition(spills, partition))
}

struct Finder<'a> {
    counts: [u64; 4],
    on_repeat: &'a mut dyn FnMut(u64),
    on_twin: &'a mut dyn FnMut(u64),
}

impl Finder<'_> {
    fn read_partition(&mut self, spills: &[Spill<3>], partition: usize) -> io::Result<()> {
        let n_records: usize = spills.iter().map(|spill| spill.n_records(partition)).sum();
        // A partition that is too large is read several times, another share of its keys each time.
        let n_shares = n_records.div_ceil(HELD_MAX).next_power_of_two() as u64;
        (0..n_shares).try_for_each(|share| self.read_share(spills, partition, share, n_shares))
    }

    fn read_share(
        &mut self,
        spills: &[Spill<3>],
        partition: usize,
        share: u64,
        n_shares: u64,
    ) -> io::Result<()> {
        let is_of_share = |row: &[u64; 3]| row[0] & (n_shares - 1) == share;
        let counts = self.counts;
        let mut rows: Vec<[u64; 3]> = Vec::new();
        let mut n_rows = 0;
        let mut is_skewed = false;
        for spill in spills {
            spill.read(partition, |records| {
                let of_share = records.iter().filter(|row| is_of_share(row));
                if is_skewed {
                    n_rows += of_share.count();
                    return Ok(());
                }
                let before = rows.len();
                rows.extend(of_share);
                n_rows += rows.len() - before;
                if rows.len() > 2 * HELD_MAX {
                    self.join_equal(&mut rows);
                    is_skewed = rows.len() > HELD_MAX;
                }
                Ok(())
            })?;
        }
        if is_skewed {
            drop(rows);
            // What was counted is counted again; that lines are told twice does no harm.
            self.counts = counts;
            return self.read_skewed(spills, partition, is_of_share, n_rows);
        }
        self.join_equal(&mut rows);
        self.add_all_twins(&rows);
        Ok(())
    }

    /// Some keys have very many different rows: they are dealt by their values too, of which equal ones
    /// are joined as they come, and of each key only its first line is kept.
    fn read_skewed(
        &mut self,
        spills: &[Spill<3>],
        partition: usize,
        is_of_share: impl Fn(&[u64; 3]) -> bool,
        n_rows: usize,
    ) -> io::Result<()> {
        let n_shares = n_rows.div_ceil(HELD_MAX / 4).next_power_of_two() as u64;
        // The first line of each key, and whether it has twins.
        let mut first_lines: HashMap<(u64, u64), (u64, bool)> = HashMap::new();
        for share in 0..n_shares {
            let mut rows: Vec<[u64; 3]> = Vec::new();
            for spill in spills {
                spill.read(partition, |records| {
                    let of_share =
                        |row: &&[u64; 3]| row[2] & (n_shares - 1) == share && is_of_share(row);
                    rows.extend(records.iter().filter(of_share));
                    if rows.len() > HELD_MAX {
                        self.join_equal(&mut rows);
                    }
                    Ok(())
                })?;
            }
            self.join_equal(&mut rows);
            for row in &rows {
                let line = line_of(row);
                if let Some((first, has_twins)) = first_lines.get_mut(&key_of(row)) {
                    self.counts[2] += 1;
                    self.counts[3] += u64::from(!std::mem::replace(has_twins, true));
                    (self.on_twin)((*first).max(line));
                    *first = (*first).min(line);
                } else {
                    first_lines.insert(key_of(row), (line, false));
                }
            }
        }
        Ok(())
    }

    fn add_all_twins(&mut self, rows: &[[u64; 3]]) {
        for group in rows.chunk_by(|left, right| key_of(left) == key_of(right)) {
            if group.len() > 1 {
                self.add_twins(group);
            }
        }
    }

    /// Puts equal keys side by side, counts the rows that equal an earlier one, and leaves the first
    /// of each.
    fn join_equal(&mut self, rows: &mut Vec<[u64; 3]>) {
        gather_equal(rows);
        self.join_gathered(rows);
    }

    fn join_gathered(&mut self, rows: &mut Vec<[u64; 3]>) {
        rows.dedup_by(|later, first| {
            let equal = key_of(later) == key_of(first) && later[2] == first[2];
            if equal {
                self.counts[0] += 1;
                self.counts[1] += later[1] & 1;
                (self.on_repeat)(line_of(later));
            }
            equal
        });
    }

    fn add_twins(&mut self, group: &[[u64; 3]]) {
        self.counts[2] += group.len() as u64 - 1;
        self.counts[3] += 1;
        let first = group.iter().map(line_of).min();
        group
            .iter()
            .map(line_of)
            .filter(|&line| Some(line) != first)
            .for_each(|line| (self.on_twin)(line));
    }
}

/// Orders rows so that equal keys stand side by side, and under one key equal values by rising line.
///
/// Hashes are spread evenly, so that dealing the rows to buckets of some eight leaves little to sort.
fn gather_equal(rows: &mut Vec<[u64; 3]>) {
    const BUCKET_ROWS: usize = 8;
    let n_buckets = (rows.len() / BUCKET_ROWS).next_power_of_two();
    // The highest bits are the partition's and the lowest the share's.
    let bucket =
        |row: &[u64; 3]| usize::try_from((row[0] >> 16) & (n_buckets as u64 - 1)).unwrap_or(0);
    let mut ends = vec![0_usize; n_buckets];
    for row in rows.iter() {
        ends[bucket(row)] += 1;
    }
    let mut sum = 0;
    for end in &mut ends {
        let count = *end;
        *end = sum;
        sum += count;
    }
    let mut dealt = vec![[0; 3]; rows.len()];
    for row in rows.iter() {
        let at = &mut ends[bucket(row)];
        dealt[*at] = *row;
        *at += 1;
    }
    let mut start = 0;
    for end in ends {
        dealt[start..end].sort_unstable_by_key(|row| (key_of(row), row[2], line_of(row)));
        start = end;
    }
    *rows = dealt;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::validate::whole::spill::Room;

    fn spills(rows: &[(u64, u64, bool)], bytes: usize, folder: &std::path::Path) -> Vec<Spill<3>> {
        let room = Room { folder: folder.to_owned(), bytes, n_partitions: 8 };
        let mut spills: Vec<Spill<3>> = (0..2).map(|_| Spill::new(&room)).collect();
        for (at, &(key, values, matches)) in rows.iter().enumerate() {
            let key = xxhash_rust::xxh3::xxh3_128(&key.to_le_bytes());
            spills[at % 2].push(row(key, values, at as u64 + 2, matches)).expect("room");
        }
        spills
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
                n_matching: matching,
                equal_lines: repeats,
                n_twins: twins.len() as u64,
                twin_lines: twins,
                n_twin_keys: seen.values().filter(|values| values.len() > 1).count() as u64,
            });
        }
    }
}
