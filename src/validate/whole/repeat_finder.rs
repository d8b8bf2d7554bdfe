//! Finds repeats and twins among the rows of a partition, in bounded memory.

use std::collections::HashMap;
use std::ops::AddAssign;

use crate::validate::error::ValidateError;
use crate::validate::whole::gathering::Gathering;
use crate::validate::whole::keyed_row::{KeyedRow, RowKey, Share};
use crate::validate::whole::spilled::Spilled;

/// The number of records that are sorted at a time.
#[cfg(not(test))]
const HELD_MAX: usize = 1 << 20;
/// The number of records that are sorted at a time; few in tests, so that they meet every way.
#[cfg(test)]
const HELD_MAX: usize = 1 << 6;

/// The numbers of repeats and twins.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RepeatCounts {
    /// The number of rows that equal an earlier row in everything.
    pub(super) repeats: u64,
    /// The number of those rows that pass the event filter.
    pub(super) passing_repeats: u64,
    /// The number of different rows that share their key with an earlier one.
    pub(super) twins: u64,
    /// The number of keys of which there are different rows.
    pub(super) twin_keys: u64,
}

impl AddAssign for RepeatCounts {
    fn add_assign(&mut self, other: Self) {
        self.repeats += other.repeats;
        self.passing_repeats += other.passing_repeats;
        self.twins += other.twins;
        self.twin_keys += other.twin_keys;
    }
}

/// Counts repeats and twins and names their lines, some of them twice.
pub(super) struct RepeatFinder<'a> {
    pub(super) counts: RepeatCounts,
    gathering: Gathering,
    on_repeat: &'a mut dyn FnMut(u64),
    on_twin: &'a mut dyn FnMut(u64),
}

/// The first row of a key.
struct FirstOfKey {
    line: u64,
    has_twins: bool,
}

impl<'a> RepeatFinder<'a> {
    /// A finder that calls `on_repeat` and `on_twin` with the lines of repeats and twins.
    pub(super) fn new(on_repeat: &'a mut dyn FnMut(u64), on_twin: &'a mut dyn FnMut(u64)) -> Self {
        Self {
            counts: RepeatCounts::default(),
            gathering: Gathering::default(),
            on_repeat,
            on_twin,
        }
    }

    /// Takes up all rows of a partition.
    pub(super) fn read_partition(
        &mut self,
        spills: &[Spilled<KeyedRow>],
        partition: usize,
    ) -> Result<(), ValidateError> {
        let n_records: usize = spills.iter().map(|spill| spill.n_records(partition)).sum();
        // A partition that is too large is read several times, another share of its keys each time.
        Share::all(n_records, HELD_MAX)
            .try_for_each(|share| self.read_share(spills, partition, share))
    }

    /// Takes up all rows that share one of the values of the key.
    pub(super) fn add_run(&mut self, rows: &mut Vec<KeyedRow>) {
        rows.sort_unstable_by_key(KeyedRow::order);
        self.join_gathered(rows);
        self.add_all_twins(rows);
    }

    fn read_share(
        &mut self,
        spills: &[Spilled<KeyedRow>],
        partition: usize,
        share: Share,
    ) -> Result<(), ValidateError> {
        let counts = self.counts;
        let mut rows: Vec<KeyedRow> = Vec::new();
        let mut n_rows = 0;
        let mut is_skewed = false;
        for spill in spills {
            spill.read(partition, |records| {
                let of_share = records.iter().filter(|row| share.has_key_of(row));
                if is_skewed {
                    n_rows += of_share.count();
                    return;
                }
                let before = rows.len();
                rows.extend(of_share);
                n_rows += rows.len() - before;
                if rows.len() > 2 * HELD_MAX {
                    self.join_equal(&mut rows);
                    is_skewed = rows.len() > HELD_MAX;
                }
            })?;
        }
        if is_skewed {
            drop(rows);
            // What was counted is counted again; that lines are told twice does no harm.
            self.counts = counts;
            return self.read_skewed(spills, partition, share, n_rows);
        }
        self.join_equal(&mut rows);
        self.add_all_twins(&rows);
        Ok(())
    }

    /// Some keys have very many different rows: they are dealt by their values too, of which equal ones
    /// are joined as they come, and of each key only its first line is kept.
    fn read_skewed(
        &mut self,
        spills: &[Spilled<KeyedRow>],
        partition: usize,
        share: Share,
        n_rows: usize,
    ) -> Result<(), ValidateError> {
        let mut firsts: HashMap<RowKey, FirstOfKey> = HashMap::new();
        for of_values in Share::all(n_rows, HELD_MAX / 4) {
            let mut rows: Vec<KeyedRow> = Vec::new();
            for spill in spills {
                spill.read(partition, |records| {
                    let of_share =
                        |row: &&KeyedRow| of_values.has_values_of(row) && share.has_key_of(row);
                    rows.extend(records.iter().filter(of_share));
                    if rows.len() > HELD_MAX {
                        self.join_equal(&mut rows);
                    }
                })?;
            }
            self.join_equal(&mut rows);
            for row in &rows {
                self.add_to_firsts(row, &mut firsts);
            }
        }
        Ok(())
    }

    /// Counts a row as a twin, unless it is the first of its key.
    fn add_to_firsts(&mut self, row: &KeyedRow, firsts: &mut HashMap<RowKey, FirstOfKey>) {
        let line = row.line();
        if let Some(first) = firsts.get_mut(&row.key()) {
            self.counts.twins += 1;
            self.counts.twin_keys += u64::from(!std::mem::replace(&mut first.has_twins, true));
            (self.on_twin)(first.line.max(line));
            first.line = first.line.min(line);
        } else {
            firsts.insert(row.key(), FirstOfKey { line, has_twins: false });
        }
    }

    fn add_all_twins(&mut self, rows: &[KeyedRow]) {
        for group in rows.chunk_by(|left, right| left.key() == right.key()) {
            if group.len() > 1 {
                self.add_twins(group);
            }
        }
    }

    /// Puts equal keys side by side, counts the rows that equal an earlier one, and leaves the first
    /// of each.
    fn join_equal(&mut self, rows: &mut Vec<KeyedRow>) {
        self.gathering.gather(rows);
        self.join_gathered(rows);
    }

    fn join_gathered(&mut self, rows: &mut Vec<KeyedRow>) {
        rows.dedup_by(|later, first| {
            let equal = later.equals(first);
            if equal {
                self.counts.repeats += 1;
                self.counts.passing_repeats += later.n_passing();
                (self.on_repeat)(later.line());
            }
            equal
        });
    }

    fn add_twins(&mut self, group: &[KeyedRow]) {
        self.counts.twins += group.len() as u64 - 1;
        self.counts.twin_keys += 1;
        let first = group.iter().map(KeyedRow::line).min();
        group
            .iter()
            .map(KeyedRow::line)
            .filter(|&line| Some(line) != first)
            .for_each(|line| (self.on_twin)(line));
    }
}
