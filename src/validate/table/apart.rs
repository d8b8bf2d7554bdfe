//! Rows put apart while they are checked: those without a fault byte for byte, the others with their place.

use std::io::Write;
use std::path::Path;

use super::marked_line::MarkedLine;
use crate::rule::{self, Findings, Severity};
use crate::source::blocks::Block;
use crate::source::rejected_form::{REJECTED_HEADER, push_rejected};
use crate::source::table::BYTE_ORDER_MARK;
use crate::validate::error::ValidateError;

/// An output of rows.
pub type RowOutput<'w> = &'w mut (dyn Write + Send);

/// The outputs of rows that are put apart.
pub struct ApartOutputs<'w> {
    /// Takes the header and the rows without a fault, byte for byte.
    pub good: Option<RowOutput<'w>>,
    /// Takes the other rows, in the form of the rows that `prep` rejects: FILE, LINE, REASON, ROW.
    pub bad: Option<RowOutput<'w>>,
    /// The least grave severity that is a fault of a row.
    pub fails: Severity,
}

/// The numbers of rows that were put apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ApartCounts {
    /// The rows without a fault.
    pub good: u64,
    /// The rows with one.
    pub bad: u64,
}

/// A blank line whose fate the next row decides.
struct Blank {
    line: u64,
    bytes: Vec<u8>,
}

/// Puts the rows of one file apart.
pub(super) struct Apart<'w> {
    outputs: ApartOutputs<'w>,
    file: String,
    counts: ApartCounts,
    blanks: Vec<Blank>,
    /// True if a blank line among the rows is a fault.
    finds_blanks: bool,
    /// The byte of the file at which the next block must begin.
    next: u64,
    buffer: Vec<u8>,
    is_whole: bool,
}

impl<'w> Apart<'w> {
    pub(super) fn new(path: &Path, outputs: ApartOutputs<'w>, findings: &Findings) -> Self {
        let blank = &rule::FILE_BLANK_LINE;
        let finds_blanks = findings.selection().has(blank) && blank.severity <= outputs.fails;
        Self {
            outputs,
            file: path.display().to_string(),
            counts: ApartCounts::default(),
            blanks: Vec::new(),
            finds_blanks,
            next: 0,
            buffer: Vec::new(),
            is_whole: false,
        }
    }

    /// Has every finding in a row be remembered.
    pub(super) fn watch(&self, findings: &mut Findings) {
        findings.watch(self.outputs.fails);
    }

    /// Takes the header's bytes, which end at byte `end` of the file, after a mark of `mark_bytes`.
    pub(super) fn begin(
        &mut self,
        header: &[u8],
        mark_bytes: usize,
        end: u64,
    ) -> Result<(), ValidateError> {
        self.next = end;
        if let Some(good) = &mut self.outputs.good {
            written(good, &BYTE_ORDER_MARK[..mark_bytes.min(BYTE_ORDER_MARK.len())])?;
            written(good, header)?;
        }
        match &mut self.outputs.bad {
            Some(bad) => written(bad, REJECTED_HEADER),
            None => Ok(()),
        }
    }

    /// Takes the next block of `n_rows` rows, of which some lines are marked.
    pub(super) fn add(
        &mut self,
        block: &Block,
        n_rows: u64,
        marked: &[MarkedLine],
    ) -> Result<(), ValidateError> {
        let bytes = &block.bytes[..];
        // Of a line that no record can hold the reader has left out a part.
        if block.offset != self.next {
            return Err(ValidateError::TooLong { line: block.line.saturating_sub(1) });
        }
        self.next += bytes.len() as u64;
        let mut at = 0;
        for line in marked {
            self.add_good(&bytes[at..line.bytes.start])?;
            at = line.bytes.end;
            let own = &bytes[line.bytes.clone()];
            match &line.fault {
                None => self.blanks.push(Blank { line: line.line, bytes: own.to_vec() }),
                Some(fault) => {
                    self.settle_blanks()?;
                    self.add_bad(line.line, fault, &own[..line.n_bytes])?;
                }
            }
        }
        let n_bad = marked.iter().filter(|line| line.fault.is_some()).count() as u64;
        self.counts.bad += n_bad;
        self.counts.good += n_rows.saturating_sub(n_bad);
        self.add_good(&bytes[at..])
    }

    fn add_good(&mut self, rows: &[u8]) -> Result<(), ValidateError> {
        if rows.is_empty() {
            return Ok(());
        }
        self.settle_blanks()?;
        self.outputs.good.as_mut().map_or(Ok(()), |good| written(good, rows))
    }

    fn add_bad(&mut self, line: u64, reason: &str, row: &[u8]) -> Result<(), ValidateError> {
        let Some(bad) = &mut self.outputs.bad else { return Ok(()) };
        self.buffer.clear();
        push_rejected(&self.file, line, reason, row, &mut self.buffer);
        written(bad, &self.buffer)
    }

    /// Puts the blank lines that a row follows where they belong.
    fn settle_blanks(&mut self) -> Result<(), ValidateError> {
        for blank in std::mem::take(&mut self.blanks) {
            if self.finds_blanks {
                let code = rule::FILE_BLANK_LINE.code;
                let reason = format!("{code}: expected a row, found a blank line");
                self.add_bad(blank.line, &reason, b"")?;
            } else if let Some(good) = &mut self.outputs.good {
                written(good, &blank.bytes)?;
            }
        }
        Ok(())
    }

    /// Ends the file, whose last blank lines are no fault.
    pub(super) fn end(&mut self) -> Result<(), ValidateError> {
        self.finds_blanks = false;
        self.settle_blanks()?;
        self.is_whole = true;
        Ok(())
    }

    /// The numbers of rows; none where the file could not be read to its end.
    pub(super) fn counts(&self) -> Option<ApartCounts> {
        self.is_whole.then_some(self.counts)
    }
}

fn written(output: &mut RowOutput<'_>, bytes: &[u8]) -> Result<(), ValidateError> {
    output.write_all(bytes).map_err(|reason| ValidateError::Output { reason })
}
