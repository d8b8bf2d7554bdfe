//! The reasons that Spark does not do what it is asked.

use spark_connect_core::SparkError as ClientError;

use crate::prepare::sql::{SourceError, SqlPlanError};

/// The longest message of a server that is shown whole.
const SHOWN: usize = 1_000;

/// The reason that Spark did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SparkError {
    /// The address is none.
    #[error(
        "`--remote`: expected sc://HOST:PORT, with `/;use_ssl=true;token=…` behind it where the server asks for it: {0}"
    )]
    Address(String),
    /// The server does not answer.
    #[error(
        "cannot reach Spark at {place}: {why}; expected a Spark Connect server there (`docs/scale.md` says how to get one)"
    )]
    Unreachable {
        /// Host and port.
        place: String,
        /// The reason.
        why: String,
    },
    /// A query failed.
    #[error("Spark: {0}")]
    Query(String),
    /// The answer is not what was asked for.
    #[error("Spark's answer cannot be read: {0}")]
    Answer(String),
    /// The run was interrupted.
    #[error("interrupted; Spark was told to stop")]
    Interrupted,
    /// The pipeline has no SQL.
    #[error(transparent)]
    Plan(#[from] SqlPlanError),
    /// The table cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The input is nothing that Spark reads.
    #[error(
        "`--input {0}`: expected a path or a pattern that ends in .csv, .json or .parquet, a folder with `--input-format`, or the name of a table"
    )]
    Input(String),
    /// The columns do not fit.
    #[error(transparent)]
    Mapping(#[from] crate::source::mapped::MappingError),
    /// A step does not fit.
    #[error(transparent)]
    Pipeline(#[from] crate::transform::PipelineError),
    /// Nothing is left.
    #[error("no row is left; nothing was written")]
    Empty,
}

impl SparkError {
    /// The error of a query.
    pub(super) fn of_query(error: &ClientError) -> Self {
        let message = error.get_message();
        // Our own refusals stand behind the class of errors that a query raises itself.
        let said = message.find("[USER_RAISED_EXCEPTION]").map_or(&*message, |at| {
            message[at..].trim_start_matches("[USER_RAISED_EXCEPTION]").trim()
        });
        let first = said.split("\n\tat ").next().unwrap_or(said).trim();
        let without_state = first.split(" SQLSTATE:").next().unwrap_or(first);
        Self::Query(without_state.chars().take(SHOWN).collect())
    }
}
