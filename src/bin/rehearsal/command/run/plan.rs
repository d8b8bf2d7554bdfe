//! The work that each stage needs, found before any is done.

use std::collections::BTreeMap;

use anyhow::Context;
use rehearsal::stage::{StageInputs, StageState, Work};

use super::sound::{expect_files, expect_sound};
use super::stage::{RULES, Stage, named};
use crate::args::Run;
use crate::run_folder::RunFolder;
use crate::settings::{Effective, Kind, Setting, Settings, Value};

/// A stage with its command, its inputs, and its work.
pub(super) struct Planned {
    pub(super) stage: Stage,
    pub(super) command: Effective,
    pub(super) inputs: StageInputs,
    pub(super) key: String,
    pub(super) work: Work,
}

/// Options that change no result: where it lies, how fast and how loudly it is made.
const WITHOUT_EFFECT: [&str; 11] = [
    "run",
    "force",
    "no-clobber",
    "threads",
    "temp-dir",
    "format",
    "quiet",
    "verbose",
    "color",
    "no-progress",
    "progress",
];

/// The folder that `eval baselines` leaves where it is interrupted.
const INTERRUPTED: &str = "eval.partial";

/// Finds the work of each stage.
pub(super) fn plan(
    stages: &[Stage],
    settings: &Settings,
    args: &Run,
    folder: &RunFolder,
    state: &mut StageState,
) -> anyhow::Result<Vec<Planned>> {
    let asked = asked(stages, args)?;
    let mut planned: Vec<Planned> = Vec::new();
    for (at, &stage) in stages.iter().enumerate() {
        let supplied = stage.supplied(stages, settings, folder)?;
        let command = settings.command(stage.path(), &supplied)?;
        stage.expect_in_run_folder(&command)?;
        expect_sound(stage, &command)?;
        let needs = planned.iter().filter(|one| stage.needs(one.stage));
        let needs = needs.map(|one| (one.stage.name(), one.key.clone())).collect();
        let mut inputs = inputs(stage, &command, needs, state)?;
        if let Some(rules) = settings.rules().filter(|_| inputs.options.contains_key(RULES)) {
            inputs.files.insert(format!("[{RULES}]"), rules.to_owned());
        }
        let mut key = inputs.key();
        let is_asked = asked.as_ref().map(|asked| asked.contains(&at));
        let work = match (is_asked, state.work(&stage.name(), &inputs)) {
            // What follows rests on what is there, not on what it would be.
            (Some(false), work) => {
                let done = state.stages.get(&stage.name());
                key = done.map(|done| done.key.clone()).unwrap_or_default();
                Work::Leave(match work {
                    Work::Do(reason) => reason,
                    _ => "as it was".to_owned(),
                })
            }
            (Some(true), Work::Keep) => Work::Do("asked for".to_owned()),
            (_, work) => work,
        };
        if matches!(work, Work::Do(_)) {
            expect_files(stage, &command, folder)?;
        }
        let command = resumed(stage, command, supplied, (settings, folder))?;
        planned.push(Planned { stage, command, inputs, key, work });
    }
    Ok(planned)
}

/// The command of a stage that goes on with what an interrupted one left. That has no effect on its result.
fn resumed(
    stage: Stage,
    command: Effective,
    mut supplied: Vec<Setting>,
    (settings, folder): (&Settings, &RunFolder),
) -> anyhow::Result<Effective> {
    if stage != Stage::Eval || !folder.file(INTERRUPTED).exists() {
        return Ok(command);
    }
    supplied.push(Setting::supplied_switch("resume"));
    Ok(settings.command(stage.path(), &supplied)?)
}

/// The places of the stages that `--only` or `--from` asks for.
fn asked(stages: &[Stage], args: &Run) -> anyhow::Result<Option<std::ops::Range<usize>>> {
    if let Some(word) = &args.only {
        return named(stages, word).map(Some);
    }
    let from = args.from.as_ref().map(|word| named(stages, word)).transpose()?;
    Ok(from.map(|range| range.start..stages.len()))
}

fn inputs(
    stage: Stage,
    command: &Effective,
    needs: BTreeMap<String, String>,
    state: &mut StageState,
) -> anyhow::Result<StageInputs> {
    let mut files = BTreeMap::new();
    for path in stage.reads(command)? {
        let digests = state.digests.of_all(&path);
        let digests = digests.with_context(|| format!("cannot read `{}`", path.display()))?;
        // As seen from the project: the key is the same from wherever it is run.
        files.extend(
            digests.into_iter().map(|(path, sha256)| (state.seen_from_project(&path), sha256)),
        );
    }
    let has_effect = |name: &str| !WITHOUT_EFFECT.contains(&name);
    let options = command.values.iter().filter(|value| has_effect(&value.option));
    let settled = |value: &Value| match value.kind {
        Kind::Path | Kind::PathOrText => {
            value.values.iter().map(|text| state.seen_from_project(text)).collect()
        }
        _ => value.values.clone(),
    };
    let options = options.map(|value| (value.option.clone(), settled(value))).collect();
    let program = concat!("rehearsal ", env!("CARGO_PKG_VERSION")).to_owned();
    Ok(StageInputs { program, options, files, needs })
}
