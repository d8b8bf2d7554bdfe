//! One cell against its field.

use super::cell_check::CellCheck;
use super::cell_text::is_simple_id;
use super::column_tally::CellState;
use super::kind::CellKind;
use crate::rule;
use crate::schema::AvroType;

impl CellCheck<'_> {
    /// Checks a cell that is UTF-8.
    #[inline]
    pub(super) fn check(&mut self) {
        if self.cell.is_empty() {
            self.check_empty();
            return;
        }
        match self.column.kind {
            CellKind::Instant { .. } => self.check_instant(),
            CellKind::Id => {
                if !is_simple_id(self.cell) {
                    self.check_id();
                }
            }
            CellKind::EventType => {
                if !self.tally.add_event(self.cell) {
                    let state = self.check_string();
                    self.tally.add_new_event(self.cell, self.line, state);
                }
            }
            CellKind::Category => {
                if !self.tally.is_last(self.cell) {
                    self.check_category();
                }
            }
            CellKind::Impression | CellKind::Plain => {
                self.check_string();
            }
            CellKind::Text => self.check_text(),
            CellKind::Whole(range) => self.check_whole(range),
            CellKind::Real => self.check_real(),
            CellKind::Boolean => {
                if !AvroType::Boolean.admits(&String::from_utf8_lossy(self.cell)) {
                    self.add_type();
                }
            }
        }
    }

    fn check_empty(&mut self) {
        self.tally.current = None;
        self.tally.n_empty += 1;
        let field = self.column.field;
        if !field.is_nullable() {
            self.add(&rule::VALUE_NULL, || format!("expected {}, found nothing", field.expected()));
        }
    }

    fn check_category(&mut self) {
        // What was found must be found again in the next row.
        let last = match self.check_string() {
            CellState::Clean => self.cell,
            CellState::Faulty => b"",
        };
        self.tally.set_last(last);
        self.tally.add_members(self.cell);
    }
}
