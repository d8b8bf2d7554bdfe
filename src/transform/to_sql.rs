//! A pipeline as SQL.

use super::pipeline::PipelineError;
use super::sql::SqlRows;
use super::step::Step;

/// The reason that a pipeline has no SQL.
#[derive(Debug, thiserror::Error)]
pub enum SqlError {
    /// A step does not fit.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
    /// A step cannot be said.
    #[error("step {number} `{step}` is not written as SQL: {why}")]
    Step {
        /// The step, counted from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The reason, and what to do.
        why: String,
    },
}

/// Runs the steps over `rows` as SQL.
///
/// # Errors
/// When a step cannot be said in the dialect of the rows.
pub fn to_sql(steps: &[Step], rows: SqlRows) -> Result<SqlRows, SqlError> {
    steps.iter().enumerate().try_fold(rows, |rows, (index, step)| {
        let number = index + 1;
        let failed = |why| SqlError::Step { number, step: step.name(), why };
        let keeps_order = matches!(step, Step::Columns(_) | Step::Filter(_) | Step::TimeWindow(_));
        if rows.is_ordered() && !keeps_order {
            return Err(failed(
                "it stands behind a step that sorts, and SQL sorts at the end: put the sort last"
                    .to_owned(),
            ));
        }
        step.sql(rows.at_step(number, step.name())).map_err(failed)
    })
}
