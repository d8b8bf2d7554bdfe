//! Counts of a file while rows go by, block by block, joined in the order of the file.

use std::collections::BTreeMap;

use super::column_tally::{ColumnTally, EVENT_TYPES_MAX, EventCount};

/// The counts of a file, or a part of it.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Tally {
    pub(in crate::validate) n_rows: u64,
    /// The line of the first row, 0 without one.
    pub(in crate::validate) first_line: u64,
    /// The number of rows with an empty cell.
    pub(in crate::validate) n_incomplete: u64,
    /// The number of rows that pass the event filter.
    pub(in crate::validate) n_matching: u64,
    /// The counts of each column that is checked.
    pub(in crate::validate) columns: Vec<ColumnTally>,
    /// The rows and the first line by event type, at most [`EVENT_TYPES_MAX`] of them.
    pub(in crate::validate) events: BTreeMap<Vec<u8>, EventCount>,
}

impl Tally {
    pub(in crate::validate) fn new(n_columns: usize) -> Self {
        Self {
            n_rows: 0,
            first_line: 0,
            n_incomplete: 0,
            n_matching: 0,
            columns: vec![ColumnTally::new(); n_columns],
            events: BTreeMap::new(),
        }
    }

    /// Joins what was counted of the columns, at the end of a block.
    pub(in crate::validate) fn end(&mut self) {
        for at in 0..self.columns.len() {
            for (name, count) in self.columns[at].take_events() {
                self.add_events(name, count);
            }
        }
    }

    fn add_events(&mut self, event_type: Vec<u8>, count: EventCount) {
        if let Some(seen) = self.events.get_mut(&event_type) {
            seen.n_rows += count.n_rows;
        } else if self.events.len() < EVENT_TYPES_MAX {
            self.events.insert(event_type, count);
        }
    }

    /// The counts of a column that a part does not have.
    pub(in crate::validate) fn no_column() -> ColumnTally {
        ColumnTally::new()
    }

    /// Joins what was counted in a later part.
    pub(in crate::validate) fn join(&mut self, later: Self) {
        if self.n_rows == 0 {
            self.first_line = later.first_line;
        }
        self.n_rows += later.n_rows;
        self.n_incomplete += later.n_incomplete;
        self.n_matching += later.n_matching;
        for (column, later) in self.columns.iter_mut().zip(&later.columns) {
            column.join(later);
        }
        for (event_type, count) in later.events {
            self.add_events(event_type, count);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::validate::row::column_tally::CellState;

    #[test]
    fn events_are_counted_with_their_first_lines() {
        let mut tally = Tally::new(1);
        for (event, line) in ["click", "click", "watch", "click"].into_iter().zip(2..) {
            let column = &mut tally.columns[0];
            if !column.add_event(event.as_bytes()) {
                column.add_new_event(event.as_bytes(), line, CellState::Clean);
            }
        }
        tally.end();
        let found: Vec<_> = tally.events.iter().map(|(event, &n)| (event.as_slice(), n)).collect();
        let count = |n_rows, first_line| EventCount { n_rows, first_line };
        assert_eq!(found, [(&b"click"[..], count(3, 2)), (b"watch", count(1, 4))]);
    }
}
