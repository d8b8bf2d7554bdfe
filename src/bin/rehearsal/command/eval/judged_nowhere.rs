//! Lists that Spark judges, in a build without Spark.

use rehearsal::experiment::{EvalResult, Scoring};
use rehearsal::source::mapped::MappedReading;

use super::outputs::Outputs;
use crate::args::EvalRecommendations;
use crate::command::prep::no_remote::Remote;
use crate::output::Output;
use crate::run_folder::RunFolder;

/// A result, and the files that it is written to.
pub(super) struct Judged<'a> {
    pub(super) result: EvalResult,
    pub(super) outputs: Outputs<'a>,
}

/// Refuses.
pub(super) fn judged<'a>(
    args: &'a EvalRecommendations,
    _scoring: &Scoring,
    _folder: &RunFolder,
    _output: &Output,
) -> anyhow::Result<Judged<'a>> {
    match Remote::open(&args.spark, args.held_out.as_deref(), &MappedReading::default())? {}
}
