//! Questions that a survey cannot answer itself, and the answers to them.

use std::fmt;
use std::path::PathBuf;

/// A choice that has to be made by somebody who knows the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SurveyQuestion {
    /// The question, in words.
    pub asked: String,
    /// The choices, each with the evidence for it.
    pub choices: Vec<String>,
    /// The options that answer it.
    pub answer: String,
}

impl fmt::Display for SurveyQuestion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "{}", self.asked)?;
        for choice in &self.choices {
            writeln!(formatter, "  - {choice}")?;
        }
        write!(formatter, "  answer with {}", self.answer)
    }
}

/// Answers to questions, given before they are asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers {
    /// The table of interactions.
    pub interactions: Option<PathBuf>,
    /// The table of items.
    pub items: Option<PathBuf>,
    /// The table of users.
    pub users: Option<PathBuf>,
    /// The column of users.
    pub user_id: Option<String>,
    /// The column of items.
    pub item_id: Option<String>,
    /// The column of instants.
    pub timestamp: Option<String>,
    /// The format of instants.
    pub timestamp_format: Option<String>,
    /// The instant of every row, where the table has none.
    pub timestamp_from: Option<String>,
}
