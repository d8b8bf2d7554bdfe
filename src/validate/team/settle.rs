//! Holds a report against a team's tolerances.

use std::fmt::Write;

use super::own_rule::OwnRule;
use super::rules_file::TeamRules;
use crate::number::thousands;
use crate::rule::{RuleFamily, Severity, Violation, find};
use crate::validate::report::{Report, ValidationSummary};

impl TeamRules {
    /// Makes notes of the findings that stay within their bounds, and has the message of each say its bound. A bound
    /// holds for the count of a rule in one column of one file; a share is one of that file's rows.
    pub fn tolerate(&self, report: &mut Report) {
        report.own_rules = self.own.iter().map(OwnRule::summary).collect();
        for violation in &mut report.violations {
            let tolerance = self.tolerances.iter().find(|one| one.code == violation.code);
            let Some(tolerance) = tolerance else { continue };
            let file = report.files.iter().find(|file| file.path == violation.file);
            let rows = file.map_or(0, |file| file.rows);
            // Some rules count ids.
            let is_across =
                find(&violation.code).is_some_and(|rule| rule.family == RuleFamily::Cross);
            let is_within = tolerance.bound.has(violation.count, rows);
            let said = said(violation, if is_across { 0 } else { rows });
            let place = if is_within { "within" } else { "over" };
            let bound = tolerance.bound.text();
            let _ = write!(violation.message, "; {place} the tolerance of {bound}: {said}");
            if is_within {
                violation.severity = Severity::Note;
            }
        }
        let place = |file: &str| report.files.iter().position(|known| known.path == file);
        report.violations.sort_by_key(|found| (place(&found.file), found.severity));
        report.summary = ValidationSummary::of(&report.violations);
    }
}

fn said(violation: &Violation, rows: u64) -> String {
    let count = thousands(violation.count);
    match rows {
        0 => format!("found {count}"),
        rows => format!("{count} of {} rows", thousands(rows)),
    }
}
