//! Results and plans of `prep` in words.

use std::path::Path;

use rehearsal::prepare::{Engine, Output as Target, Prepared, Preview};
use rehearsal::transform::StepRecord;

use crate::readable;

/// The lines that tell a person about a result.
pub(super) fn summary(target: &Target, prepared: &Prepared) -> Vec<String> {
    let path = target.path().unwrap_or(Path::new("the standard output"));
    let mut lines = vec![format!("{}: {} rows", path.display(), rows(prepared.rows))];
    lines.extend(flow(&prepared.manifest.steps));
    lines.extend(prepared.manifest.notes.iter().map(|note| format!("  {note}")));
    for step in &prepared.manifest.steps {
        lines.extend(step.log.iter().map(|line| format!("  {}: {line}", step.step.name())));
    }
    lines
}

/// The seconds by which the rows were moved, if they were.
pub(super) fn offset(prepared: &Prepared) -> Option<i64> {
    let shifts = prepared.manifest.steps.iter().filter_map(|step| step.shift.as_ref());
    shifts.map(|shift| shift.offset_seconds).next()
}

/// The line on the rows that were read, and that were left by each step which changed their number.
pub(super) fn flow(steps: &[StepRecord]) -> Option<String> {
    let read = steps.first()?.rows_in;
    let changed = steps.iter().filter(|step| step.rows_out != step.rows_in);
    let left = changed.map(|step| format!("{} after {}", rows(step.rows_out), step.step.name()));
    let all: Vec<String> = std::iter::once(format!("{} read", rows(read))).chain(left).collect();
    (all.len() > 1).then(|| format!("  rows: {}", all.join(", ")))
}

/// A number of rows with separators.
fn rows(count: u64) -> String {
    readable::count(usize::try_from(count).unwrap_or(usize::MAX))
}

/// The line on the engine and why it was chosen.
pub(super) fn engine_line(engine: &Engine) -> String {
    match engine {
        Engine::Fused => "engine: fused, one pass over the text in bounded memory".to_owned(),
        Engine::Spark { place } => format!("engine: Spark at {place}"),
        Engine::Polars { reason } => format!("engine: polars, in memory, since {reason}"),
    }
}

/// The plan of a dry run.
pub(super) fn plan_text(preview: &Preview) -> String {
    let mut lines: Vec<String> =
        preview.inputs.iter().map(|input| format!("reads {input}")).collect();
    lines.push(format!("writes {}", preview.output));
    lines.push(engine_line(&preview.engine));
    lines.push(format!("columns: {}", preview.columns.join(", ")));
    for (number, step) in (1..).zip(&preview.steps) {
        lines.push(format!("{number}. {}", step.step.name()));
        lines.push(format!("   columns: {}", step.columns.join(", ")));
    }
    lines.join("\n") + "\n"
}
