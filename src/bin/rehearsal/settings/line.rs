//! The command line, with what comes from elsewhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::collected::Settings;
use super::typed::{self, Typed};
use super::{environment, file, layers};
use crate::args::PROJECT_FILE;

/// A command line with what comes from elsewhere.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its words, as if all had been typed.
    pub(crate) words: Vec<OsString>,
    /// The options from elsewhere, for commands that run others.
    pub(crate) settings: Settings,
    /// The names of options that the file sets for this command, in words; none where it sets none.
    pub(crate) note: Option<String>,
}

/// Reads the environment and the project file, and puts their options into the command line.
///
/// # Errors
/// When one of them is wrong, in the form of an error of the command line.
pub(crate) fn line(words: Vec<OsString>) -> Result<Line, clap::Error> {
    // What cannot be read even loosely is refused, or answered with help, as always.
    let Ok(typed) = typed::read(&words) else {
        return Ok(Line { words, settings: Settings::default(), note: None });
    };
    let root = typed.path.first().map(String::as_str);
    if root == Some("init") {
        return Ok(Line { words, settings: Settings::default(), note: None });
    }
    let mut settings = read(&typed).map_err(|error| refused(&error))?;
    settings.typed = typed.globals();
    let has_any = settings.of_command(&typed.path).next().is_some();
    if root == Some("config") || !has_any {
        return Ok(Line { words, settings, note: None });
    }
    let laid = layers::lay(&settings, &typed, &[]);
    let note = laid.note(settings.file.as_deref());
    Ok(Line { words: laid.line(&typed), settings, note })
}

/// Checks the text of a project file that is to lie at `path`.
///
/// # Errors
/// The errors of reading it.
pub(crate) fn check(text: &str, path: &Path) -> anyhow::Result<()> {
    file::parse(text, path).map(drop)
}

/// An error in the file or the environment, which ends the program as a wrong command line does.
fn refused(error: &anyhow::Error) -> clap::Error {
    clap::Error::raw(clap::error::ErrorKind::ValueValidation, format!("{error:#}\n"))
}

/// Reads the environment, and the file that the command line names, else the one in the current folder.
fn read(typed: &Typed) -> anyhow::Result<Settings> {
    let mut settings = Settings::default();
    let named = typed.value("config").map(PathBuf::from);
    let usual = || Some(PathBuf::from(PROJECT_FILE)).filter(|path| path.is_file());
    let path = if typed.has("no-config") { None } else { named.or_else(usual) };
    if let Some(path) = path {
        let read = file::read(&path)?;
        settings.elsewhere = read.settings;
        settings.tables = read.tables;
        settings.rules = read.rules;
        settings.file = Some(path);
    }
    settings.elsewhere.extend(environment::read()?);
    Ok(settings)
}
