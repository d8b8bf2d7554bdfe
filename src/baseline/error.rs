//! The reasons that a baseline has no SQL.

/// The reason that a baseline has no SQL.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListsSqlError {
    /// The model has none.
    #[error(
        "`{model}` has no SQL; popularity, item-knn, sar and markov have (without `--engine spark` and `--print-sql` every model \
         of `rehearsal models` gives its lists)"
    )]
    Model {
        /// Its name.
        model: &'static str,
    },
    /// A value of a parameter has none.
    #[error("`{model}:{key}={value}` has no SQL: {why}")]
    Parameter {
        /// The model.
        model: &'static str,
        /// The parameter.
        key: &'static str,
        /// Its value.
        value: String,
        /// The reason, and what to do.
        why: &'static str,
    },
}
