//! The result of a survey.

use std::path::PathBuf;

use super::question::SurveyQuestion;
use crate::schema::{DatasetType, Domain};

/// Another column that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alternative {
    /// The table's name for it.
    pub theirs: String,
    /// The evidence for and against it.
    pub evidence: String,
}

/// A column of ours with the table's name for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedColumn {
    /// Our name.
    pub ours: String,
    /// The table's name; none where no column is taken, and others may be.
    pub theirs: Option<String>,
    /// The evidence for it.
    pub evidence: String,
    /// Others that may be meant.
    pub alternatives: Vec<Alternative>,
}

/// The standing of an option in a project file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It has an effect.
    Set,
    /// It is commented out, for somebody to turn on.
    Suggested,
}

/// An option for reading a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedOption {
    /// The long name of the option.
    pub option: &'static str,
    /// Its values; none for a switch.
    pub values: Vec<String>,
    /// The evidence for it.
    pub evidence: String,
    /// The doubt about it; empty where there is none.
    pub unsure: String,
    /// Its standing: in effect, or commented out.
    pub standing: Standing,
}

/// A table with its part in the project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposedTable {
    /// Its part.
    pub dataset: DatasetType,
    /// The file, the pattern or the folder.
    pub input: PathBuf,
    /// Its content, and the evidence for its part.
    pub evidence: Vec<String>,
    /// Its columns.
    pub columns: Vec<ProposedColumn>,
    /// The options with which it is read.
    pub options: Vec<ProposedOption>,
    /// The columns that nothing is made of.
    pub left_out: Vec<String>,
}

/// The tables of a project, and what has to be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proposal {
    /// A release of MovieLens, which says itself what its tables are.
    pub release: Option<PathBuf>,
    /// The tables, interactions first.
    pub tables: Vec<ProposedTable>,
    /// The domain that fits.
    pub domain: Domain,
    /// The evidence for it.
    pub domain_evidence: String,
    /// Names of event types as the domain spells them, the table's own first.
    pub renamed: Vec<(String, String)>,
    /// True if no column holds a time.
    pub has_no_time: bool,
    /// Files that are no table of the project, and why.
    pub passed_over: Vec<(PathBuf, String)>,
    /// The questions that have to be answered first.
    pub questions: Vec<SurveyQuestion>,
}
