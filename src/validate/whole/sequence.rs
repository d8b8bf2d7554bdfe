//! Finds repeats and twins of a file in the order of time as it goes by.
//!
//! Rows that are equal, or share user, item and timestamp, have one timestamp; while timestamps never
//! fall they stand in one run of it. So a block whose timestamps rise is done at once but for its first
//! and last run, which may go on in the blocks beside it, and nothing is written to temporary files.
//! At the first row that breaks the order everything is spilled, and the blocks that were done are
//! read again.

use crate::validate::error::ValidateError;
use crate::validate::whole::keyed_row::KeyedRow;
use crate::validate::whole::repeats::Found;
use crate::validate::whole::spill::Spill;

/// A row with its instant.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct TimedRow {
    instant: i64,
    row: KeyedRow,
}

/// The way in which repeats are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum RepeatSearch {
    /// Rows are done run by run while their instants never fall.
    InOrderOfTime,
    /// All rows are spilled, and looked through at the end.
    BySpill,
}

/// The most rows of one instant that may stand in several blocks; few in tests, so that they meet more.
const RUN_ROWS_MAX: usize = if cfg!(test) { 40 } else { 1 << 20 };

/// The outcome of a block's rows.
#[derive(Debug)]
pub(in crate::validate) enum Kept {
    /// Rows that are in the spill.
    Spilled,
    /// Rows that rise in time: what was found between the first and the last run, and these two. Of a
    /// block of one run, the last is empty.
    InOrder { first: Vec<TimedRow>, last: Vec<TimedRow>, found: Found },
}

/// The rows of the block that is being checked.
#[derive(Debug, Default)]
pub(in crate::validate) struct BlockRows {
    rows: Vec<TimedRow>,
    /// True if an instant is smaller than one before, or is none.
    is_unordered: bool,
}

impl BlockRows {
    #[inline]
    pub(in crate::validate) fn push(&mut self, instant: Option<i64>, row: KeyedRow) {
        self.is_unordered |= match (instant, self.rows.last()) {
            (None, _) => true,
            (Some(instant), Some(before)) => instant < before.instant,
            (Some(_), None) => false,
        };
        self.rows.push(TimedRow { instant: instant.unwrap_or(i64::MIN), row });
    }

    /// Takes the block's rows up, and begins the next block.
    pub(in crate::validate) fn end(
        &mut self,
        search: RepeatSearch,
        lines_max: usize,
        spill: &mut Spill<KeyedRow>,
    ) -> Result<Kept, ValidateError> {
        let is_unordered = std::mem::take(&mut self.is_unordered);
        if search == RepeatSearch::BySpill || is_unordered {
            for timed in self.rows.drain(..) {
                spill.push(timed.row)?;
            }
            return Ok(Kept::Spilled);
        }
        let mut found = Found::new(lines_max);
        let run_end = |from: usize| {
            let instant = self.rows[from].instant;
            from + self.rows[from..].iter().take_while(|other| other.instant == instant).count()
        };
        let first_end = if self.rows.is_empty() { 0 } else { run_end(0) };
        let first = self.rows[..first_end].to_vec();
        let mut start = first_end;
        let mut last = Vec::new();
        let mut run = Vec::new();
        while start < self.rows.len() {
            let end = run_end(start);
            if end == self.rows.len() {
                last = self.rows[start..].to_vec();
            } else if end - start > 1 {
                run.clear();
                run.extend(self.rows[start..end].iter().map(|timed| timed.row));
                found.add_run(&mut run);
            }
            start = end;
        }
        self.rows.clear();
        Ok(Kept::InOrder { first, last, found })
    }
}

/// The outcome of a whole file.
#[derive(Debug)]
pub(in crate::validate) enum SequenceOutcome {
    /// The repeats found, since the whole file is in order.
    InOrder(Found),
    /// The order broke: the rows of these blocks are in no spill yet, and must be read again.
    Broken { blocks_in_order: Vec<usize> },
}

/// The blocks of a file, joined in their order.
#[derive(Debug)]
pub(in crate::validate) struct Sequence {
    found: Found,
    /// The run that may go on.
    open: Vec<TimedRow>,
    is_broken: bool,
    /// Blocks whose rows are in no spill.
    in_order: Vec<usize>,
}

impl Sequence {
    pub(in crate::validate) fn new(lines_max: usize) -> Self {
        Self {
            found: Found::new(lines_max),
            open: Vec::new(),
            is_broken: false,
            in_order: Vec::new(),
        }
    }

    /// Joins the next block, and gives the search for those to come: by spill once the order of time does
    /// not hold, or cannot be followed.
    pub(in crate::validate) fn add(&mut self, block: usize, kept: Kept) -> RepeatSearch {
        match kept {
            Kept::Spilled => self.is_broken = true,
            Kept::InOrder { first, last, found } => {
                self.in_order.push(block);
                if !self.is_broken {
                    self.join(first, last, &found);
                }
            }
        }
        if self.is_broken { RepeatSearch::BySpill } else { RepeatSearch::InOrderOfTime }
    }

    fn join(&mut self, mut first: Vec<TimedRow>, last: Vec<TimedRow>, found: &Found) {
        let Some(&TimedRow { instant: begins, .. }) = first.first() else { return };
        let ends = self.open.last().map_or(i64::MIN, |last| last.instant);
        let grows_too_long = begins == ends && self.open.len() + first.len() > RUN_ROWS_MAX;
        if begins < ends || grows_too_long {
            self.is_broken = true;
            return;
        }
        if begins == ends {
            self.open.append(&mut first);
        } else {
            self.close();
            self.open = first;
        }
        if !last.is_empty() {
            self.close();
            self.open = last;
        }
        self.found.join(found);
    }

    fn close(&mut self) {
        let mut run: Vec<KeyedRow> = self.open.drain(..).map(|timed| timed.row).collect();
        if run.len() > 1 {
            self.found.add_run(&mut run);
        }
    }

    pub(in crate::validate) fn finish(mut self) -> SequenceOutcome {
        if self.is_broken {
            return SequenceOutcome::Broken { blocks_in_order: self.in_order };
        }
        self.close();
        SequenceOutcome::InOrder(self.found)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::validate::options::FilterOutcome;
    use crate::validate::whole::repeats::{Repeats, find};
    use crate::validate::whole::room::Room;

    /// Rows as they are told: instant (none is no number), key beside it, values.
    type Told = (Option<i64>, u8, u8);

    /// The equal rows and twins, by their lines, that a plain map finds.
    fn by_plain_map(rows: &[Told]) -> [Vec<u64>; 2] {
        let mut seen: BTreeMap<(Option<i64>, u8), Vec<u8>> = BTreeMap::new();
        let mut found = [Vec::new(), Vec::new()];
        for (line, &(instant, key, values)) in (2..).zip(rows) {
            let before = seen.entry((instant, key)).or_default();
            if before.contains(&values) {
                found[0].push(line);
            } else {
                if !before.is_empty() {
                    found[1].push(line);
                }
                before.push(values);
            }
        }
        found
    }

    /// Blocks of `block_rows` rows, as threads hand them in, and those that were in order spilled at
    /// the end where the order broke.
    fn by_sequence(rows: &[Told], block_rows: usize, folder: &std::path::Path) -> [Vec<u64>; 2] {
        let room = Room { folder: folder.to_owned(), bytes: 24 * 16, n_partitions: 4 };
        let mut spill = Spill::new(&room);
        let mut sequence = Sequence::new(1000);
        let told = |block: usize| {
            let lines = (2 + block * block_rows) as u64..;
            lines.zip(&rows[block * block_rows..rows.len().min((block + 1) * block_rows)])
        };
        let push = |held: &mut BlockRows, line: u64, &(instant, key, values): &Told| {
            let key = xxhash_rust::xxh3::xxh3_128(format!("{instant:?} {key}").as_bytes());
            let row = KeyedRow::new(key, u64::from(values), line, FilterOutcome::Passes);
            held.push(instant, row);
        };
        let (mut held, mut search) = (BlockRows::default(), RepeatSearch::InOrderOfTime);
        for block in 0..rows.len().div_ceil(block_rows) {
            told(block).for_each(|(line, row)| push(&mut held, line, row));
            // Another thread may hear of it one block late.
            let late = if block % 2 == 0 { search } else { RepeatSearch::InOrderOfTime };
            let kept = held.end(late, 1000, &mut spill).expect("room");
            search = sequence.add(block, kept);
        }
        let found: Repeats = match sequence.finish() {
            SequenceOutcome::InOrder(found) => found.into(),
            SequenceOutcome::Broken { blocks_in_order } => {
                for block in blocks_in_order {
                    told(block).for_each(|(line, row)| push(&mut held, line, row));
                    held.end(RepeatSearch::BySpill, 1000, &mut spill).expect("room");
                }
                find(&[spill.finish()], 4, 1000, 1).expect("read")
            }
        };
        assert_eq!(found.n_equal, found.equal_lines.len() as u64);
        assert_eq!(found.n_twins, found.twin_lines.len() as u64);
        [found.equal_lines, found.twin_lines]
    }

    proptest! {
        #[test]
        fn blocks_give_what_a_plain_map_gives(
            steps in prop::collection::vec((0u8..4, 0u8..3, 0u8..2), 0..300),
            breaks in prop::collection::vec((any::<prop::sample::Index>(), any::<bool>()), 0..2),
            block_rows in 1usize..60,
        ) {
            // Mostly the same instant again, so that runs go over blocks and grow too long.
            let mut instant = 100;
            let mut rows: Vec<Told> = steps
                .iter()
                .map(|&(step, key, values)| {
                    instant += i64::from(step == 3);
                    (Some(instant), key, values)
                })
                .collect();
            for (at, is_number) in breaks {
                if !rows.is_empty() {
                    let at = at.index(rows.len());
                    rows[at].0 = is_number.then_some(1);
                }
            }
            let folder = tempfile::tempdir().expect("a folder");
            prop_assert_eq!(by_sequence(&rows, block_rows, folder.path()), by_plain_map(&rows));
        }
    }
}
