//! The forms of findings as lines, tables and reports of code hosts.

use super::concise::concise;
use super::github::github;
use super::gitlab::gitlab;
use super::grouped::grouped;
use super::json_lines::json_lines;
use super::markdown::markdown;
use crate::validate::report::Report;

/// A form of findings beside text for people and the JSON of `validation.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FindingsFormat {
    /// A line for each place: `FILE:LINE:COLUMN: SEVERITY CODE MESSAGE`.
    Concise,
    /// Files, below each its findings, below each finding its places.
    Grouped,
    /// Workflow commands of GitHub Actions, one for each place.
    Github,
    /// A Code Quality report of GitLab, an issue for each place.
    Gitlab,
    /// A JSON object a line for each finding, as in `violations` of `validation.json`.
    JsonLines,
    /// Tables for a pull request or a job's summary.
    Markdown,
}

impl FindingsFormat {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Concise, Self::Grouped, Self::Github, Self::Gitlab, Self::JsonLines, Self::Markdown];

    /// The findings of `report` in this form.
    #[must_use]
    pub fn text(self, report: &Report) -> String {
        match self {
            Self::Concise => concise(report),
            Self::Grouped => grouped(report),
            Self::Github => github(report),
            Self::Gitlab => gitlab(report),
            Self::JsonLines => json_lines(report),
            Self::Markdown => markdown(report),
        }
    }
}
