//! Lists that Spark makes, in a build without Spark.

use std::path::Path;

use rehearsal::baseline::ListsWanted;
use rehearsal::model::ModelConfig;
use rehearsal::source::mapped::MappedReading;

use super::document::ListsDocument;
use crate::args::EvalLists;
use crate::command::prep::no_remote::Remote;
use crate::output::Output;
use crate::run_folder::RunFolder;

/// Refuses.
pub(super) fn made(
    args: &EvalLists,
    _lists: (&ModelConfig, &ListsWanted),
    target: &Path,
    _folder: &RunFolder,
    _output: &Output,
) -> anyhow::Result<ListsDocument> {
    match Remote::open(&args.spark, Some(target), &MappedReading::default())? {}
}
