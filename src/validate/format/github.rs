//! Writes findings as workflow commands of GitHub Actions.

use std::fmt::Write;

use super::places::places;
use crate::rule::Severity;
use crate::validate::report::Report;

/// The report as workflow commands, a line for each place:
/// `::error file=FILE,line=LINE,col=COLUMN,title=CODE::MESSAGE`
/// (GitHub Docs, "Workflow commands for GitHub Actions", "Setting an error message").
pub(super) fn github(report: &Report) -> String {
    let mut out = String::new();
    for violation in &report.violations {
        let command = match violation.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Advice | Severity::Note => "notice",
        };
        let file = property(&violation.file);
        for place in places(violation) {
            let _ = write!(out, "::{command} file={file}");
            if let Some(line) = place.line {
                let _ = write!(out, ",line={line}");
            }
            if let (Some(_), Some(position)) = (place.line, place.position) {
                let _ = write!(out, ",col={position}");
            }
            let title = property(&violation.code);
            let _ = writeln!(out, ",title={title}::{}", data(&place.text));
        }
    }
    out
}

/// Text as the message of a command, as `@actions/core` escapes it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Text as the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_commands_are_escaped() {
        assert_eq!(data("50%\r\n::error::x"), "50%25%0D%0A::error::x");
        assert_eq!(property("a,b:c%0A\n"), "a%2Cb%3Ac%250A%0A");
    }
}
