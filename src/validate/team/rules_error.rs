//! Places in a file of rules, and errors that show them.

use std::ops::Range;

use crate::text::shorten;

/// A fault of a file of rules, with its place, and the line with a caret under what is meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {what}{shown}")]
pub struct RulesError {
    file: String,
    line: usize,
    column: usize,
    what: String,
    /// The line and the caret, with a line break before them; empty where there is nothing to show.
    shown: String,
}

impl RulesError {
    /// The same place with another fault.
    pub(super) fn with(&self, what: String) -> Self {
        Self { what, ..self.clone() }
    }
}

/// The characters of a line that are shown.
const SHOWN_MAX: usize = 100;

/// The text of a file of rules.
pub(super) struct Source<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Source<'_> {
    /// The error `what` about these bytes of the text.
    pub(super) fn refuse(&self, bytes: Range<usize>, what: impl Into<String>) -> RulesError {
        let start = self.text.floor_char_boundary(bytes.start);
        let (before, after) = self.text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line_end = after.find('\n').map_or(self.text.len(), |at| start + at);
        let end = self.text.floor_char_boundary(bytes.end).clamp(start, line_end);
        let line = before.matches('\n').count() + 1;
        let before = &self.text[line_start..start];
        let whole = self.text[line_start..line_end].trim_end_matches('\r');
        let margin = format!("  {line} | ");
        let blank = " ".repeat(margin.len() + shorten(before, SHOWN_MAX).chars().count());
        let width = shorten(&self.text[start..end], SHOWN_MAX).chars().count().max(1);
        let shown = if whole.trim().is_empty() || before.chars().count() >= SHOWN_MAX {
            String::new()
        } else {
            let carets = "^".repeat(width.min(SHOWN_MAX));
            format!("\n{margin}{}\n{blank}{carets}", shorten(whole, SHOWN_MAX))
        };
        RulesError {
            file: self.file.to_owned(),
            line,
            column: before.chars().count() + 1,
            what: what.into(),
            shown,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_with_its_line() {
        let source = Source { file: "r.toml", text: "a = 1\né\tb = \"x\"\n" };
        let at = source.text.find("\"x\"").expect("there");
        let error = source.refuse(at..at + 3, "what is wrong");
        assert_eq!(
            error.to_string(),
            "r.toml:2:7: what is wrong\n  2 | é\\tb = \"x\"\n             ^^^"
        );
        let end = source.refuse(source.text.len()..source.text.len() + 9, "more was expected");
        assert_eq!(end.to_string(), "r.toml:3:1: more was expected");
    }
}
