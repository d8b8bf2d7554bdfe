//! The words of `run`.

use std::fmt::Write as _;

use rehearsal::report::{decide, verdict};
use rehearsal::stage::Work;
use rehearsal::validate::Report;
use schemars::JsonSchema;
use serde::Serialize;

use super::plan::Planned;
use super::stage::Stage;
use crate::command::{report, validate};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};

/// Digits of a key that are shown.
const DIGITS: usize = 12;

/// The work of a stage in a word, and the reason.
pub(super) fn said(work: &Work) -> (&'static str, String) {
    match work {
        Work::Keep => ("keep", "as it was".to_owned()),
        Work::Do(reason) => ("do", reason.clone()),
        Work::Leave(reason) => ("leave", format!("not asked for ({reason})")),
    }
}

/// The stages of a project, with what is done and why.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What `run --explain` prints")]
pub(in crate::command) struct PlanDocument {
    /// The version of this document.
    schema_version: u32,
    /// The stages, in their order.
    stages: Vec<StageDocument>,
}

/// The stages of a project, and what they came to.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What `run` prints")]
pub(in crate::command) struct Document {
    /// The version of this document.
    schema_version: u32,
    /// The stages, in their order.
    stages: Vec<StageDocument>,
    /// The decision and the verdict, in sentences.
    verdict: Vec<String>,
    /// The page.
    report: String,
}

/// A stage.
#[derive(Serialize, JsonSchema)]
struct StageDocument {
    /// Its name.
    stage: String,
    /// Its key over options and inputs; empty where it was never done.
    key: String,
    /// `keep`, `do` or `leave`.
    work: &'static str,
    /// The reason.
    reason: String,
    /// The command that does the same.
    command: String,
}

/// The stages with what is done and why.
fn stages(planned: &[Planned]) -> Vec<StageDocument> {
    let one = |planned: &Planned| {
        let (work, reason) = said(&planned.work);
        StageDocument {
            stage: planned.stage.name(),
            key: planned.key.clone(),
            work,
            reason,
            command: planned.command.shown(),
        }
    };
    planned.iter().map(one).collect()
}

/// Prints what would be done and why.
pub(super) fn explain(planned: &[Planned], output: &Output) -> anyhow::Result<()> {
    let names: Vec<String> = planned.iter().map(|one| one.stage.name()).collect();
    let width = names.iter().map(String::len).max().unwrap_or(0);
    let mut text = String::new();
    for (name, planned) in names.iter().zip(planned) {
        // A stage that was never done has none to rest on.
        let key = planned.key.get(..DIGITS).unwrap_or("-");
        let (work, reason) = said(&planned.work);
        let _ = writeln!(text, "{work:<5}  {name:<width$}  {key:<DIGITS$}  {reason}");
    }
    let document = PlanDocument { schema_version: 1, stages: stages(planned) };
    output.data(&text, &json(&document)?)
}

/// Says what a stage found that stops the run, and how to go on.
pub(super) fn refusal(
    planned: &Planned,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    if planned.stage != Stage::Validate {
        output.warn(&format!("`{}` answers no; the run stops", planned.command.shown()));
        return Ok(());
    }
    if let Some(report) = folder.read_json::<Report>("validation.json")? {
        validate::print(&report, output)?;
    }
    output.warn(
        "an import would refuse this data, and the run stops. Mend the data or its preparation and run again; \
         `ignore = [\"CODE\"]` in `[validate.dataset]` leaves a rule out; `rehearsal run --from stats` goes on as it is",
    );
    Ok(())
}

/// Prints the decision and the place of the report.
pub(super) fn finish(
    planned: &[Planned],
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    if planned.iter().all(|one| one.work == Work::Keep) {
        output.note("nothing to do: no input of any stage changed");
    }
    let inputs = report::inputs("", folder)?;
    let decision = decide(&inputs).map(|decision| decision.sentence);
    let lines: Vec<String> = decision.into_iter().chain(verdict(&inputs)).collect();
    let page = folder.file("report.html").display().to_string();
    let text = format!("{}\n\nreport: {page}\n", lines.join("\n"));
    let document =
        Document { schema_version: 1, stages: stages(planned), verdict: lines, report: page };
    output.prose(&text, &json(&document)?)
}
