//! The traces of a team's settings in a report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rule::Severity;

/// A rule of a team's own, as a report has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnRuleSummary {
    /// The code.
    pub code: String,
    /// The name.
    pub name: String,
    /// The severity of a finding.
    pub level: Severity,
    /// The condition that a bad row meets.
    pub when: String,
}

/// A finding that is known, however often and on whichever lines.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFinding {
    /// The rule's code.
    pub code: String,
    /// The dataset.
    pub table: String,
    /// The column, where it is about one.
    pub column: Option<String>,
    /// The number of times that it is known, in all files of the dataset together.
    pub count: u64,
}

/// A known finding of which fewer are left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StaleFinding {
    /// The finding as it is known.
    #[serde(flatten)]
    pub known: KnownFinding,
    /// The number of times that it was found.
    pub left: u64,
}

/// The outcome of holding a report against a baseline.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct BaselineOutcome {
    /// The violations that were left out, since they are known.
    pub known: usize,
    /// The known findings of which fewer are left, or none.
    pub stale: Vec<StaleFinding>,
}
