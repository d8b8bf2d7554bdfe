//! Writes findings a line for each place, as compilers do and editors read.

use std::fmt::Write;

use super::places::{one_line, places};
use crate::validate::report::Report;

/// The report as lines `FILE:LINE:COLUMN: SEVERITY CODE MESSAGE`. Line and column are left out where they are not
/// known.
pub(super) fn concise(report: &Report) -> String {
    let mut out = String::new();
    for violation in &report.violations {
        let (severity, code) = (violation.severity.name(), &violation.code);
        for place in places(violation) {
            out.push_str(&one_line(&violation.file));
            for number in [place.line, place.line.and(place.position)].into_iter().flatten() {
                let _ = write!(out, ":{number}");
            }
            let _ = writeln!(out, ": {severity} {code} {}", place.text);
        }
    }
    out
}
