//! A table that was checked: its findings and facts.

use crate::rule::{Findings, Violation};
use crate::validate::report::FileSummary;
use crate::validate::whole::facts::Facts;

/// A table that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The table in the report, and its parts behind it if it is a folder.
    pub summary: FileSummary,
    pub(in crate::validate) findings: Findings,
    /// The findings in parts of a folder.
    pub(super) parts: Vec<(FileSummary, Vec<Violation>)>,
    /// The facts of the table; none when the header could not be read.
    pub(in crate::validate) facts: Option<Facts>,
}

impl Checked {
    /// The summaries with the violations, to be joined in a report.
    #[must_use]
    pub fn into_found(self) -> Vec<(FileSummary, Vec<Violation>)> {
        let mut found = vec![(self.summary, self.findings.into_violations())];
        found.extend(self.parts);
        found
    }
}
