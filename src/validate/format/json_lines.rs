//! Writes findings as JSON, an object a line.

use serde_json::json;

use crate::validate::report::Report;

/// The report's violations, each as an object on a line of its own.
pub(super) fn json_lines(report: &Report) -> String {
    report.violations.iter().map(|violation| format!("{}\n", json!(violation))).collect()
}
