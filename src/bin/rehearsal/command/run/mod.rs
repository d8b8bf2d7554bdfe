//! `run`: every stage of a project file whose inputs changed, by the very commands that a user would type.

mod plan;
mod printed;
mod sound;
mod stage;

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::stage::{StageState, Work};

use super::history;
use crate::args::{Cli, Command, Run};
use crate::held;
use crate::output::Output;
use crate::run_folder::RunFolder;
use crate::settings::Settings;
use crate::verdict::Verdict;
use plan::{Planned, plan};
pub(super) use printed::{Document, RunPlan};
pub(super) use sound::expect_sound_project;

/// Runs a command line in this process.
type RunCommand = fn(&Cli, &mut Output) -> anyhow::Result<Verdict>;

/// Does the stages whose inputs changed; `run_command` runs each.
pub(super) fn run(
    args: &Run,
    settings: &Settings,
    output: &Output,
    run_command: RunCommand,
) -> anyhow::Result<Verdict> {
    let stages = stage::all(settings)?;
    let folder = folder(settings)?;
    let base = settings.file().and_then(Path::parent).unwrap_or_else(|| Path::new(""));
    let mut state = StageState::read(folder.path()).of_project_in(base);
    let planned = plan(&stages, settings, args, &folder, &mut state)?;
    if let Some(sentence) = sound::stray_tables(settings) {
        output.note(&sentence);
    }
    if args.explain {
        printed::explain(&planned, output)?;
        return Ok(Verdict::Done);
    }
    for sentence in clear_removed(&stages, &mut state, &folder)? {
        output.note(&sentence);
    }
    let runner = Runner { folder: &folder, output, total: planned.len(), run_command };
    let mut n_done = 0;
    for (number, planned) in (1..).zip(&planned) {
        runner.say(number, planned);
        if matches!(planned.work, Work::Do(_)) {
            n_done += 1;
            if runner.perform(planned, &mut state)? == Verdict::No {
                return Ok(Verdict::No);
            }
        }
    }
    // What was asked of files is asked no more.
    if n_done == 0 && folder.path().is_dir() {
        state.write(folder.path())?;
    }
    if n_done > 0 && !args.no_history {
        // The results stand whether the history can be written or not.
        if let Err(error) = keep(settings, &folder, output) {
            output.warn(&format!("{error:#}; `rehearsal run --no-history` keeps none"));
        }
    }
    printed::finish(&planned, &folder, output)?;
    Ok(Verdict::Done)
}

/// Removes what stages wrote that the project no longer has, so that nothing stale is checked, sent or shown; a file that
/// was changed since stays. The words say which.
fn clear_removed(
    stages: &[stage::Stage],
    state: &mut StageState,
    folder: &RunFolder,
) -> anyhow::Result<Vec<String>> {
    let names: Vec<String> = stages.iter().map(|stage| stage.name()).collect();
    let mut said = Vec::new();
    for removed in state.take_others(&names) {
        for path in &removed.removed {
            said.push(format!("`{}` is no longer a stage: {path} was removed", removed.name));
        }
        for path in &removed.kept {
            said.push(format!(
                "`{}` is no longer a stage; {path} was changed since and stays",
                removed.name
            ));
        }
    }
    if !said.is_empty() {
        state.write(folder.path())?;
    }
    Ok(said)
}

/// Keeps the figures of the run in the history that the settings name.
fn keep(settings: &Settings, folder: &RunFolder, output: &Output) -> anyhow::Result<()> {
    let effective = settings.command(&["history"], &[])?;
    if let Command::History(history) = &effective.cli.command {
        history::keep(history.past.folder(), folder, output)?;
    }
    Ok(())
}

/// The run folder that the settings name.
fn folder(settings: &Settings) -> anyhow::Result<RunFolder> {
    let effective = settings.command(&["report"], &[])?;
    Ok(RunFolder::new(&effective.cli.global, "run"))
}

/// Runs stages on a run folder.
struct Runner<'a> {
    folder: &'a RunFolder,
    output: &'a Output,
    /// The number of all stages.
    total: usize,
    run_command: RunCommand,
}

impl Runner<'_> {
    fn say(&self, number: usize, planned: &Planned) {
        let name = planned.stage.name();
        let (_, reason) = printed::said(&planned.work);
        self.output.note(&format!("[{number}/{}] {name}: {reason}", self.total));
    }

    /// Runs a stage, and notes that it is done.
    fn perform(&self, planned: &Planned, state: &mut StageState) -> anyhow::Result<Verdict> {
        let Self { folder, output, .. } = self;
        let Planned { stage, command, inputs, .. } = planned;
        // Two forms of one dataset cannot lie beside each other.
        if stage.prepares()
            && state.differs_in(&stage.name(), inputs, &["output-format", "shard-rows"])
        {
            state.take(&stage.name());
        }
        let mut silent = output.silenced();
        held::take();
        let verdict = (self.run_command)(&command.cli, &mut silent).with_context(|| {
            // The whole command is a line that nobody reads to its end.
            format!(
                "the stage `{}` failed; its options are in `[{}]`",
                stage.name(),
                stage.path().join(".")
            )
        })?;
        if verdict == Verdict::No {
            for warning in held::take() {
                output.warn(&warning);
            }
            printed::refusal(planned, folder, output)?;
            return Ok(Verdict::No);
        }
        let outputs = stage.outputs(folder, command)?;
        if outputs.is_empty() {
            bail!(
                "`{}` has written nothing: an option such as `dry-run` may stand in its table",
                command.shown()
            );
        }
        state.note(&stage.name(), inputs.clone(), &outputs)?;
        state.write(folder.path())?;
        Ok(Verdict::Done)
    }
}
