//! Steps checked, then run in order.

use polars::prelude::{DataFrame, DataType, IntoLazy, LazyFrame, PolarsError, Schema};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::log::{Log, TimeShift};
use super::step::Step;
use crate::column::FRACTION;
use crate::param::{InvalidParam, hint};

/// The reason that a pipeline could not run.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A step's parameter is out of range.
    #[error(transparent)]
    Param(#[from] InvalidParam),
    /// A step needs a column that is not there.
    #[error(
        "step {number} `{step}` needs the column `{column}`{}, found {}",
        did_you_mean(column, found),
        found.join(", ")
    )]
    MissingColumn {
        /// The step, counted from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The column it needs.
        column: String,
        /// The columns it would be given.
        found: Vec<String>,
    },
    /// A step's parameters do not fit the columns it would be given.
    #[error("step {number} `{step}`: {what}")]
    Unfit {
        /// The step, counted from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The sentence on what does not fit.
        what: String,
    },
    /// The engine refused.
    #[error("step {number} `{step}` failed")]
    Engine {
        /// The step, counted from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The engine's reason.
        source: PolarsError,
    },
}

fn did_you_mean(column: &str, found: &[String]) -> String {
    let names: Vec<&str> = found.iter().map(String::as_str).collect();
    hint(column, &names)
}

/// The number of rows that a step was given and left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepRecord {
    /// The step with its parameters.
    #[serde(flatten)]
    pub step: Step,
    /// Rows in.
    pub rows_in: u64,
    /// Rows out.
    pub rows_out: u64,
    /// The sentences of the step on what it did, for instance each round of `k-core`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub log: Vec<String>,
    /// The move of a column of instants, by `shift-time`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<TimeShift>,
}

impl StepRecord {
    /// The record of a step that was given `rows_in` rows, left `rows_out` and said `log`.
    #[must_use]
    pub const fn new(step: Step, rows_in: u64, rows_out: u64, log: Vec<String>) -> Self {
        Self { step, rows_in, rows_out, log, shift: None }
    }
}

/// A step before it runs, with the columns that it will leave.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PlannedSteps {
    /// The step with its parameters.
    #[serde(flatten)]
    pub step: Step,
    /// The columns after it, as `NAME type`.
    pub columns: Vec<String>,
}

/// The type of a column in plain words.
fn type_name(data_type: &DataType) -> String {
    match data_type {
        DataType::String => "text".to_owned(),
        DataType::Int32 => "int".to_owned(),
        DataType::Int64 => "long".to_owned(),
        DataType::Float64 => "double".to_owned(),
        other => other.to_string(),
    }
}

/// Columns as `NAME type`.
#[must_use]
pub fn described(schema: &Schema) -> Vec<String> {
    schema.iter().map(|(name, kind)| format!("{name} {}", type_name(kind))).collect()
}

/// Checks every step's parameters, columns and types against `schema`, without a row, and gives the
/// columns that each leaves, and the schema behind the last.
///
/// # Errors
/// When a parameter is out of range, a column is missing, or a type does not fit.
pub fn plan(steps: &[Step], schema: &Schema) -> Result<(Vec<PlannedSteps>, Schema), PipelineError> {
    // An empty frame with the same columns carries the types through the steps.
    let mut frame = DataFrame::empty_with_schema(schema);
    let mut planned = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        step.check()?;
        let (number, name) = (index + 1, step.name());
        let found = frame.schema();
        if let Some(column) = step.needs().into_iter().find(|column| !found.contains(column)) {
            let found = found.iter_names().map(ToString::to_string).collect();
            return Err(PipelineError::MissingColumn { number, step: name, column, found });
        }
        let unfit = |what| PipelineError::Unfit { number, step: name, what };
        step.check_types(found).map_err(unfit)?;
        let failed = |source| PipelineError::Engine { number, step: name, source };
        let applied = step.apply(frame.lazy(), &mut Log::default());
        frame = applied.and_then(LazyFrame::collect).map_err(failed)?;
        planned.push(PlannedSteps { step: step.clone(), columns: described(frame.schema()) });
    }
    Ok((planned, frame.schema().as_ref().clone()))
}

/// Checks the steps by [`plan`] before any row is touched, then runs them in order and records how
/// many rows each was given and left.
///
/// # Errors
/// When a step does not fit, or the engine refuses.
pub fn run(
    steps: &[Step],
    frame: DataFrame,
) -> Result<(DataFrame, Vec<StepRecord>), PipelineError> {
    plan(steps, frame.schema())?;
    let mut frame = frame;
    let mut records = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let rows_in = frame.height() as u64;
        let failed =
            |source| PipelineError::Engine { number: index + 1, step: step.name(), source };
        let mut log = Log::default();
        let applied = step.apply(frame.lazy(), &mut log);
        frame = applied.and_then(LazyFrame::collect).map_err(failed)?;
        let rows_out = frame.height() as u64;
        let shift = log.take_shift();
        let record = StepRecord::new(step.clone(), rows_in, rows_out, log.into_lines());
        records.push(StepRecord { shift, ..record });
    }
    // It has ordered rows, and is not written.
    let _ = frame.drop_in_place(FRACTION);
    Ok((frame, records))
}

/// Runs one step that is known to fit, and gives its sentences.
///
/// # Errors
/// When the engine refuses.
pub(crate) fn run_fitting(
    step: &Step,
    frame: DataFrame,
) -> Result<(DataFrame, Vec<String>), PolarsError> {
    let mut log = Log::default();
    let frame = step.apply(frame.lazy(), &mut log).and_then(LazyFrame::collect)?;
    Ok((frame, log.into_lines()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transform::{EventType, SortInteractions};
    use polars::df;

    #[test]
    fn a_missing_column_is_named_before_any_row_is_read() {
        let frame = df!["USER_ID" => ["1"], "ITEM_ID" => ["2"]].expect("equal lengths");
        let error = run(&[Step::EventType(EventType::default())], frame).expect_err("no rating");
        assert_eq!(
            error.to_string(),
            "step 1 `event-type` needs the column `TIMESTAMP`, found USER_ID, ITEM_ID"
        );
    }

    #[test]
    fn a_plan_names_the_columns_that_each_step_leaves() {
        let frame = df![
            "USER_ID" => ["1"], "ITEM_ID" => ["2"], "RATING" => [1.0], "TIMESTAMP" => [1_i64],
        ]
        .expect("equal lengths");
        let steps = [
            Step::EventType(EventType::default()),
            Step::SortInteractions(SortInteractions::default()),
        ];
        let (planned, left) = plan(&steps, frame.schema()).expect("it fits");
        assert_eq!(described(&left), planned[1].columns);
        let expected = ["USER_ID text", "ITEM_ID text", "EVENT_TYPE text", "TIMESTAMP long"];
        assert!(planned.iter().all(|step| step.columns == expected), "{planned:?}");
    }
}
