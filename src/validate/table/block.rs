//! The rows of a block against a table's columns.

use std::ops::Range;

use super::marked_line::MarkedLine;
use crate::rule::{self, Findings, Place};
use crate::source::blocks::Block;
use crate::source::reader::Reader;
use crate::source::record::{Flaw, RECORD_BYTES_MAX, without_break};
use crate::validate::error::{InFile, ValidateError};
use crate::validate::input::marks::Marks;
use crate::validate::input::row::Row;
use crate::validate::input::row_faults;
use crate::validate::row::row_check::{RowOutcome, RowText, check_row};
use crate::validate::row::table_columns::Table;
use crate::validate::row::tally::Tally;
use crate::validate::whole::gathered::Gathered;
use crate::validate::whole::sequence::{Kept, RepeatSearch};

/// The most bytes of a row that findings about all of it show.
const SHOWN_BYTES: usize = 1 << 10;

/// A last row that no line break ends.
#[derive(Debug)]
pub(super) struct CutOff {
    pub(super) line: u64,
    /// The beginning of the row.
    pub(super) raw: Vec<u8>,
}

impl CutOff {
    fn new(line: u64, raw: &[u8]) -> Self {
        Self { line, raw: raw[..raw.len().min(SHOWN_BYTES)].to_vec() }
    }
}

/// The findings and counts of a block.
#[derive(Debug)]
pub(super) struct CheckedBlock {
    pub(super) findings: Findings,
    pub(super) tally: Tally,
    /// The first blank line before any row.
    pub(super) leading_blank: Option<u64>,
    /// The first of the blank lines at the end, if a row stands before them.
    pub(super) trailing_blank: Option<u64>,
    /// The last row, if no line break ends it.
    pub(super) cut_off: Option<CutOff>,
    /// Lines that end in a carriage return and a line feed, and the first of them.
    pub(super) n_returns: u64,
    pub(super) first_return: u64,
    /// The rows of it, as those that look for repeats need them.
    pub(super) kept: Kept,
    /// The rows with faults and the blank lines, where rows are put apart.
    pub(super) marked: Vec<MarkedLine>,
}

struct BlockChecker<'t> {
    table: &'t Table<'t>,
    checked: CheckedBlock,
    blank: Option<u64>,
    is_utf8: bool,
}

/// Checks all rows of a block.
pub(super) fn check_block(
    table: &Table<'_>,
    block: &Block,
    findings: Findings,
    search: RepeatSearch,
    gathered: &mut Gathered,
) -> Result<CheckedBlock, ValidateError> {
    let lines_max = findings.examples_max();
    gathered.search = search;
    let checked = CheckedBlock {
        findings,
        tally: Tally::new(table.columns.len()),
        leading_blank: None,
        trailing_blank: None,
        cut_off: None,
        n_returns: 0,
        first_return: 0,
        kept: Kept::Spilled,
        marked: Vec::new(),
    };
    let is_utf8 = std::str::from_utf8(&block.bytes).is_ok();
    let mut checker = BlockChecker { table, checked, blank: None, is_utf8 };
    if memchr::memchr(b'"', &block.bytes).is_none() {
        checker.check_plain(block, gathered)?;
    } else {
        checker.check_records(block, gathered)?;
    }
    checker.checked.tally.end();
    let Gathered { block_rows, rows, .. } = gathered;
    checker.checked.kept = block_rows.end(search, lines_max, rows)?;
    if checker.checked.tally.n_rows == 0 {
        checker.checked.leading_blank = checker.blank;
    } else {
        checker.checked.trailing_blank = checker.blank;
    }
    Ok(checker.checked)
}

impl BlockChecker<'_> {
    fn check_plain(&mut self, block: &Block, gathered: &mut Gathered) -> Result<(), ValidateError> {
        let has_returns = memchr::memchr(b'\r', &block.bytes).is_some();
        let text = if has_returns || !self.is_utf8 { RowText::InDoubt } else { RowText::Sound };
        let mut starts = std::mem::take(&mut gathered.starts);
        let bytes = &block.bytes[..];
        let mut marks = Marks::new(bytes);
        let (mut at, mut line) = (0, block.line);
        while at < bytes.len() {
            starts.clear();
            starts.push(0);
            let feed = loop {
                match marks.next() {
                    Some(mark) if bytes[mark] == b'\n' => break Some(mark),
                    Some(comma) => starts.push(comma + 1 - at),
                    None => break None,
                }
            };
            let mut end = feed.unwrap_or(bytes.len());
            if has_returns && feed.is_some() && bytes[at..end].ends_with(b"\r") {
                end -= 1;
                self.add_return(line);
            }
            let raw = &bytes[at..end];
            starts.push(raw.len() + 1);
            if raw.len() > RECORD_BYTES_MAX {
                self.check_too_long(line, block.offset + at as u64, raw);
            } else {
                let row = Row::plain(line, block.offset + at as u64, raw, &starts);
                self.check_row(&row, text, gathered)?;
            }
            self.mark(line, at..feed.map_or(bytes.len(), |feed| feed + 1), raw.len());
            if feed.is_none() {
                self.checked.cut_off = Some(CutOff::new(line, raw));
            }
            at = feed.map_or(bytes.len(), |feed| feed + 1);
            line += 1;
        }
        gathered.starts = starts;
        Ok(())
    }

    fn check_too_long(&mut self, line: u64, offset: u64, raw: &[u8]) {
        self.end_blank();
        self.checked.tally.n_rows += 1;
        let raw = &raw[..SHOWN_BYTES];
        let row = Row::plain(line, offset, raw, &[0, 0]);
        row_faults::add_flaw(Flaw::TooLong, &row, |_| None, &mut self.checked.findings);
    }

    fn check_records(
        &mut self,
        block: &Block,
        gathered: &mut Gathered,
    ) -> Result<(), ValidateError> {
        let mut record = std::mem::take(&mut gathered.record);
        let mut reader = Reader::new(&block.bytes[..]);
        let mut end = 0;
        while reader.read(&mut record).in_file(self.table.path)? {
            let row = Row::record(&record, block.line, block.offset);
            let start = end;
            end = usize::try_from(reader.offset()).unwrap_or(0);
            if record.ended() && end >= 2 && block.bytes[end - 2] == b'\r' {
                self.add_return(row.line + record.n_lines() - 1);
            }
            if !record.ended() {
                self.checked.cut_off = Some(CutOff::new(row.line, row.raw));
            }
            if let Some(flaw) = record.flaw() {
                self.end_blank();
                self.checked.tally.n_rows += 1;
                let header = self.table.header;
                row_faults::add_flaw(
                    flaw,
                    &row,
                    |column| header.name(column),
                    &mut self.checked.findings,
                );
            } else {
                self.check_row(&row, RowText::InDoubt, gathered)?;
            }
            let n_bytes = without_break(&block.bytes[start..end]).len();
            self.mark(row.line, start..end, n_bytes);
        }
        gathered.record = record;
        Ok(())
    }

    /// Marks the row or blank line of these bytes of the block, of which so many stand before its line break, if it
    /// is blank or something was found in it.
    fn mark(&mut self, line: u64, bytes: Range<usize>, n_bytes: usize) {
        if !self.checked.findings.is_watched() {
            return;
        }
        let faults = self.checked.findings.take_watched();
        let is_blank = n_bytes == 0 && self.table.header.names.len() > 1;
        if is_blank || !faults.is_empty() {
            let fault = if is_blank { None } else { Some(faults.join("; ")) };
            self.checked.marked.push(MarkedLine { line, bytes, n_bytes, fault });
        }
    }

    fn add_return(&mut self, line: u64) {
        if self.checked.n_returns == 0 {
            self.checked.first_return = line;
        }
        self.checked.n_returns += 1;
    }

    /// Ends a run of blank lines that a row follows, which is then an error.
    fn end_blank(&mut self) {
        let Some(line) = self.blank.take() else { return };
        if self.checked.tally.n_rows == 0 {
            self.checked.leading_blank = Some(line);
        } else {
            add_blank(line, &mut self.checked.findings);
            // It is no fault of the row behind.
            self.checked.findings.take_watched();
        }
    }

    fn check_row(
        &mut self,
        row: &Row<'_>,
        text: RowText,
        gathered: &mut Gathered,
    ) -> Result<(), ValidateError> {
        let table = self.table;
        // Blank lines may end a file; before another row they are errors.
        if row.raw.is_empty() && table.header.names.len() > 1 {
            self.blank.get_or_insert(row.line);
            return Ok(());
        }
        self.end_blank();
        let CheckedBlock { findings, tally, .. } = &mut self.checked;
        if check_row(row, text, table, tally, findings) == RowOutcome::NoRow {
            return Ok(());
        }
        if table.dataset.is_some_and(|dataset| !dataset.is_events()) {
            tally.n_matching += 1;
            return gathered.add_metadata(row, table);
        }
        let outcome = table.filter_outcome(row);
        tally.n_matching += u64::from(outcome.n_passing());
        let instant = table.timestamp_column.and_then(|at| tally.columns[at].current);
        gathered.add_event(row, table, instant, outcome)
    }
}

/// Adds a run of blank lines among the rows.
pub(super) fn add_blank(line: u64, findings: &mut Findings) {
    let place = Place::whole(line, b"");
    findings.add(&rule::FILE_BLANK_LINE, None, place, || {
        "expected a row, found a blank line".to_owned()
    });
}
