//! The content of `validation.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rule::{Severity, Violation};
use crate::validate::team::outcome::{BaselineOutcome, OwnRuleSummary};

/// A file that was validated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FileSummary {
    /// The path as it was given.
    pub path: String,
    /// `interactions`, `items` or another dataset; empty for a schema that does not say.
    pub dataset: String,
    /// The number of rows below the header; 0 for a schema.
    pub rows: u64,
    /// The size of the file in bytes.
    pub bytes: u64,
}

/// A file with all that was found in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFindings {
    /// The file in the report.
    pub summary: FileSummary,
    /// The violations, errors first.
    pub violations: Vec<Violation>,
}

/// The numbers of violations by severity (rules × columns, not rows).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ValidationSummary {
    /// The number of violations of severity error.
    pub errors: usize,
    /// The number of violations of severity warning.
    pub warnings: usize,
    /// The number of violations of severity advice.
    #[serde(default)]
    pub advice: usize,
    /// The number of violations of severity note: those that a team's own settings allow.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub notes: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the serializer asks so")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// The content of `validation.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of the form, 1.
    pub schema_version: u32,
    /// The files in the order given.
    pub files: Vec<FileSummary>,
    /// All violations, file by file, errors first.
    pub violations: Vec<Violation>,
    /// The numbers of violations.
    pub summary: ValidationSummary,
    /// The rules of a team's own that were checked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_rules: Vec<OwnRuleSummary>,
    /// The findings that a team knows, where there is a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<BaselineOutcome>,
}

impl ValidationSummary {
    /// The numbers of these violations.
    #[must_use]
    pub fn of(violations: &[Violation]) -> Self {
        let count = |severity| violations.iter().filter(|found| found.severity == severity).count();
        Self {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            advice: count(Severity::Advice),
            notes: count(Severity::Note),
        }
    }
}

impl Report {
    /// The codes of the rules of which there are errors, in the order of the files; a code may come again.
    pub fn errors(&self) -> impl Iterator<Item = &str> {
        let errors = self.violations.iter().filter(|found| found.severity == Severity::Error);
        errors.map(|found| found.code.as_ref())
    }

    /// Joins what was found in each file.
    #[must_use]
    pub fn new(found: Vec<FileFindings>) -> Self {
        let (mut files, mut violations) = (Vec::new(), Vec::new());
        for FileFindings { summary, violations: of_file } in found {
            files.push(summary);
            violations.extend(of_file);
        }
        let summary = ValidationSummary::of(&violations);
        Self {
            schema_version: 1,
            files,
            violations,
            summary,
            own_rules: Vec::new(),
            baseline: None,
        }
    }
}
