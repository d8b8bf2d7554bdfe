//! A report for people: by file, the gravest first, with the line and a caret under the cell.

use rehearsal::number::thousands;
use rehearsal::rule::{self, Example, Severity, Violation};
use rehearsal::validate::Report;

use crate::output::Paint;

/// Text in pieces, each with its colour.
pub(super) struct Text(Vec<(Paint, String)>);

impl Text {
    fn add(&mut self, paint: Paint, text: impl Into<String>) -> &mut Self {
        self.0.push((paint, text.into()));
        self
    }

    fn plain(&mut self, text: impl Into<String>) -> &mut Self {
        self.add(Paint::Plain, text)
    }
}

const fn paint(severity: Severity) -> Paint {
    match severity {
        Severity::Error => Paint::Red,
        Severity::Warning => Paint::Yellow,
        Severity::Advice => Paint::Blue,
        Severity::Note => Paint::Faint,
    }
}

pub(super) fn describe(report: &Report) -> Vec<(Paint, String)> {
    let mut text = Text(Vec::new());
    for file in &report.files {
        let rows = match file.rows {
            0 => String::new(),
            rows => format!(", {} rows", thousands(rows)),
        };
        let bytes = thousands(file.bytes);
        let dataset = if file.dataset.is_empty() { "schema" } else { &file.dataset };
        text.add(Paint::Bold, &file.path).plain(format!(" ({dataset}{rows}, {bytes} bytes)\n"));
        let found: Vec<&Violation> =
            report.violations.iter().filter(|found| found.file == file.path).collect();
        if found.is_empty() {
            text.add(Paint::Faint, "  no violations").plain("\n");
        }
        for violation in found {
            add_violation(&mut text, violation);
        }
    }
    let summary = report.summary;
    let of = |count: usize, one: &str, many: &str| {
        format!("{} {}", thousands(count as u64), if count == 1 { one } else { many })
    };
    let notes = match summary.notes {
        0 => String::new(),
        notes => format!(", {}", of(notes, "note", "notes")),
    };
    text.plain(format!(
        "{}, {}, {}{notes} (rules broken, by column)",
        of(summary.errors, "error", "errors"),
        of(summary.warnings, "warning", "warnings"),
        of(summary.advice, "advice", "advice"),
    ));
    text.plain("\n");
    // One command for all that was found: the code of the gravest, to be typed over.
    let of_ours = report.violations.iter().filter(|found| rule::find(&found.code).is_some());
    let gravest = of_ours.min_by_key(|found| found.severity);
    if let Some(found) = gravest {
        text.plain(format!(
            "why a rule is there:\n  rehearsal validate --explain {}\n",
            found.code
        ));
    }
    text.0
}

fn add_violation(text: &mut Text, violation: &Violation) {
    let column = violation.column.as_ref().map_or_else(String::new, |name| {
        format!(" {}", if name.is_empty() { "(a column without a name)" } else { name })
    });
    let times = if violation.count == 1 {
        String::new()
    } else {
        format!(" ({} ×)", thousands(violation.count))
    };
    text.plain("  ")
        .add(
            paint(violation.severity),
            format!("{}[{}]", violation.severity.name(), violation.code),
        )
        .add(Paint::Bold, column)
        .plain(format!(": {}{times}\n", violation.message));
    for example in &violation.examples {
        add_example(text, example, paint(violation.severity));
    }
    if let Some(rule) = rule::find(&violation.code) {
        text.add(Paint::Faint, format!("    = {}", rule.fix)).plain("\n");
    }
}

fn add_example(text: &mut Text, example: &Example, mark: Paint) {
    let line = example.line;
    let Some(excerpt) = &example.excerpt else {
        if !example.value.is_empty() {
            text.plain(format!("    line {line}: {}\n", example.value));
        }
        return;
    };
    let margin = format!("    line {line}: ");
    let blank = " ".repeat(margin.chars().count() + excerpt.before);
    text.add(Paint::Faint, margin)
        .plain(format!("{}\n{blank}", excerpt.text))
        .add(mark, "^".repeat(excerpt.width))
        .plain("\n");
}
