//! A table that was checked: its findings and facts.

use crate::rule::Findings;
use crate::schema::Schema;
use crate::validate::report::{FileFindings, FileSummary};
use crate::validate::whole::facts::Facts;

/// A table that was checked.
#[derive(Debug)]
pub struct Checked {
    /// The table in the report, and its parts behind it if it is a folder.
    pub summary: FileSummary,
    pub(in crate::validate) findings: Findings,
    /// The findings in parts of a folder.
    pub(super) parts: Vec<FileFindings>,
    /// The facts of the table; none when the header could not be read.
    pub(in crate::validate) facts: Option<Facts>,
}

impl Checked {
    /// The summaries with the violations, to be joined in a report.
    #[must_use]
    pub fn into_found(self) -> Vec<FileFindings> {
        let mut found = vec![FileFindings {
            summary: self.summary,
            violations: self.findings.into_violations(),
        }];
        found.extend(self.parts);
        found
    }
}

/// The text of a schema that was checked.
#[derive(Debug)]
pub struct CheckedSchema {
    /// The schema; none when its text cannot be read as one.
    pub schema: Option<Schema>,
    /// The entry of the text in a report.
    pub found: FileFindings,
}
