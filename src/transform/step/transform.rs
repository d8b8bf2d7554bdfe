//! The trait of a step.

use polars::prelude::{LazyFrame, PolarsResult, Schema};

use crate::param::InvalidParam;
use crate::transform::Log;
use crate::transform::sql::SqlRows;

/// A step of a pipeline, from one frame to one frame.
pub trait Transform: Send + Sync {
    /// Tells whether the parameters can be used at all.
    ///
    /// # Errors
    /// When one is out of range.
    fn check(&self) -> Result<(), InvalidParam> {
        Ok(())
    }

    /// The columns that the step cannot do without.
    fn needs(&self) -> Vec<String>;

    /// Tells whether the parameters fit the types of the columns.
    ///
    /// # Errors
    /// The sentence on what does not fit.
    fn check_types(&self, _schema: &Schema) -> Result<(), String> {
        Ok(())
    }

    /// The frame behind the step, which says in `log` what it did. It is also run on a frame without rows, for the
    /// columns that it leaves. A step that must look at all rows at once, as `k-core` must, collects inside.
    ///
    /// # Errors
    /// When the engine refuses.
    fn apply(&self, frame: LazyFrame, log: &mut Log) -> PolarsResult<LazyFrame>;

    /// The same as SQL, for engines that run elsewhere.
    ///
    /// # Errors
    /// When SQL cannot say it, with the reason and what to do.
    fn sql(&self, _rows: SqlRows) -> Result<SqlRows, String> {
        Err("leave it out, or prepare on one machine, without `--engine spark`".to_owned())
    }
}
