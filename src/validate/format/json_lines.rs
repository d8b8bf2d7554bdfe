//! Writes findings as JSON, an object a line.

use std::fmt::Write;

use serde_json::json;

use crate::validate::report::Report;

/// The report's violations, each as an object on a line of its own.
pub(super) fn json_lines(report: &Report) -> String {
    let mut out = String::new();
    for violation in &report.violations {
        let _ = writeln!(out, "{}", json!(violation));
    }
    out
}
