//! A pipeline is a list of steps, each from one frame to one frame, written as data.
//!
//! Owns what a step means. Reading lies in [`crate::source`], writing in [`crate::export`].

mod event_type;
mod item_metadata;
mod sort;

use polars::prelude::{DataFrame, IntoLazy, LazyFrame, PolarsError};
use serde::{Deserialize, Serialize};

pub use event_type::EventType;
pub use item_metadata::{ItemMetadata, NO_GENRES, first_rated, year_of_title};
pub use sort::{SortInteractions, SortItems};

use crate::param::InvalidParam;

/// One step of a pipeline. Unknown keys are refused when it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
pub enum Step {
    /// Ratings become events: [`EventType`].
    EventType(EventType),
    /// Interactions in their total order: [`SortInteractions`].
    SortInteractions(SortInteractions),
    /// Films become items: [`ItemMetadata`].
    ItemMetadata(ItemMetadata),
    /// Items by id: [`SortItems`].
    SortItems(SortItems),
}

/// Why a pipeline could not run.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// A step's parameter is out of range.
    #[error(transparent)]
    Param(#[from] InvalidParam),
    /// A step needs a column that is not there.
    #[error("step {number} `{step}` needs the column `{column}`, found {}", found.join(", "))]
    MissingColumn {
        /// The step, counted from 1.
        number: usize,
        /// Its name.
        step: &'static str,
        /// The column it needs.
        column: &'static str,
        /// The columns it would be given.
        found: Vec<String>,
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

/// How many rows a step was given and left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StepRecord {
    /// The step with its parameters.
    #[serde(flatten)]
    pub step: Step,
    /// Rows in.
    pub rows_in: usize,
    /// Rows out.
    pub rows_out: usize,
}

impl Step {
    /// The step's name, as a pipeline file spells it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::EventType(_) => "event-type",
            Self::SortInteractions(_) => "sort-interactions",
            Self::ItemMetadata(_) => "item-metadata",
            Self::SortItems(_) => "sort-items",
        }
    }

    /// The columns that the step needs.
    const fn needs(&self) -> &'static [&'static str] {
        match self {
            Self::EventType(_) => event_type::NEEDS,
            Self::SortInteractions(_) => sort::INTERACTIONS_NEED,
            Self::ItemMetadata(_) => item_metadata::NEEDS,
            Self::SortItems(_) => sort::ITEMS_NEED,
        }
    }

    fn check(&self) -> Result<(), InvalidParam> {
        match self {
            Self::EventType(step) => step.check(),
            Self::SortInteractions(_) | Self::ItemMetadata(_) | Self::SortItems(_) => Ok(()),
        }
    }

    fn apply(&self, frame: LazyFrame) -> Result<LazyFrame, PolarsError> {
        match self {
            Self::EventType(step) => step.apply(frame),
            Self::SortInteractions(step) => Ok(step.apply(frame)),
            Self::ItemMetadata(step) => Ok(step.apply(frame)),
            Self::SortItems(step) => Ok(step.apply(frame)),
        }
    }
}

/// Checks every step's parameters and columns against `frame` before any row is touched, then runs
/// the steps in order and records how many rows each was given and left.
///
/// # Errors
/// When a parameter is out of range, a column is missing, or the engine refuses.
pub fn run(
    steps: &[Step],
    frame: DataFrame,
) -> Result<(DataFrame, Vec<StepRecord>), PipelineError> {
    check(steps, &frame)?;
    let mut frame = frame;
    let mut records = Vec::with_capacity(steps.len());
    for (index, step) in steps.iter().enumerate() {
        let rows_in = frame.height();
        let failed =
            |source| PipelineError::Engine { number: index + 1, step: step.name(), source };
        frame = step.apply(frame.lazy()).and_then(LazyFrame::collect).map_err(failed)?;
        records.push(StepRecord { step: step.clone(), rows_in, rows_out: frame.height() });
    }
    Ok((frame, records))
}

fn check(steps: &[Step], frame: &DataFrame) -> Result<(), PipelineError> {
    // An empty frame with the same columns carries the types through the steps.
    let mut lazy = frame.clear().lazy();
    for (index, step) in steps.iter().enumerate() {
        step.check()?;
        let (number, name) = (index + 1, step.name());
        let failed = |source| PipelineError::Engine { number, step: name, source };
        let schema = lazy.collect_schema().map_err(failed)?;
        if let Some(column) = step.needs().iter().find(|&&column| !schema.contains(column)) {
            let found = schema.iter_names().map(ToString::to_string).collect();
            return Err(PipelineError::MissingColumn { number, step: name, column, found });
        }
        lazy = step.apply(lazy).map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::df;

    #[test]
    fn a_missing_column_is_named_before_any_row_is_read() {
        let frame = df!["user" => ["1"], "item" => ["2"]].expect("equal lengths");
        let error = run(&[Step::EventType(EventType::default())], frame).expect_err("no rating");
        assert_eq!(
            error.to_string(),
            "step 1 `event-type` needs the column `rating`, found user, item"
        );
    }

    #[test]
    fn an_unknown_key_is_refused_by_name() {
        let text = r#"{"step":"event-type","clicked_treshold":1}"#;
        let error = serde_json::from_str::<Step>(text).expect_err("misspelt");
        assert!(error.to_string().contains("clicked_treshold"), "{error}");
    }

    #[test]
    fn a_threshold_must_be_finite() {
        let step = EventType { watched_threshold: f64::NAN, ..EventType::default() };
        let error = run(&[Step::EventType(step)], DataFrame::empty()).expect_err("not a number");
        assert_eq!(error.to_string(), "`watched-threshold`: expected a finite number, found NaN");
    }
}
