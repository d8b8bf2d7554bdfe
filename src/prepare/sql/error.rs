//! The reasons that a pipeline or its table has no SQL.

use crate::transform::SqlError;

/// The reason that a table cannot be read by SQL.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// A column cannot.
    #[error("column `{column}` is not read by SQL: {why}")]
    Column {
        /// The table's name of it.
        column: String,
        /// The reason, and what to do.
        why: String,
    },
    /// The input cannot.
    #[error("the input has no SQL: {why}")]
    Input {
        /// The reason, and what to do.
        why: String,
    },
    /// A setting has no SQL.
    #[error("`{option}` has no SQL: {remedy}")]
    Option {
        /// The option.
        option: &'static str,
        /// The advice.
        remedy: &'static str,
    },
}

/// The reason that a pipeline has no SQL.
#[derive(Debug, thiserror::Error)]
pub enum SqlPlanError {
    /// A step has none.
    #[error(transparent)]
    Step(#[from] SqlError),
    /// The table cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Rounds are no single query.
    #[error(
        "step {number} `k-core` goes in rounds, which no single query does: `--print-pyspark` and `--engine spark` run it"
    )]
    Rounds {
        /// The step, counted from 1.
        number: usize,
    },
}
