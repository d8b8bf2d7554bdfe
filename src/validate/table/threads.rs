//! A file's blocks over several threads, joined in their order.

use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::parallel::in_order;
use crate::rule::{self, Findings, Place};
use crate::source::blocks::{Block, Blocks};
use crate::validate::row::columns::Table;
use crate::validate::row::tally::Tally;
use crate::validate::table::block::{Checked, add_blank, check_block};
use crate::validate::whole::gathered::Gathered;
use crate::validate::whole::repeats::Found;
use crate::validate::whole::sequence::Sequence;

/// The results of a file's rows, but for what was gathered over all files.
pub(super) struct Rows {
    pub(super) tally: Tally,
    pub(super) n_lines: u64,
    /// Repeats and twins, if the rows are in the order of time; otherwise the blocks whose rows are
    /// in no spill.
    pub(super) repeats: Result<Found, Vec<usize>>,
}

/// Joins the blocks' results in the order of the file.
struct Joined<'f> {
    findings: &'f mut Findings,
    tally: Tally,
    blank: Option<u64>,
    cut_off: Option<(u64, Vec<u8>)>,
    n_returns: u64,
    first_return: u64,
    sequence: Sequence,
}

impl Joined<'_> {
    /// Joins the next block; `true` when the blocks to come must be spilled.
    fn add(&mut self, block: usize, checked: Checked) -> bool {
        let has_rows = checked.tally.n_rows > 0;
        let before_rows = self.blank.or(checked.leading_blank);
        if !has_rows {
            self.blank = before_rows;
        } else if let Some(line) = before_rows {
            self.blank = None;
            add_blank(line, self.findings);
        }
        if has_rows {
            self.blank = checked.trailing_blank;
        }
        if self.n_returns == 0 {
            self.first_return = checked.first_return;
        }
        self.n_returns += checked.n_returns;
        self.findings.merge(checked.findings);
        self.tally.join(checked.tally);
        self.cut_off = checked.cut_off;
        self.sequence.add(block, checked.kept)
    }

    fn finish(self) -> (Tally, Sequence) {
        let Self { findings, tally, cut_off, n_returns, first_return, sequence, .. } = self;
        if tally.n_rows == 0 {
            findings.add(&rule::FILE_NO_ROWS, None, Place::line(1, b""), || {
                "expected rows below the header, found none".to_owned()
            });
        } else if let Some((line, raw)) = cut_off {
            let place = Place { line, value: &raw, within: Some((&raw, raw.len(), raw.len())) };
            findings.add(&rule::FILE_NOT_ENDED, None, place, || {
                "the last row has no line break: the file may have been cut off".to_owned()
            });
        }
        if n_returns > 0 {
            let place = Place::line(first_return, b"\r\n");
            let example = place.example();
            findings.add_counted(
                &rule::FILE_CARRIAGE_RETURN,
                None,
                n_returns,
                vec![example],
                || {
                    "expected lines that end in a line feed alone, found carriage returns before it"
                        .to_owned()
                },
            );
        }
        (tally, sequence)
    }
}

/// The gatherer of one thread.
struct Thread<'g>(&'g mut Gathered);

/// Checks `first`, the rest of the block that holds the header, and all blocks after it.
pub(super) fn check<R: Read + Send>(
    table: &Table<'_>,
    first: Block,
    blocks: &mut Blocks<R>,
    gathered: &mut [Gathered],
    findings: &mut Findings,
    is_only_part: bool,
) -> io::Result<Rows> {
    let must_spill = AtomicBool::new(!is_only_part || !table.is_sequence());
    let part = findings.part();
    let mut joined = Joined {
        findings,
        tally: Tally::new(table.columns().len()),
        blank: None,
        cut_off: None,
        n_returns: 0,
        first_return: 0,
        sequence: Sequence::new(part.examples_max()),
    };
    let (mut n_lines, mut first) = (0, Some(first));
    let next = || {
        let block = first.take().map_or_else(|| blocks.next(), |first| Ok(Some(first)))?;
        if let Some(block) = &block {
            n_lines = block.line + memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        }
        Ok(block)
    };
    let make = |thread: &mut Thread<'_>, block: Block| {
        let spills = must_spill.load(Ordering::Relaxed);
        Ok((block.index, check_block(table, &block, part.part(), spills, thread.0)?))
    };
    let take = |(index, checked)| {
        if joined.add(index, checked) {
            must_spill.store(true, Ordering::Relaxed);
        }
        Ok::<_, io::Error>(())
    };
    in_order(gathered.iter_mut().map(Thread).collect(), next, make, take)?;
    let (tally, sequence) = joined.finish();
    Ok(Rows { tally, n_lines, repeats: sequence.finish() })
}
