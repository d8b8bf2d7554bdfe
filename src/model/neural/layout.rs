//! The places of matrices within one vector of parameters.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A matrix within a vector of parameters: `rows` × `columns` numbers from `begin` on, row by row.
///
/// A gradient has the same layout as the parameters, so that one optimiser walks over both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Part {
    begin: usize,
    rows: usize,
    columns: usize,
}

impl Part {
    pub(super) const fn rows(&self) -> usize {
        self.rows
    }

    pub(super) const fn columns(&self) -> usize {
        self.columns
    }

    pub(super) const fn range(&self) -> Range<usize> {
        // Saturating, since a part can come from a file.
        self.begin..self.begin.saturating_add(self.rows.saturating_mul(self.columns))
    }

    pub(super) fn of<'v>(&self, values: &'v [f32]) -> &'v [f32] {
        &values[self.range()]
    }

    pub(super) fn of_mut<'v>(&self, values: &'v mut [f32]) -> &'v mut [f32] {
        &mut values[self.range()]
    }

    pub(super) fn row<'v>(&self, values: &'v [f32], at: usize) -> &'v [f32] {
        &self.of(values)[at * self.columns..(at + 1) * self.columns]
    }

    pub(super) fn row_mut<'v>(&self, values: &'v mut [f32], at: usize) -> &'v mut [f32] {
        let columns = self.columns;
        &mut self.of_mut(values)[at * columns..(at + 1) * columns]
    }
}

/// Gives parts their places, one behind the other.
#[derive(Debug, Default)]
pub(super) struct Layout {
    length: usize,
}

impl Layout {
    /// A part of `rows` × `columns` behind all others.
    pub(super) const fn part(&mut self, rows: usize, columns: usize) -> Part {
        let begin = self.length;
        self.length += rows * columns;
        Part { begin, rows, columns }
    }

    /// The numbers of all parts.
    pub(super) const fn length(&self) -> usize {
        self.length
    }
}
