//! The command line, with what comes from elsewhere.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::collected::Settings;
use super::setting::Setting;
use super::typed::{self, Typed};
use super::{environment, file, layers};
use crate::args::{PAST, PROJECT_FILE};
use crate::run_folder::DEFAULT;

/// A command line with what comes from elsewhere.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its words, as if all had been typed.
    pub(crate) words: Vec<OsString>,
    /// The options from elsewhere, for commands that run others.
    pub(crate) settings: Settings,
    /// Sentences on it: the options that the file sets for this command, and variables that may be slips.
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
    let mut said = std::mem::take(&mut settings.slips);
    if root == Some("config") || !has_any {
        return Ok(Line { words, settings, note: joined(&said) });
    }
    let laid = layers::lay(&settings, &typed, &[]);
    said.extend(laid.note(settings.file.as_deref()));
    Ok(Line { words: laid.line(&typed), settings, note: joined(&said) })
}

/// Sentences, a line each; none without one.
fn joined(said: &[String]) -> Option<String> {
    Some(said.join("\n")).filter(|said| !said.is_empty())
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
    let variable = || std::env::var_os(CONFIG).filter(|path| !path.is_empty()).map(PathBuf::from);
    let named = typed.value("config").map(PathBuf::from).or_else(variable);
    let usual = || Some(PathBuf::from(PROJECT_FILE)).filter(|path| path.is_file());
    let path = if typed.has("no-config") { None } else { named.or_else(usual) };
    if let Some(path) = path {
        let read = file::read(&path)?;
        settings.elsewhere = read.settings;
        settings.tables = read.tables;
        settings.rules = read.rules;
        settings.file = Some(path);
    }
    let variables = environment::read()?;
    settings.elsewhere.extend(variables.settings);
    settings.slips = variables.slips;
    lie_beside_the_file(&mut settings, typed);
    Ok(settings)
}

/// The variable that names the project file.
const CONFIG: &str = "REHEARSAL_CONFIG";

/// Has results and the history lie beside a project file of another folder, where nothing says otherwise: whoever names
/// the file from elsewhere means that project.
fn lie_beside_the_file(settings: &mut Settings, typed: &Typed) {
    let parent = settings.file.as_deref().and_then(Path::parent);
    let Some(parent) = parent.filter(|parent| !parent.as_os_str().is_empty()) else { return };
    let places = [(&[][..], "run", DEFAULT), (&["history"][..], "history", PAST)];
    for (words, option, name) in places {
        let path: Vec<String> = words.iter().map(|&word| String::from(word)).collect();
        let is_it = |one: &Setting| one.path == path && one.option == option;
        let is_set = settings.elsewhere.iter().any(is_it) || typed.has(option);
        if let Some(place) = parent.join(name).to_str().filter(|_| !is_set) {
            let setting = Setting { path, ..Setting::supplied(option, place) };
            settings.elsewhere.push(setting);
        }
    }
}
