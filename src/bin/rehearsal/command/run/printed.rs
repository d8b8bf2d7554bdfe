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

/// The stages that `run` did, and the verdict.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::command) struct Document {
    schema_version: u32,
    /// The stages in their order.
    stages: Vec<StageDone>,
    /// The decision, in sentences.
    verdict: Vec<String>,
    /// The page of the report.
    report: String,
}

/// The stages as `run --explain` plans them.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::command) struct RunPlan {
    schema_version: u32,
    /// The stages in their order.
    stages: Vec<StageDone>,
}

/// A stage with its work.
#[derive(Debug, Serialize, JsonSchema)]
struct StageDone {
    /// The words of its command.
    stage: String,
    /// The digest over its inputs; empty where it rests on nothing that is known.
    key: String,
    /// `keep`, `do` or `leave`.
    work: String,
    /// The reason, in words.
    reason: String,
    /// The command as it would be typed.
    command: String,
}

/// The stages with what is done and why.
fn stages(planned: &[Planned]) -> Vec<StageDone> {
    let one = |planned: &Planned| {
        let (work, reason) = said(&planned.work);
        StageDone {
            stage: planned.stage.name(),
            key: planned.key.clone(),
            work: work.to_owned(),
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
    let value = RunPlan { schema_version: 1, stages: stages(planned) };
    output.data(&text, &json(&value)?)
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
        "the check says no, and the run stops. Mend the data or its preparation and run again; \
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
    let value =
        Document { schema_version: 1, stages: stages(planned), verdict: lines, report: page };
    output.prose(&text, &json(&value)?)
}
