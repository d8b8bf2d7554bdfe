//! Repeats and twins of a file in the order of time, found as it goes by.
//!
//! Rows that are equal, or share user, item and timestamp, have one timestamp; while timestamps never
//! fall they stand in one run of it. So a block whose timestamps rise is done at once but for its first
//! and last run, which may go on in the blocks beside it, and nothing is written to temporary files.
//! At the first row that breaks the order everything is spilled, and the blocks that were done are
//! read again.

use std::io;

use super::repeats::{Found, row};
use super::spill::Spill;

/// A row with its instant.
type Timed = (i64, [u64; 3]);

/// Rows of one instant that may stand in several blocks.
const RUN_ROWS_MAX: usize = 1 << 20;

/// What became of a block's rows.
#[derive(Debug)]
pub(super) enum Kept {
    /// They are in the spill.
    Spilled,
    /// They rise in time: what was found between the first and the last run, and these two. Of a
    /// block of one run, the last is empty.
    InOrder { first: Vec<Timed>, last: Vec<Timed>, found: Found },
}

/// The rows of the block that is being checked.
#[derive(Debug, Default)]
pub(super) struct BlockRows {
    rows: Vec<Timed>,
    /// Whether an instant is smaller than one before, or is none.
    is_unordered: bool,
}

impl BlockRows {
    #[inline]
    pub(super) fn push(
        &mut self,
        instant: Option<i64>,
        key: u128,
        values: u64,
        line: u64,
        matches: bool,
    ) {
        self.is_unordered |= match (instant, self.rows.last()) {
            (None, _) => true,
            (Some(instant), Some((before, _))) => instant < *before,
            (Some(_), None) => false,
        };
        self.rows.push((instant.unwrap_or(i64::MIN), row(key, values, line, matches)));
    }

    /// Takes the block's rows up, and begins the next block.
    pub(super) fn end(
        &mut self,
        must_spill: bool,
        lines_max: usize,
        spill: &mut Spill<3>,
    ) -> io::Result<Kept> {
        let is_unordered = std::mem::take(&mut self.is_unordered);
        if must_spill || is_unordered {
            for (_, row) in self.rows.drain(..) {
                spill.push(row)?;
            }
            return Ok(Kept::Spilled);
        }
        let mut found = Found::new(lines_max);
        let run_end = |from: usize| {
            let instant = self.rows[from].0;
            from + self.rows[from..].iter().take_while(|(other, _)| *other == instant).count()
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
                run.extend(self.rows[start..end].iter().map(|(_, row)| *row));
                found.add_run(&mut run);
            }
            start = end;
        }
        self.rows.clear();
        Ok(Kept::InOrder { first, last, found })
    }
}

/// The blocks of a file, joined in their order.
#[derive(Debug)]
pub(super) struct Sequence {
    found: Found,
    /// The run that may go on.
    open: Vec<Timed>,
    is_broken: bool,
    /// Blocks whose rows are in no spill.
    in_order: Vec<usize>,
}

impl Sequence {
    pub(super) fn new(lines_max: usize) -> Self {
        Self {
            found: Found::new(lines_max),
            open: Vec::new(),
            is_broken: false,
            in_order: Vec::new(),
        }
    }

    /// Joins the next block; `true` when the order of time does not hold, or cannot be followed.
    pub(super) fn add(&mut self, block: usize, kept: Kept) -> bool {
        match kept {
            Kept::Spilled => self.is_broken = true,
            Kept::InOrder { first, last, found } => {
                self.in_order.push(block);
                if !self.is_broken {
                    self.join(first, last, &found);
                }
            }
        }
        self.is_broken
    }

    fn join(&mut self, mut first: Vec<Timed>, last: Vec<Timed>, found: &Found) {
        let Some(&(begins, _)) = first.first() else { return };
        let ends = self.open.last().map_or(i64::MIN, |(instant, _)| *instant);
        if begins < ends || self.open.len() + first.len() > RUN_ROWS_MAX {
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
        let mut run: Vec<[u64; 3]> = self.open.drain(..).map(|(_, row)| row).collect();
        if run.len() > 1 {
            self.found.add_run(&mut run);
        }
    }

    /// What was found, if the whole file is in order; otherwise the blocks to be read again.
    pub(super) fn finish(mut self) -> Result<Found, Vec<usize>> {
        if self.is_broken {
            return Err(self.in_order);
        }
        self.close();
        Ok(self.found)
    }
}
