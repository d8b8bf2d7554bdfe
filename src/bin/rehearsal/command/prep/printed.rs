//! A pipeline printed for engines elsewhere.

use std::path::Path;

use rehearsal::prepare::sql::{SqlPlan, of_input, plan_sql, pyspark};
use rehearsal::transform::sql::SqlDialect;
use serde::Serialize;

use super::job::Job;
use crate::args::PrintArgs;
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;
use schemars::JsonSchema;

/// The folder that a printed script writes, where none is named.
const FOLDER: &str = "s3://BUCKET/interactions";

/// A printed query, for programs.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `--print-sql` and `--print-pyspark` print")]
pub(in crate::command) struct Printed<'p> {
    /// The version of this document.
    schema_version: u32,
    /// `spark`, `duckdb` or `pyspark`.
    dialect: &'static str,
    /// The query or the script.
    text: &'p str,
}

impl<'p> Printed<'p> {
    /// A text of this dialect.
    pub(in crate::command) const fn new(dialect: &'static str, text: &'p str) -> Self {
        Self { schema_version: 1, dialect, text }
    }
}

/// The printed form that was asked for.
pub(super) struct Printing<'p>(pub(super) &'p PrintArgs);

impl Printing<'_> {
    /// Prints the job where that was asked for.
    pub(super) fn run(&self, job: &Job, output: &Output) -> anyhow::Result<Option<Verdict>> {
        let text = if self.0.print_sql {
            let plan = sql_plan(job, self.0.dialect)?;
            format!("{}{}", head(job), plan.statements()?)
        } else if self.0.print_pyspark {
            let plan = sql_plan(job, SqlDialect::Spark)?;
            let target = job.output.as_deref().unwrap_or(Path::new(FOLDER));
            pyspark(&plan, &target.display().to_string())
        } else {
            return Ok(None);
        };
        let dialect = if self.0.print_pyspark { "pyspark" } else { self.0.dialect.name() };
        let printed = Printed::new(dialect, &text);
        output.data(&text, &json(&printed)?)?;
        Ok(Some(Verdict::Done))
    }
}

/// A comment that says what the query is.
fn head(job: &Job) -> String {
    format!("-- The rows that `rehearsal prep {}` writes.\n", job.pipeline.dataset.stem())
}

fn sql_plan(job: &Job, dialect: SqlDialect) -> anyhow::Result<SqlPlan> {
    job.expect_fitting()?;
    let path = job.pipeline.input.as_deref().unwrap_or(".");
    let (files, columns) = of_input(&job.input, job.pipeline.dataset, Path::new(path), dialect)?;
    Ok(plan_sql(dialect, files, &columns, &job.pipeline.steps)?)
}
