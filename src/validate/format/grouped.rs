//! Writes findings by file and rule, with the places below.

use std::fmt::Write;

use super::places::{message, one_line};
use crate::number::thousands;
use crate::rule::Violation;
use crate::validate::report::Report;

/// The report by files; those without findings are left out.
pub(super) fn grouped(report: &Report) -> String {
    let mut out = String::new();
    for file in &report.files {
        let mut found = report.violations.iter().filter(|found| found.file == file.path).peekable();
        if found.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "{}", one_line(&file.path));
        for violation in found {
            write_finding(&mut out, violation);
        }
    }
    out
}

fn write_finding(out: &mut String, violation: &Violation) {
    let times = match violation.count {
        0 | 1 => String::new(),
        count => format!(" ({} in all)", thousands(count)),
    };
    let (severity, code) = (violation.severity.name(), &violation.code);
    let _ = writeln!(out, "  {severity} {code} {}{times}", message(violation));
    for example in &violation.examples {
        let _ = write!(out, "    {}", example.line.max(1));
        if let Some(position) = example.position {
            let _ = write!(out, ":{position}");
        }
        let value = one_line(&example.value);
        let _ = writeln!(out, "{}{value}", if value.is_empty() { "" } else { " " });
    }
}
