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
    /// The output would replace what is read.
    #[error(
        "`--output {output}` and the input `{input}` lie in one another; choose another folder"
    )]
    Overlap {
        /// The folder.
        output: String,
        /// The files.
        input: String,
    },
    /// The columns do not fit.
    #[error(transparent)]
    Mapping(#[from] crate::source::mapped::MappingError),
    /// A step does not fit.
    #[error(transparent)]
    Pipeline(#[from] crate::transform::PipelineError),
    /// No list answers a test user.
    #[error(
        "`{name}`: no list is for a user with held-out rows; expected the ids of `--held-out` in USER_ID"
    )]
    Strangers {
        /// The lists.
        name: String,
    },
    /// The table has no row.
    #[error("the table has no row; expected at least one interaction")]
    NoRow,
    /// The times are no seconds.
    #[error(
        "TIMESTAMP lies between {first} and {last}, which cannot be seconds since 1970; `prep interactions --engine spark --timestamp-unit milliseconds` makes seconds of it"
    )]
    NotSeconds {
        /// The first time.
        first: i64,
        /// The last time.
        last: i64,
    },
    /// Nothing is left.
    #[error("no row is left; nothing was written")]
    Empty,
}

impl SparkError {
    /// The error of a query.
    pub(super) fn of_query(error: &ClientError) -> Self {
        let message = error.get_message();
        let first = message.split("\n\tat ").next().unwrap_or(&message).trim();
        let without_state = first.split(" SQLSTATE:").next().unwrap_or(first);
        let (class, said) = without_classes(without_state);
        let remedy = match class {
            "FAILED_READ_FILE.NO_HINT" | "MALFORMED_RECORD_IN_PARSING" => {
                " It may have a row that has not the columns of the header, or a line break in a cell."
            }
            "PATH_ALREADY_EXISTS" => " `--force` replaces it.",
            _ => "",
        };
        let said: String = said.chars().take(SHOWN).collect();
        let class = if class.is_empty() || class == "USER_RAISED_EXCEPTION" {
            String::new()
        } else {
            format!(" ({class})")
        };
        Self::Query(format!("{said}{remedy}{class}"))
    }
}

/// The last class that stands in brackets before a message, such as `[PATH_NOT_FOUND]`, and the message behind it.
fn without_classes(message: &str) -> (&str, &str) {
    let (mut class, mut rest) = ("", message);
    while let Some((inner, more)) = rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        let is_class = |letter: char| {
            letter.is_ascii_uppercase() || letter.is_ascii_digit() || "._".contains(letter)
        };
        if inner.is_empty() || !inner.chars().all(is_class) {
            break;
        }
        (class, rest) = (inner, more.trim_start());
    }
    (class, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_before_a_message_are_taken_off() {
        assert_eq!(without_classes("[A.B] [A.B] gone."), ("A.B", "gone."));
        assert_eq!(without_classes("[not one] x"), ("", "[not one] x"));
        assert_eq!(without_classes("plain"), ("", "plain"));
    }
}
