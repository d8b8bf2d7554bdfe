//! A pipeline held against its input and output before any row is read.

use polars::prelude::Schema;
use schemars::JsonSchema;
use serde::Serialize;

use super::error::PrepareError;
use super::file::{EngineChoice, PipelineFile};
use super::fused::{self, Refusal, TablePlan};
use super::input::PrepareInput;
use super::output::Output;
use super::result::expect_domain;
use crate::column::{EVENT_TYPE, ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::Format;
use crate::schema::DatasetType;
use crate::transform::{self, Step};

/// The engine that runs the steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(tag = "name", rename_all = "lowercase")]
pub enum Engine {
    /// One pass over the text, in bounded memory.
    Fused,
    /// Polars, in memory.
    Polars {
        /// The reason that the fused engine cannot run them.
        reason: String,
    },
    /// Spark, over Spark Connect.
    Spark {
        /// Host and port.
        place: String,
    },
}

/// A pipeline before it runs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Preview {
    /// 1
    pub schema_version: u32,
    /// The files that will be read.
    pub inputs: Vec<String>,
    /// The output; `-` is the standard output.
    pub output: String,
    /// The engine.
    pub engine: Engine,
    /// The columns that the first step is given.
    pub columns: Vec<String>,
    /// The steps, with the columns that each leaves.
    pub steps: Vec<transform::PlannedSteps>,
}

/// A pipeline that fits its input and its output.
pub struct PreparePlan<'p> {
    pub(super) pipeline: &'p PipelineFile,
    pub(super) input: &'p PrepareInput,
    pub(super) output: &'p Output,
    pub(super) chosen: Chosen,
    /// The columns that the first step is given.
    columns: Schema,
    steps: Vec<transform::PlannedSteps>,
    /// The columns behind the last step.
    pub(super) left: Schema,
}

/// The engine that runs a pipeline, with its own plan.
pub(super) enum Chosen {
    /// The fused engine for ratings.
    Ratings(fused::Plan),
    /// The fused engine for any table.
    Table(TablePlan),
    /// The general engine, for a reason.
    General(Refusal),
}

/// Holds the pipeline against the columns of the input and the names of the output, without a row.
///
/// # Errors
/// When a step does not fit, the domain wants other columns, or the output is an input.
pub fn plan<'p>(
    pipeline: &'p PipelineFile,
    input: &'p PrepareInput,
    output: &'p Output,
) -> Result<PreparePlan<'p>, PrepareError> {
    output.expect_not_read(&input.paths(pipeline.dataset, &pipeline.steps))?;
    input.expect_needs(pipeline.dataset, &pipeline.steps)?;
    let columns = input.schema(pipeline.dataset, &pipeline.steps);
    let (steps, left) = transform::plan(&pipeline.steps, &columns)?;
    expect_domain(pipeline, &left)?;
    let chosen = choose(pipeline, input, output, &left)?;
    Ok(PreparePlan { pipeline, input, output, chosen, columns, steps, left })
}

impl PreparePlan<'_> {
    /// The plan for people and programs to read.
    #[must_use]
    pub fn preview(&self) -> Preview {
        let Self { pipeline, input, output, .. } = self;
        let inputs = input.paths(pipeline.dataset, &pipeline.steps);
        let engine = match &self.chosen {
            Chosen::General(Refusal(reason)) => Engine::Polars { reason: reason.clone() },
            Chosen::Ratings(_) | Chosen::Table(_) => Engine::Fused,
        };
        Preview {
            schema_version: 1,
            inputs: inputs.iter().map(|path| path.display().to_string()).collect(),
            output: output.path().map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
            engine,
            columns: transform::described(&self.columns),
            steps: self.steps.clone(),
        }
    }
}

/// The engine for the pipeline.
fn choose(
    pipeline: &PipelineFile,
    input: &PrepareInput,
    output: &Output,
    left: &Schema,
) -> Result<Chosen, PrepareError> {
    let general = |reason: String| Ok(Chosen::General(Refusal(reason)));
    if pipeline.engine == EngineChoice::Polars {
        return general("it was asked for".to_owned());
    }
    if pipeline.dataset != DatasetType::Interactions {
        return general("only interactions have a fused engine".to_owned());
    }
    let is_csv = output.format() == Format::Csv;
    if let Some(reason) = unwritable(pipeline, input, output.format()) {
        return general(reason);
    }
    let of_ratings = fused::plan(&pipeline.steps);
    if let Ok(plan) = &of_ratings
        && is_csv
        && input.ratings_text()?.is_ok()
    {
        return Ok(Chosen::Ratings(plan.clone()));
    }
    match (input, of_ratings) {
        (PrepareInput::Table { .. }, _) => choose_table(pipeline, input, output, left),
        (PrepareInput::Release(_), Err(refusal)) => Ok(Chosen::General(refusal)),
        (PrepareInput::Release(_), Ok(_)) => general("the release has no plain ratings".to_owned()),
    }
}

/// Says why the fused engine cannot write `format`, if it cannot.
fn unwritable(pipeline: &PipelineFile, input: &PrepareInput, format: Format) -> Option<String> {
    let is_sorted = || pipeline.steps.iter().any(|step| matches!(step, Step::SortInteractions(_)));
    let name = format.name();
    match format {
        Format::Avro => Some("the output is avro".to_owned()),
        Format::Parquet | Format::Arrow if !input.is_table() => {
            Some(format!("the output is {name}, and the input a release"))
        }
        Format::Parquet | Format::Arrow if !is_sorted() => {
            Some(format!("{name} is written in order alone"))
        }
        Format::Parquet | Format::Arrow if pipeline.shard_rows.is_some() => {
            Some(format!("{name} is written as one file alone"))
        }
        Format::Csv | Format::Parquet | Format::Arrow => None,
    }
}

/// The engine for a table of interactions.
fn choose_table(
    pipeline: &PipelineFile,
    input: &PrepareInput,
    output: &Output,
    left: &Schema,
) -> Result<Chosen, PrepareError> {
    let general = |reason: &str| Ok(Chosen::General(Refusal(reason.to_owned())));
    let PrepareInput::Table { mapped, reading, .. } = input else {
        return general("it is a release");
    };
    let plan = match fused::plan_table(&pipeline.steps, mapped, reading) {
        Ok(plan) => plan,
        Err(refusal) => return Ok(Chosen::General(refusal)),
    };
    let first: Vec<&str> = left.iter_names().map(AsRef::as_ref).take(2).collect();
    if first != [USER_ID, ITEM_ID] || !left.contains(TIMESTAMP) {
        return general("the columns do not begin with USER_ID and ITEM_ID");
    }
    let collapses = pipeline.steps.iter().any(|step| matches!(step, Step::CollapseEvents(_)));
    if collapses && !left.contains(EVENT_TYPE) {
        return general("`columns` leaves out what `collapse-events` looks at");
    }
    if output.path().is_none() && (collapses || !plan.is_sorted()) {
        return general("what went down a pipe cannot be taken back");
    }
    Ok(Chosen::Table(plan))
}
