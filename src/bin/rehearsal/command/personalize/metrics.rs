//! `personalize metrics`: what the service says of its training, kept as a file for `compare`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::Context;
use rehearsal::workflow::Operation;
use serde_json::json;

use super::reach::{journal, service};
use crate::args::Metrics;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The file in the run folder.
const FILE: &str = "personalize-metrics.json";

/// The metrics of a training, in the form of the service's own answer, which `compare` reads.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize metrics` prints")]
pub(in crate::command) struct Document<'m> {
    #[serde(rename = "solutionVersionArn")]
    solution_version_arn: &'m str,
    metrics: &'m BTreeMap<String, f64>,
}

pub(super) fn run(args: &Metrics, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let folder = &folder.or_named(args.applied.folder.as_deref())?;
    let journal = journal(folder)?;
    let version = journal.entries.iter().rev().find_map(|entry| {
        let is_version = entry.step.operation == Operation::CreateSolutionVersion;
        entry.arn.as_deref().filter(|_| is_version)
    });
    let version =
        version.context("nothing was trained yet; `rehearsal personalize apply` trains")?;
    let metrics = service(&args.applied.reach, Some(&journal))?.metrics(version)?;
    let bytes = document(&json!(Document { solution_version_arn: version, metrics: &metrics }))?;
    let path = args.output.clone().unwrap_or_else(|| folder.file(FILE));
    let (_folder, mut file) = create(&path, folder.replace())?;
    file.write_all(&bytes).map_err(|source| file.failed(source))?;
    file.finish()?;
    let mut text = String::new();
    for (name, value) in &metrics {
        let _ = writeln!(text, "{name}: {value}");
    }
    output.note(&format!(
        "beside our own models: rehearsal compare --personalize {}",
        path.display()
    ));
    output.data(&text, &bytes)?;
    Ok(Verdict::Done)
}
