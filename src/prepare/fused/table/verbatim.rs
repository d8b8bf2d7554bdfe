//! Rows that are written exactly as they were read.
//!
//! Most rows of most tables need no change if the output's columns stand in the order of the file. Such a row is
//! checked as any other one, and copied together with its neighbours instead of cell by cell.

use std::ops::Range;

use super::batch::{Places, text};
use super::lines::{FieldsOfRow, Form};
use super::source::{Source, Tally};
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::source::mapped::{FileLayout, Mapped, Place};

/// The most sets of cells that are known.
const KNOWN_MAX: usize = 16;

/// Rows after which no more is learnt, so that a table of another kind is not slowed down.
const TRIALS_MAX: usize = 64;

/// The places, among the mapped columns, of the output's columns in their order; none where a column is made by a
/// step. `middle` are the names before the timestamp and `end` those behind it.
pub(super) fn order(mapped: &[Mapped], middle: &[String], end: &[String]) -> Option<Vec<usize>> {
    let names = [USER_ID, ITEM_ID].into_iter().chain(middle.iter().map(String::as_str));
    let names = names.chain([TIMESTAMP]).chain(end.iter().map(String::as_str));
    names.map(|name| mapped.iter().position(|one| one.target == name)).collect()
}

/// Tells whether the cells of a block's rows stand in the order of the output, and none beside them.
pub(super) fn is_in_order(order: Option<&[usize]>, layout: &FileLayout, form: Form) -> bool {
    let stands = |(at, &column): (usize, &usize)| match &layout.places[column] {
        place @ Place::Field(field, _) => *field == at && place.is_text_field(),
        Place::Key(_) | Place::Nowhere => false,
    };
    let is_plain = form == Form::Simple && !layout.is_json;
    order.is_some_and(|order| {
        is_plain && order.len() == layout.n_fields && order.iter().enumerate().all(stands)
    })
}

/// The cells beside ids, timestamp and gaps with which rows were seen to be written as they stand.
#[derive(Debug, Default)]
pub(super) struct Verbatim {
    known: Vec<(Vec<Box<str>>, u32)>,
    n_trials: usize,
}

impl Verbatim {
    /// Tells whether another row may still be learnt from.
    pub(super) const fn is_learning(&self) -> bool {
        self.known.len() < KNOWN_MAX && self.n_trials < TRIALS_MAX
    }

    /// Tells whether no row can pass any more.
    pub(super) const fn is_vain(&self) -> bool {
        self.known.is_empty() && !self.is_learning()
    }

    /// Learns from a row that was written: it is known from now on if it was written as it stands. `tail` is its
    /// number, none where it has no gaps although columns may have them.
    pub(super) fn learn(
        &mut self,
        places: &Places<'_>,
        row: FieldsOfRow<'_>,
        written: &[u8],
        tail: Option<u32>,
    ) {
        self.n_trials += 1;
        let Some(tail) = tail.filter(|_| row.line().is_some_and(|line| line == written)) else {
            return;
        };
        let cells: Vec<Box<str>> = literal(places, row).map(Box::from).collect();
        if self.known.iter().all(|(known, _)| *known != cells) {
            self.known.push((cells, tail));
        }
    }

    /// The number of the tail of a row that is known to be written as it stands if its ids, its timestamp and the
    /// cells in its gaps are.
    #[inline]
    fn tail(&self, places: &Places<'_>, row: FieldsOfRow<'_>) -> Option<u32> {
        let is_it = |known: &[Box<str>]| {
            literal(places, row).zip(known).all(|(cell, known)| *cell == **known)
        };
        self.known.iter().find(|(cells, _)| is_it(cells)).map(|&(_, tail)| tail)
    }

    /// Counts a row that is written as it stands; false if it is not, or nobody knows.
    #[inline]
    pub(super) fn passes(
        &self,
        source: &Source<'_>,
        places: &Places<'_>,
        row: FieldsOfRow<'_>,
        tally: &mut Tally,
    ) -> bool {
        let Some(tail) = self.tail(places, row) else { return false };
        let ids = [(places.user, source.shape.user), (places.item, source.shape.item)];
        let gaps = places.straight.iter().map(|gap| (places.tail[gap.at], gap.column));
        let mut cells = ids.into_iter().chain(gaps);
        row.line().is_some()
            && cells.all(|(place, column)| source.stays(column, text(place, row)))
            && source.count_plain(text(places.timestamp, row), tail, tally)
    }
}

/// The cells of a row's tail but for those in gaps.
fn literal<'b>(places: &Places<'b>, row: FieldsOfRow<'b>) -> impl Iterator<Item = &'b str> {
    places.literal.iter().map(move |&place| text(place, row))
}

/// Neighbouring rows that are to be copied.
#[derive(Debug, Default)]
pub(super) struct Pending {
    range: Range<usize>,
    n_passed: usize,
    n_others: usize,
}

impl Pending {
    /// Adds the row that stands at `line`, and gives the rows before it that must be copied first: a blank line
    /// between two rows is not copied.
    pub(super) fn add(&mut self, line: Range<usize>) -> Range<usize> {
        self.n_passed += 1;
        let is_next = line.start == self.range.end;
        let first = if is_next { 0..0 } else { self.take() };
        self.range = if is_next { self.range.start..line.end } else { line };
        first
    }

    /// The rows before one that does not pass.
    pub(super) fn take(&mut self) -> Range<usize> {
        std::mem::take(&mut self.range)
    }

    /// Counts a row that does not pass, and tells whether there are too many of them.
    pub(super) const fn is_too_much(&mut self) -> bool {
        self.n_others += 1;
        self.n_others > 2 * TRIALS_MAX + self.n_passed / 16
    }

    /// The rows that passed.
    pub(super) const fn n_passed(&self) -> usize {
        self.n_passed
    }
}
