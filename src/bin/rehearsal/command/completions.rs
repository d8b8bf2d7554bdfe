//! `completions`: what a shell has to know to complete our words.

use clap::CommandFactory;
use clap_complete::generate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Cli, Completions};
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;

/// The completions of a shell.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `completions` prints")]
pub(super) struct Document {
    /// The version of this document.
    schema_version: u32,
    /// The script for the shell.
    text: String,
}

pub(super) fn run(args: &Completions, output: &Output) -> anyhow::Result<Verdict> {
    let mut bytes = Vec::new();
    generate(args.shell, &mut Cli::command(), "rehearsal", &mut bytes);
    let text = String::from_utf8(bytes)?;
    let document = json(&Document { schema_version: 1, text: text.clone() })?;
    output.verbatim(&text, &document)?;
    Ok(Verdict::Done)
}
