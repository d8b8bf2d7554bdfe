//! A file's blocks over several threads, joined in their order.

use std::io::Read;
use std::sync::atomic::{AtomicBool, Ordering};

use super::apart::Apart;
use super::block::{CheckedBlock, CutOff, add_blank, check_block};
use crate::parallel::in_order;
use crate::rule::{self, Findings, Place, Within};
use crate::source::blocks::{Block, Blocks};
use crate::validate::error::{InFile, ValidateError};
use crate::validate::row::table_columns::Table;
use crate::validate::row::tally::Tally;
use crate::validate::whole::gathered::Gathered;
use crate::validate::whole::sequence::{RepeatSearch, Sequence, SequenceOutcome};

/// The results of a file's rows, but for what was gathered over all files.
pub(super) struct CheckedPart {
    pub(super) tally: Tally,
    pub(super) n_lines: u64,
    /// Repeats and twins, or the blocks whose rows are in no spill.
    pub(super) repeats: SequenceOutcome,
}

/// Joins the blocks' results in the order of the file.
struct Joined<'f, 'a> {
    findings: &'f mut Findings,
    tally: Tally,
    blank: Option<u64>,
    cut_off: Option<CutOff>,
    n_returns: u64,
    first_return: u64,
    sequence: Sequence,
    /// Rows are put apart, where that is asked for.
    apart: Option<&'f mut Apart<'a>>,
}

impl Joined<'_, '_> {
    /// Joins the next block, and gives the search for repeats in those to come.
    fn add(&mut self, block: &Block, checked: CheckedBlock) -> Result<RepeatSearch, ValidateError> {
        if let Some(apart) = &mut self.apart {
            apart.add(block, checked.tally.n_rows, &checked.marked)?;
        }
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
        Ok(self.sequence.add(block.index, checked.kept))
    }

    fn finish(self) -> (Tally, Sequence) {
        let Self { findings, tally, cut_off, n_returns, first_return, sequence, .. } = self;
        if tally.n_rows == 0 {
            findings.add(&rule::FILE_NO_ROWS, None, Place::line(1, b""), || {
                "expected rows below the header, found none".to_owned()
            });
        } else if let Some(CutOff { line, raw }) = cut_off {
            let place = Place {
                line,
                value: &raw,
                within: Some(Within { line: &raw, start: raw.len(), end: raw.len() }),
            };
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

/// The blocks of a part that hold its rows.
pub(super) struct PartBlocks<'b, R> {
    /// The rest of the block that holds the header.
    pub(super) first: Block,
    /// The blocks after it.
    pub(super) further: &'b mut Blocks<R>,
}

/// The outcome of a part's rows beside what is gathered over all parts.
pub(super) struct PartOutcome<'f, 'a> {
    /// Takes the findings.
    pub(super) findings: &'f mut Findings,
    /// Takes the rows, where they are put apart.
    pub(super) apart: Option<&'f mut Apart<'a>>,
}

/// Checks all rows of a part.
pub(super) fn check<R: Read + Send>(
    table: &Table<'_>,
    PartBlocks { first, further }: PartBlocks<'_, R>,
    gathered: &mut [Gathered],
    PartOutcome { findings, apart }: PartOutcome<'_, '_>,
    search: RepeatSearch,
) -> Result<CheckedPart, ValidateError> {
    let must_spill = AtomicBool::new(search == RepeatSearch::BySpill || !table.is_sequence());
    let mut part = findings.part();
    if let Some(apart) = &apart {
        apart.watch(&mut part);
    }
    let mut joined = Joined {
        findings,
        tally: Tally::new(table.columns.len()),
        blank: None,
        cut_off: None,
        n_returns: 0,
        first_return: 0,
        sequence: Sequence::new(part.examples_max()),
        apart,
    };
    let (mut n_lines, mut first) = (0, Some(first));
    let next = || {
        let block = first.take().map_or_else(|| further.next(), |first| Ok(Some(first)));
        let block = block.in_file(table.path)?;
        if let Some(block) = &block {
            n_lines = block.line + memchr::memchr_iter(b'\n', &block.bytes).count() as u64;
        }
        Ok(block)
    };
    let make = |thread: &mut Thread<'_>, block: Block| {
        let search = if must_spill.load(Ordering::Relaxed) {
            RepeatSearch::BySpill
        } else {
            RepeatSearch::InOrderOfTime
        };
        let checked = check_block(table, &block, part.part(), search, thread.0)?;
        Ok((block, checked))
    };
    let take = |(block, checked): (Block, CheckedBlock)| {
        if joined.add(&block, checked)? == RepeatSearch::BySpill {
            must_spill.store(true, Ordering::Relaxed);
        }
        Ok::<_, ValidateError>(())
    };
    in_order(gathered.iter_mut().map(Thread).collect(), next, make, take)?;
    let (tally, sequence) = joined.finish();
    Ok(CheckedPart { tally, n_lines, repeats: sequence.finish() })
}
