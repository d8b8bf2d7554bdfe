//! The sentences of a step.

/// Sentences of a step on what it did.
#[derive(Debug, Default)]
pub struct Log {
    lines: Vec<String>,
}

impl Log {
    /// Adds a sentence.
    pub fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    /// The sentences, in their order.
    pub(super) fn into_lines(self) -> Vec<String> {
        self.lines
    }
}
