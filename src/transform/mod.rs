//! A pipeline is a list of steps, each from one frame to one frame, written as data.
//!
//! Owns what a step means and how a pipeline file reads. Reading data lies in [`crate::source`],
//! writing in [`crate::export`].

mod condition_expr;
mod keys;
mod log;
mod pipeline;
pub mod sql;
mod step;
mod to_sql;

pub use crate::condition::{Condition, ConditionError};
pub use log::{Log, TimeShift};
pub(crate) use pipeline::run_fitting;
pub use pipeline::{PipelineError, PlannedSteps, StepRecord, described, plan, run};
pub use step::*;
pub use to_sql::{SqlError, to_sql};
