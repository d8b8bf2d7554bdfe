//! The rows of each tail as text, as far as one thread has met them.

use super::super::error::FusedError;
use super::job::TableText;
use super::pieces::{Piece, Pieces, header};
use super::plan::TablePlan;
use super::straight::Straight;
use super::tails::Tails;
use super::verbatim;
use crate::export::csv::Quoting;
use crate::source::door::Physical;

/// Marks a tail of which nothing is known.
const UNKNOWN: (u32, u32) = (u32::MAX, 0);

/// The rows that each tail gives, as text.
pub(super) struct Outcomes<'a> {
    plan: &'a TablePlan,
    table: &'a TableText<'a>,
    straight: &'a [Straight],
    quoting: Quoting,
    /// The range of the rows of each tail, by its number.
    ranges: Vec<(u32, u32)>,
    rows: Vec<Piece>,
    pub(super) pieces: Pieces,
    /// Tails that were met since the last time, one after another.
    wanted: Vec<(u32, Box<[u8]>)>,
}

impl<'a> Outcomes<'a> {
    pub(super) fn new(
        plan: &'a TablePlan,
        table: &'a TableText<'a>,
        straight: &'a [Straight],
        quoting: Quoting,
    ) -> Self {
        Self {
            plan,
            table,
            straight,
            quoting,
            ranges: Vec::new(),
            rows: Vec::new(),
            pieces: Pieces::default(),
            wanted: Vec::new(),
        }
    }

    /// The header of the CSV, and the places of its columns among the mapped ones if all of them are mapped.
    pub(super) fn header(
        plan: &TablePlan,
        table: &TableText<'_>,
        quoting: Quoting,
    ) -> Result<(Vec<u8>, Option<Vec<usize>>), FusedError> {
        let mut tails = Tails::new(Vec::new(), table, &[], &[])?;
        tails.apply_unseen(plan)?;
        let (middle, end) = tails.layout()?;
        Ok((header(&tails, quoting)?, verbatim::order(table.mapped, &middle, &end)))
    }

    /// Takes down a tail that a row has, if it is new.
    pub(super) fn want(&mut self, number: u32, text: &[u8]) {
        let at = number as usize;
        if self.ranges.len() <= at {
            self.ranges.resize(at + 1, UNKNOWN);
        }
        if self.ranges[at] == UNKNOWN {
            // Known to be wanted, so that it is not taken down twice.
            self.ranges[at] = (0, 0);
            self.wanted.push((number, text.into()));
        }
    }

    /// Makes the outcomes of the new tails.
    pub(super) fn settle(&mut self, physicals: &[Physical]) -> Result<(), FusedError> {
        if self.wanted.is_empty() {
            return Ok(());
        }
        let wanted = std::mem::take(&mut self.wanted);
        let texts = wanted.iter().map(|(number, text)| (*number, &text[..])).collect();
        let mut tails = Tails::new(texts, self.table, physicals, self.straight)?;
        tails.apply_unseen(self.plan)?;
        let pieces = self.pieces.add(&tails, self.quoting)?;
        let mut rows_of = std::collections::BTreeMap::<usize, Vec<usize>>::new();
        for (row, number) in tails.numbers().into_iter().enumerate() {
            rows_of.entry(number).or_default().push(row);
        }
        let count = |n: usize| u32::try_from(n).map_err(|_| FusedError::Odd);
        for (number, rows) in rows_of {
            let from = count(self.rows.len())?;
            self.rows.extend(rows.into_iter().map(|row| pieces[row]));
            self.ranges[number] = (from, count(self.rows.len())?);
        }
        Ok(())
    }

    /// The range of a tail's rows.
    pub(super) fn range(&self, number: u32) -> (u32, u32) {
        self.ranges[number as usize]
    }

    /// The rows in a range.
    pub(super) fn rows(&self, (from, to): (u32, u32)) -> &[Piece] {
        &self.rows[from as usize..to as usize]
    }
}
