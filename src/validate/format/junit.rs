//! Writes findings as `JUnit` XML, for build servers.

use std::fmt::Write;

use crate::rule::{Severity, Violation};
use crate::validate::report::Report;

/// The report as `JUnit` XML: a suite for each file, a case for each violation. Those that are at
/// least as grave as `fails` are failures, the others pass and say what they have to say.
#[must_use]
pub fn junit(report: &Report, fails: Severity) -> String {
    let is_failure = |found: &&Violation| found.severity <= fails;
    let n_failures = report.violations.iter().filter(is_failure).count();
    let cases =
        |path: &str| report.violations.iter().filter(|found| found.file == path).count().max(1);
    let n_cases: usize = report.files.iter().map(|file| cases(&file.path)).sum();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"rehearsal validate\" tests=\"{n_cases}\" failures=\"{n_failures}\">\n"
    );
    for file in &report.files {
        let found: Vec<&Violation> =
            report.violations.iter().filter(|found| found.file == file.path).collect();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">",
            escaped(&file.path),
            found.len().max(1),
            found.iter().copied().filter(|found| is_failure(found)).count()
        );
        if found.is_empty() {
            let name = escaped(&file.path);
            let _ = writeln!(out, "    <testcase classname=\"{name}\" name=\"no violations\"/>");
        }
        for violation in found {
            let outcome =
                if is_failure(&violation) { CaseOutcome::Fails } else { CaseOutcome::Passes };
            write_case(&mut out, violation, outcome);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

/// The outcome of a test case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum CaseOutcome {
    Passes,
    Fails,
}

fn write_case(out: &mut String, violation: &Violation, outcome: CaseOutcome) {
    let column = violation.column.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let name = format!("{}{column}", violation.code);
    let mut text = format!("{} ({} times)", violation.message, violation.count);
    for example in &violation.examples {
        let _ = write!(text, "\n{}:{}: {}", violation.file, example.line, example.value);
    }
    let (open, close) = if outcome == CaseOutcome::Fails {
        (
            format!(
                "<failure type=\"{}\" message=\"{}\">",
                violation.severity.name(),
                escaped(&violation.message)
            ),
            "</failure>",
        )
    } else {
        ("<system-out>".to_owned(), "</system-out>")
    };
    let _ = writeln!(
        out,
        "    <testcase classname=\"{}\" name=\"{}\">{open}{}{close}</testcase>",
        escaped(&violation.file),
        escaped(&name),
        escaped(&text)
    );
}

/// Text as XML 1.0 may hold it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {
                out.push('\u{FFFD}');
            }
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_xml_are_escaped_and_control_characters_replaced() {
        assert_eq!(escaped("<a b=\"c\">&\u{1}\n"), "&lt;a b=&quot;c&quot;&gt;&amp;\u{FFFD}\n");
    }
}
