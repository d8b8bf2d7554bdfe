//! Rows as they are read, some at a time.

use super::lines::{FieldsOfRow, Form};
use super::straight::Straight;
use super::times::Moment;
use crate::instant::Unit;
use crate::source::mapped::Place;

/// Stands between the cells of a tail.
pub(super) const BETWEEN: u8 = 0x1F;

/// Rows that are worked on together. With their texts they fit into the nearest caches.
const BATCH: usize = 512;

/// Rows of one block.
pub(super) struct Rows<'b> {
    pub(super) users: Vec<&'b str>,
    pub(super) items: Vec<&'b str>,
    /// The moment of each row, and whether it lies inside the window.
    pub(super) moments: Vec<(Moment, bool)>,
    pub(super) scale: Unit,
    /// The tails one after another, and their ends.
    pub(super) tail_text: Vec<u8>,
    pub(super) tail_ends: Vec<usize>,
    /// The cells that fill the gaps of the tails, as many for each row.
    pub(super) straight: Vec<&'b str>,
}

impl Rows<'_> {
    /// No rows yet.
    pub(super) fn new() -> Self {
        Self {
            users: Vec::with_capacity(BATCH),
            items: Vec::with_capacity(BATCH),
            moments: Vec::with_capacity(BATCH),
            scale: Unit::Seconds,
            tail_text: Vec::new(),
            tail_ends: Vec::with_capacity(BATCH),
            straight: Vec::new(),
        }
    }

    /// Tells whether there are as many as are worked on together.
    pub(super) const fn is_full(&self) -> bool {
        self.moments.len() >= BATCH
    }

    /// Tells whether there are none.
    pub(super) const fn is_empty(&self) -> bool {
        self.moments.is_empty()
    }

    /// Forgets all rows.
    pub(super) fn clear(&mut self) {
        self.users.clear();
        self.items.clear();
        self.moments.clear();
        self.tail_text.clear();
        self.tail_ends.clear();
        self.straight.clear();
    }

    /// The tails of the rows.
    pub(super) fn tails(&self) -> Vec<&[u8]> {
        let mut from = 0;
        let tail = |&end: &usize| &self.tail_text[std::mem::replace(&mut from, end)..end];
        self.tail_ends.iter().map(tail).collect()
    }
}

/// The places of the cells of a row in a block.
pub(super) struct Places<'l> {
    pub(super) user: &'l Place,
    pub(super) item: &'l Place,
    pub(super) timestamp: &'l Place,
    pub(super) tail: Vec<&'l Place>,
    /// The columns of the tail of which most cells are written as they stand.
    pub(super) straight: Vec<Straight>,
    /// The other ones.
    pub(super) literal: Vec<&'l Place>,
    /// The form of the block.
    pub(super) form: Form,
}

/// The text of the cell that stands at `place`.
#[inline]
pub(super) fn text<'t>(place: &'t Place, row: FieldsOfRow<'t>) -> &'t str {
    match place {
        Place::Field(at, _) => row.field(*at),
        Place::Key(value) => value,
        Place::Nowhere => "",
    }
}
