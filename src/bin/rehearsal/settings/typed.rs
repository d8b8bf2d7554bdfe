//! The options and arguments that were typed, without asking whether they go together.

use std::ffi::{OsStr, OsString};

use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command, CommandFactory};

use super::kind::alone;
use super::setting::{Origin, Setting};
use crate::args::Cli;

/// A command line: the command, its options, and its arguments.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    /// The words of the command.
    pub(super) path: Vec<String>,
    /// Its options; those of every command have no path.
    pub(super) given: Vec<Setting>,
    /// Its arguments without names.
    pub(super) positionals: Vec<OsString>,
}

impl Typed {
    /// The one value of an option.
    pub(super) fn value(&self, option: &str) -> Option<&str> {
        let found = self.given.iter().find(|one| one.option == option)?;
        found.values.first().map(String::as_str)
    }

    /// Tells whether an option was typed.
    pub(super) fn has(&self, option: &str) -> bool {
        self.given.iter().any(|one| one.option == option)
    }

    /// The options of every command that were typed.
    pub(super) fn globals(&self) -> Vec<Setting> {
        self.given.iter().filter(|one| one.path.is_empty()).cloned().collect()
    }
}

/// Reads a command line by a definition in which no option needs or excludes another.
///
/// # Errors
/// When it has a word that no command knows, asks for help, or has an option that is no UTF-8.
pub(super) fn read(words: &[OsString]) -> Result<Typed, clap::Error> {
    let mut loose = loosened(Cli::command());
    let matches = loose.try_get_matches_from_mut(words)?;
    let mut typed = Typed::default();
    let (mut matches, mut command) = (&matches, &loose);
    while let Some((name, below)) = matches.subcommand() {
        let Some(sub) = command.find_subcommand(name) else { break };
        typed.path.push(sub.get_name().to_owned());
        (matches, command) = (below, sub);
    }
    for arg in command.get_arguments() {
        let id = arg.get_id().as_str();
        if matches.value_source(id) != Some(ValueSource::CommandLine) {
            continue;
        }
        if arg.is_positional() {
            let raw = matches.get_raw(id).into_iter().flatten();
            typed.positionals.extend(raw.map(OsStr::to_os_string));
        } else if let Some(setting) = given(arg, matches, &typed.path) {
            typed.given.push(setting?);
        }
    }
    Ok(typed)
}

fn loosened(command: Command) -> Command {
    command.mut_args(alone).subcommand_required(false).mut_subcommands(loosened)
}

/// An option as it was typed; `None` for one without a long name.
fn given(arg: &Arg, matches: &ArgMatches, path: &[String]) -> Option<Result<Setting, clap::Error>> {
    let id = arg.get_id().as_str();
    let option = arg.get_long()?.to_owned();
    let path = if arg.is_global_set() { Vec::new() } else { path.to_vec() };
    let setting = |values| Setting { path, option, values, is_off: false, origin: Origin::Flag };
    match arg.get_action() {
        ArgAction::SetTrue | ArgAction::SetFalse => return Some(Ok(setting(Vec::new()))),
        ArgAction::Count => {
            return Some(Ok(setting(vec![String::new(); matches.get_count(id).into()])));
        }
        _ => {}
    }
    let mut values = Vec::new();
    for value in matches.get_raw(id).into_iter().flatten() {
        let Some(text) = value.to_str() else {
            let kind = clap::error::ErrorKind::InvalidUtf8;
            return Some(Err(clap::Error::raw(kind, "not UTF-8")));
        };
        values.push(text.to_owned());
    }
    Some(Ok(setting(values)))
}
