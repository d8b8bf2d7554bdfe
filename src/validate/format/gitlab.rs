//! Writes findings as a Code Quality report of GitLab.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use xxhash_rust::xxh3::Xxh3;

use super::places::{FindingPlace, one_line, places};
use crate::rule::{Severity, Violation};
use crate::validate::report::Report;

/// The report as the JSON that GitLab reads as `artifacts: reports: codequality`: an issue for each place
/// (GitLab Docs, "Code Quality", "Code Quality report format").
pub(super) fn gitlab(report: &Report) -> String {
    let mut seen = BTreeMap::new();
    let mut issues: Vec<Value> = Vec::new();
    for violation in &report.violations {
        for place in places(violation) {
            issues.push(issue(violation, &place, &mut seen));
        }
    }
    format!("{:#}\n", Value::Array(issues))
}

fn issue(violation: &Violation, place: &FindingPlace<'_>, seen: &mut BTreeMap<u128, u64>) -> Value {
    let path = path(&violation.file);
    json!({
        "description": format!("{} {}", violation.code, place.text),
        "check_name": violation.code,
        "fingerprint": fingerprint(violation, place, &path, seen),
        "severity": severity(violation.severity),
        "location": {"path": path, "lines": {"begin": place.line.unwrap_or(1)}},
    })
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Advice => "minor",
        Severity::Note => "info",
    }
}

/// The path as GitLab asks for it: relative to the repository, without `./` before it.
fn path(file: &str) -> String {
    let file = one_line(file);
    file.strip_prefix("./").unwrap_or(&file).to_owned()
}

/// The name of the issue among all: of rule, file, column and the text at the place, and of equal ones their number. It
/// stays when lines move.
fn fingerprint(
    violation: &Violation,
    place: &FindingPlace<'_>,
    path: &str,
    seen: &mut BTreeMap<u128, u64>,
) -> String {
    let mut hash = Xxh3::new();
    let column = violation.column.as_deref().unwrap_or_default();
    for part in [&violation.code, path, column, place.value] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let same = seen.entry(hash.digest128()).or_default();
    hash.update(&same.to_le_bytes());
    *same += 1;
    format!("{:032x}", hash.digest128())
}
