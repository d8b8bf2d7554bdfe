//! `personalize plan`: the workflow of a run folder, in a language of choice.

use std::io::Write as _;

use rehearsal::workflow::render::{cloudformation, gaps, python, shell, terraform};
use rehearsal::workflow::{WorkflowStep, build};
use serde_json::json;

use super::workflow::asked;
use crate::args::{Plan, PlanLanguage};
use crate::output::Output;
use crate::run_folder::{RunFolder, create, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The calls of a workflow.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize plan` prints")]
pub(in crate::command) struct Document<'p> {
    /// The version of this document.
    schema_version: u32,
    steps: &'p [WorkflowStep],
}

pub(super) fn run(args: &Plan, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let asked = asked(&args.workflow, folder)?;
    let steps = build(&asked.workflow)?;
    let bytes = document(&json!(Document { schema_version: 1, steps: &steps }))?;
    let text = text(args.to, &steps, &bytes)?;
    if let Some(warning) = &asked.warning {
        output.warn(warning);
    }
    for note in &asked.notes {
        output.note(note);
    }
    if matches!(args.to, PlanLanguage::Cloudformation | PlanLanguage::Terraform) {
        for gap in gaps(&steps)? {
            output.warn(&format!("{}: {}", gap.step, gap.text));
        }
    }
    match &args.output {
        Some(path) => {
            let (_folder, mut file) = create(path, folder.replace())?;
            file.write_all(text.as_bytes()).map_err(|source| file.failed(source))?;
            file.finish()?;
            output.note(&format!("{} steps, in `{}`", steps.len(), path.display()));
        }
        None => output.data(&text, &bytes)?,
    }
    Ok(Verdict::Done)
}

fn text(to: PlanLanguage, steps: &[WorkflowStep], json: &[u8]) -> anyhow::Result<String> {
    Ok(match to {
        PlanLanguage::Cloudformation => cloudformation(steps)?,
        PlanLanguage::Terraform => terraform(steps)?,
        PlanLanguage::Boto3 => python(steps),
        PlanLanguage::Cli => shell(steps),
        PlanLanguage::Json => String::from_utf8_lossy(json).into_owned(),
    })
}
