//! `eval`: local models, and lists from elsewhere, by the service's metrics.

mod baselines;
mod candidates;
mod data;
mod inputs;
mod leaderboard;
mod names;
mod outputs;
mod per_user;
mod plan;
mod printed;
mod recommendations;
mod resume;
mod saving;
mod scoring;
mod time;
mod tune;
mod tune_text;

use rehearsal::metric::page;

pub(super) use data::{check_catalogue, data_files, memory_limit};

use crate::args::Eval;
use crate::output::Output;
use crate::run_folder::RunFolder;
use crate::verdict::Verdict;
use data::file_record;
use scoring::metric;

/// Tells whether the metrics are to be explained, and nothing else done.
pub(super) fn explains(eval: &Eval) -> bool {
    match eval {
        Eval::Baselines(args) => args.scoring.explain_metrics,
        Eval::Recommendations(args) => args.scoring.explain_metrics,
        Eval::Tune(_) => false,
    }
}

pub(super) fn run(eval: &Eval, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    if explains(eval) {
        let definitions: Vec<_> = rehearsal::metric::definitions()
            .into_iter()
            .map(|one| {
                serde_json::json!({
                    "key": one.key, "short_name": one.short_name, "definition": one.text,
                    "source": one.source, "reported_by_personalize": one.reported,
                })
            })
            .collect();
        let value = serde_json::json!({ "schema_version": 1, "metrics": definitions });
        output.data(&page(), &crate::run_folder::json(&value)?)?;
        return Ok(Verdict::Done);
    }
    match eval {
        Eval::Baselines(args) => baselines::run(args, folder, output),
        Eval::Recommendations(args) => recommendations::run(args, folder, output),
        Eval::Tune(args) => tune::run(args, folder, output),
    }
}
