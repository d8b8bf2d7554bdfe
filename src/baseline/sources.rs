//! The tables that lists are made of.

use crate::transform::sql::SqlRows;

/// The tables that lists are made of, with our columns.
#[derive(Debug, Clone, PartialEq)]
pub struct ListSources {
    /// The rows to learn from.
    pub train: SqlRows,
    /// The rows of histories; without them those of the training set.
    pub history: Option<SqlRows>,
    /// Rows of the users who get a list; without them all who have a history.
    pub held_out: Option<SqlRows>,
}
