//! A job run, planned, or printed for others to run.

use super::job::Job;
#[cfg(feature = "spark")]
use super::on_spark::OnSpark;
use super::printed::Printing;
use crate::args::{PrepCommon, PrepTable};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

/// Tells whether a job runs, or its plan alone is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    Now,
    Dry,
}

impl From<bool> for Timing {
    fn from(dry_run: bool) -> Self {
        if dry_run { Self::Dry } else { Self::Now }
    }
}

/// Runs the job, or prints what was asked for in its place.
pub(super) fn finish(
    job: &Job,
    (common, table): (&PrepCommon, &PrepTable),
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if table.print_pipeline {
        let text = job.pipeline.to_text();
        output.data(&text, &json(&job.pipeline)?)?;
        return Ok(Verdict::Done);
    }
    if let Some(verdict) = Printing(&table.print).run(job, output)? {
        return Ok(verdict);
    }
    run_or_plan(job, folder, output, common.dry_run.into())
}

/// Runs the job, or prints its plan for a dry run.
pub(super) fn run_or_plan(
    job: &Job,
    folder: &RunFolder,
    output: &Output,
    timing: Timing,
) -> anyhow::Result<Verdict> {
    #[cfg(feature = "spark")]
    if let Some(remote) = &job.remote {
        let on_spark = OnSpark::new(job, remote);
        return match timing {
            Timing::Now => on_spark.run(folder, output),
            Timing::Dry => on_spark.show_plan(output),
        };
    }
    match timing {
        Timing::Now => job.run(folder, output),
        Timing::Dry => job.show_plan(folder, output),
    }
}
