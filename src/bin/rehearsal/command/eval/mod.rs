//! `eval`: local models, and lists from elsewhere, by the service's metrics.

mod baselines;
mod candidates;
mod data;
mod inputs;
#[cfg(not(feature = "spark"))]
mod judged_nowhere;
#[cfg(feature = "spark")]
mod judged_on_spark;
mod leaderboard;
mod lists;
mod names;
mod outputs;
mod per_user;
mod plan;
mod printed;
mod recommendations;
mod resume;
mod saving;
mod scoring;
mod tune;
mod tune_text;

use rehearsal::metric::page;

pub(super) use baselines::expect_sound;
pub(super) use data::{check_catalogue, data_files, memory_limit};
pub(super) use lists::ListsDocument;

use crate::args::Eval;
use crate::output::Output;
use crate::run_folder::RunFolder;
use crate::verdict::Verdict;
use data::file_record;
use schemars::JsonSchema;
use serde::Serialize;

/// Tells whether the metrics are to be explained, and nothing else done.
pub(super) fn explains(eval: &Eval) -> bool {
    match eval {
        Eval::Baselines(args) => args.scoring.explain_metrics,
        Eval::Recommendations(args) => args.scoring.explain_metrics,
        Eval::Lists(_) | Eval::Tune(_) => false,
    }
}

/// The metrics and their definitions.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `eval baselines --explain-metrics` prints")]
pub(super) struct Document {
    /// The version of this document.
    schema_version: u32,
    metrics: Vec<Explained>,
}

/// A metric.
#[derive(Debug, Serialize, JsonSchema)]
struct Explained {
    /// Its key in files.
    key: String,
    /// Its name in tables.
    short_name: String,
    definition: String,
    source: String,
    reported_by_personalize: bool,
}

pub(super) fn run(eval: &Eval, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if explains(eval) {
        let metrics = rehearsal::metric::definitions().into_iter().map(|one| Explained {
            key: one.key,
            short_name: one.short_name,
            definition: one.text.into(),
            source: one.source.into(),
            reported_by_personalize: one.reported,
        });
        let document = Document { schema_version: 1, metrics: metrics.collect() };
        output.data(&page(), &crate::run_folder::json(&serde_json::json!(document))?)?;
        return Ok(Verdict::Done);
    }
    match eval {
        Eval::Baselines(args) => baselines::run(args, folder, output),
        Eval::Recommendations(args) => recommendations::run(args, folder, output),
        Eval::Lists(args) => lists::run(args, folder, output),
        Eval::Tune(args) => tune::run(args, folder, output),
    }
}
