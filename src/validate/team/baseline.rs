//! The findings that a team knows: a file of counts, by rule, table and column.

use std::collections::BTreeMap;
use std::fmt::Write;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{BaselineOutcome, KnownFinding, StaleFinding};
use crate::number::thousands;
use crate::rule::{RuleFamily, Selection, Severity, Violation, find};
use crate::validate::report::{FileSummary, Report, ValidationSummary};

/// The findings that a team knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The version of the form, 1.
    pub schema_version: u32,
    /// The findings by code, table and column.
    pub findings: Vec<KnownFinding>,
}

/// A text that is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// A text of another form.
    #[error("it is no baseline: {0}; `--write-baseline FILE` writes one")]
    Form(String),
    /// A form of a later version.
    #[error("it has the form {0}, and this program reads the form 1")]
    Version(u32),
}

/// The files that were checked: of a rule that was not, nothing is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckedFiles {
    /// Each file alone: rules across files were not checked.
    Alone,
    /// The files of a dataset group, against each other too.
    Together,
}

/// Code, table and column.
type Key = (String, String, Option<String>);

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// When it is none, or of a later form.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let read: Self =
            serde_json::from_str(text).map_err(|error| BaselineError::Form(error.to_string()))?;
        if read.schema_version != 1 {
            return Err(BaselineError::Version(read.schema_version));
        }
        Ok(read)
    }

    /// The findings of a report that are no notes.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let findings = counts(report)
            .into_iter()
            .map(|((code, table, column), count)| KnownFinding { code, table, column, count });
        Self { schema_version: 1, findings: findings.collect() }
    }

    /// Leaves what is known out of the report. A finding that grew stays, and its message says from what; lines may
    /// shift as they will.
    pub fn leave_out(&self, report: &mut Report, selection: &Selection, checked: CheckedFiles) {
        let found = counts(report);
        let mut known: BTreeMap<Key, u64> = BTreeMap::new();
        for one in &self.findings {
            let key = (one.code.clone(), one.table.clone(), one.column.clone());
            *known.entry(key).or_default() += one.count;
        }
        let tables = tables(report);
        let before = report.violations.len();
        report.violations.retain_mut(|violation| {
            let key = key(violation, &tables);
            let (Some(&known), Some(&now)) = (known.get(&key), found.get(&key)) else {
                return true;
            };
            if violation.severity == Severity::Note {
                return true;
            }
            if now > known {
                let (known, now) = (thousands(known), thousands(now));
                let _ = write!(violation.message, "; {known} known, {now} now");
            }
            now > known
        });
        let n_known = before - report.violations.len();
        let stale = known.into_iter().filter_map(|((code, table, column), count)| {
            let is_checked = tables.values().any(|checked| *checked == table)
                && is_checked(&code, selection, checked);
            let left =
                found.get(&(code.clone(), table.clone(), column.clone())).copied().unwrap_or(0);
            let known = KnownFinding { code, table, column, count };
            (is_checked && left < count).then_some(StaleFinding { known, left })
        });
        report.baseline = Some(BaselineOutcome { known: n_known, stale: stale.collect() });
        report.summary = ValidationSummary::of(&report.violations);
    }
}

/// Tells whether a rule was checked.
fn is_checked(code: &str, selection: &Selection, checked: CheckedFiles) -> bool {
    let is_across = find(code).is_some_and(|rule| rule.family == RuleFamily::Cross);
    selection.has_code(code) && !(is_across && checked == CheckedFiles::Alone)
}

/// The dataset of each file; the file itself where it says none.
fn tables(report: &Report) -> BTreeMap<String, String> {
    let table = |file: &FileSummary| {
        let table = if file.dataset.is_empty() { &file.path } else { &file.dataset };
        (file.path.clone(), table.clone())
    };
    report.files.iter().map(table).collect()
}

fn key(violation: &Violation, tables: &BTreeMap<String, String>) -> Key {
    let table = tables.get(&violation.file).unwrap_or(&violation.file);
    (violation.code.clone(), table.clone(), violation.column.clone())
}

/// The counts of all findings but notes.
fn counts(report: &Report) -> BTreeMap<Key, u64> {
    let tables = tables(report);
    let mut counts = BTreeMap::new();
    let found = report.violations.iter().filter(|found| found.severity != Severity::Note);
    for violation in found {
        *counts.entry(key(violation, &tables)).or_default() += violation.count;
    }
    counts
}
