//! The sentences of a step, and what else it leaves for the record.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A column of instants that was moved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimeShift {
    /// The seconds that were added to every instant.
    pub offset_seconds: i64,
    /// The newest instant before, as ISO 8601.
    pub from: String,
    /// The newest instant after.
    pub to: String,
}

/// Sentences of a step on what it did.
#[derive(Debug, Default)]
pub struct Log {
    lines: Vec<String>,
    shift: Option<TimeShift>,
}

impl Log {
    /// Adds a sentence.
    pub fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// Records that a column of instants was moved.
    pub(super) fn shifted(&mut self, shift: TimeShift) {
        self.shift = Some(shift);
    }

    /// The move of a column of instants, if the step made one.
    pub(super) fn take_shift(&mut self) -> Option<TimeShift> {
        self.shift.take()
    }

    /// The sentences, in their order.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
