//! `history`: what moved from run to run.

mod printed;

use std::path::{Path, PathBuf};

use anyhow::Context;
use jiff::Timestamp;
use rehearsal::past::{PastError, PastRun, PastRuns, RunHistory, RunResults};

use crate::args::{History, HistoryAdd, HistoryCommand};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(args: &History, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match &args.command {
        Some(HistoryCommand::Add(add)) => {
            let named = add.past.folder.as_deref().unwrap_or_else(|| args.past.folder());
            self::add(add, &PastRuns::new(named), folder, output)
        }
        None => show(args, &PastRuns::new(args.past.folder()), output),
    }
}

/// Keeps the figures of the run folder.
fn add(
    args: &HistoryAdd,
    past: &PastRuns,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let at = match &args.at {
        Some(text) => {
            let wrong = |_| PastError::Instant(text.clone());
            text.parse::<Timestamp>().map_err(wrong)?
        }
        None => Timestamp::now(),
    };
    let (record, written) = kept(past, at, folder, output)?;
    let text = match &written {
        Some(path) => format!("{}\n", path.display()),
        None => "the newest run that is kept has the same figures; nothing was added\n".to_owned(),
    };
    output.prose(&text, &json(&record)?)?;
    Ok(Verdict::Done)
}

/// Keeps the figures of the run folder under the present instant, in this history, and says where.
pub(super) fn keep(history: &Path, folder: &RunFolder, output: &Output) -> anyhow::Result<()> {
    let (_, written) = kept(&PastRuns::new(history), Timestamp::now(), folder, output)?;
    if let Some(path) = written {
        output.note(&format!("kept for `rehearsal history`: {}", path.display()));
    }
    Ok(())
}

/// The record of the run folder, and its file if it says something new.
fn kept(
    past: &PastRuns,
    at: Timestamp,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<(PastRun, Option<PathBuf>)> {
    let mut inputs = super::report::inputs("", folder)?;
    for sentence in inputs.drop_stale() {
        output.warn(&sentence);
    }
    let results =
        RunResults { stats: inputs.stats, validation: inputs.validation, eval: inputs.eval };
    let record = results
        .record(&at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string())
        .with_context(|| format!("nothing was kept of `{}`", folder.path().display()))?;
    let written = past.add(&record)?;
    Ok((record, written))
}

/// Shows the runs and what moved.
fn show(args: &History, past: &PastRuns, output: &Output) -> anyhow::Result<Verdict> {
    let runs = past.records()?;
    if runs.is_empty() {
        anyhow::bail!(
            "`{}` has no run yet; `rehearsal run` keeps each, and `rehearsal history add` that of the run folder",
            args.past.folder().display()
        );
    }
    let history = RunHistory::new(runs);
    output.prose(&printed::text(&history, args.last), &json(&history)?)?;
    let drifted = history.drifts().count();
    if args.fail_on.is_some() && drifted > 0 {
        output.warn(&format!(
            "{} moved more than noise since the run before",
            crate::readable::of(drifted, "figure")
        ));
        return Ok(Verdict::No);
    }
    Ok(Verdict::Done)
}
