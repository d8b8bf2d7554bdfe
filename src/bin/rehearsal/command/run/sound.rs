//! Faults of a project that can be told before any stage runs: wrong values, options that do not go together, files that
//! are not there, and tables that `run` does not follow.

use std::path::Path;

use anyhow::{Context, bail};
use rehearsal::source::remote;

use super::stage::{self, PREPARING, Stage};
use crate::args::{Command, Eval, ValidateCommand};
use crate::command::{eval, prep, split, validate};
use crate::run_folder::RunFolder;
use crate::settings::{Effective, Kind, Origin, Settings, Value};

/// Checks the options of a stage as its command will.
///
/// # Errors
/// The errors of the command, at the line that sets the option.
pub(super) fn expect_sound(stage: Stage, command: &Effective) -> anyhow::Result<()> {
    let checked = match &command.cli.command {
        Command::Prep(prep) => prep::expect_sound(prep),
        Command::Validate(args) => match &args.command {
            Some(ValidateCommand::Dataset(args)) => validate::expect_sound(&args.checks),
            _ => Ok(()),
        },
        Command::Split(args) => split::expect_sound(args),
        Command::Eval(Eval::Baselines(args)) => eval::expect_sound(args),
        _ => Ok(()),
    };
    checked.map_err(|error| {
        let place = place_of(&format!("{error:#}"), command);
        error.context(format!("{place}`[{}]`", stage.path().join(".")))
    })
}

/// The place of the option that an error names first, with a colon behind it; empty for one that no line sets.
fn place_of(error: &str, command: &Effective) -> String {
    let named_at = |value: &Value| {
        let name = format!("--{}", value.option);
        let found = error.match_indices(&name).find(|(at, name)| {
            error[..*at].ends_with('`') && error[at + name.len()..].starts_with([' ', '`'])
        });
        found.map(|(at, _)| at)
    };
    let places =
        command.values.iter().filter_map(|value| Some((named_at(value)?, value.origin.place()?)));
    places.min_by_key(|(at, _)| *at).map_or_else(String::new, |(_, place)| place + ": ")
}

/// Checks that the files that a stage is told to read are there; those of the run folder may be written before its turn.
///
/// # Errors
/// The first that is not, and the line that names it.
pub(super) fn expect_files(
    stage: Stage,
    command: &Effective,
    folder: &RunFolder,
) -> anyhow::Result<()> {
    for value in &command.values {
        let is_read = value.kind == Kind::Path
            && matches!(value.origin, Origin::File { .. } | Origin::Environment(_))
            && !["run", "temp-dir"].contains(&value.option.as_str())
            && !stage.writes().contains(&value.option.as_str());
        let paths = value.values.iter().map(|text| Path::new(text.as_str())).filter(|_| is_read);
        for path in paths {
            let is_elsewhere = path.as_os_str() == "-"
                || remote::url(path).is_some()
                || path.starts_with(folder.path());
            if !is_elsewhere && !path.exists() {
                let place = value.origin.place().unwrap_or_else(|| value.origin.to_string());
                bail!(
                    "{place}: `{}` of `[{}]`: `{}` is not there",
                    value.option,
                    stage.path().join("."),
                    path.display()
                );
            }
        }
    }
    Ok(())
}

/// A sentence on the tables of the file that are about no stage.
pub(super) fn stray_tables(settings: &Settings) -> Option<String> {
    let mut tables: Vec<&Vec<String>> = Vec::new();
    for table in settings.tables() {
        let is_stage = Stage::ALL.iter().any(|stage| stage.path() == table);
        // `run` itself keeps the history.
        if !is_stage && table != &["history"] && !tables.contains(&table) {
            tables.push(table);
        }
    }
    if tables.is_empty() {
        return None;
    }
    let names: Vec<String> =
        tables.iter().map(|table| format!("`[{}]`", table.join("."))).collect();
    let commands: Vec<String> =
        tables.iter().map(|table| format!("`rehearsal {}`", table.join(" "))).collect();
    let (are, read) = if tables.len() == 1 {
        ("is no stage", "reads it")
    } else {
        ("are no stages", "read them")
    };
    Some(format!("{} {are} of `run`: {} {read}", names.join(", "), commands.join(", ")))
}

/// Checks the options of every stage of the project, where there is one.
///
/// # Errors
/// The errors of [`expect_sound`], and those of options that do not go together.
pub(in crate::command) fn expect_sound_project(settings: &Settings) -> anyhow::Result<()> {
    let is_project = PREPARING.iter().any(|stage| settings.mentions(stage.path()));
    if settings.file().is_none() || !is_project {
        return Ok(());
    }
    for stage in stage::all(settings)? {
        let command = settings.command(stage.path(), &[]);
        let command = command.with_context(|| format!("`[{}]`", stage.path().join(".")))?;
        expect_sound(stage, &command)?;
    }
    Ok(())
}
