//! The layers put together: flags over the environment, over the file, over what `run` supplies.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::Path;

use clap::{Arg, Command, CommandFactory, FromArgMatches};
use rehearsal::text::shell_word;

use super::collected::Settings;
use super::kind::{Kind, is_many};
use super::known::{at, definition, options};
use super::setting::{Origin, Setting};
use super::typed::Typed;
use crate::args::Cli;

/// An option with its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Value {
    /// Its long name.
    pub(crate) option: String,
    /// Its values as they would be typed, a switch as `true` or `false`; none where it is not set.
    pub(crate) values: Vec<String>,
    /// True if it may be given several times.
    pub(crate) is_many: bool,
    /// Its kind.
    pub(crate) kind: Kind,
    /// The place that sets it.
    pub(crate) origin: Origin,
}

/// The words of a command with what comes from elsewhere, and the value of each option.
#[derive(Debug)]
pub(super) struct Laid {
    /// The words without those of arguments that have no names.
    pub(super) words: Vec<String>,
    values: Vec<Value>,
}

impl Laid {
    /// The whole command line.
    pub(super) fn line(&self, typed: &Typed) -> Vec<OsString> {
        let mut line = vec![OsString::from("rehearsal")];
        line.extend(self.words.iter().map(OsString::from));
        if !typed.positionals.is_empty() {
            line.push(OsString::from("--"));
            line.extend(typed.positionals.iter().cloned());
        }
        line
    }

    /// The options that the file sets, in words.
    pub(super) fn note(&self, file: Option<&Path>) -> Option<String> {
        let is_of_file = |value: &&Value| matches!(value.origin, Origin::File { .. });
        let names: BTreeSet<&str> =
            self.values.iter().filter(is_of_file).map(|value| value.option.as_str()).collect();
        let file = file.filter(|_| !names.is_empty())?;
        let names: Vec<&str> = names.into_iter().collect();
        Some(format!("settings of `{}`: {}", file.display(), names.join(", ")))
    }
}

/// A command with the value of each of its options.
#[derive(Debug)]
pub(crate) struct Effective {
    pub(crate) cli: Cli,
    /// Its own options and those of every command.
    pub(crate) values: Vec<Value>,
    /// Its words, as they would be typed.
    words: Vec<String>,
}

impl Effective {
    /// The command as it would be typed.
    pub(crate) fn shown(&self) -> String {
        let words = self.words.iter().map(|word| shell_word(word));
        std::iter::once("rehearsal".to_owned()).chain(words).collect::<Vec<_>>().join(" ")
    }
}

/// The command that was typed, with what comes from elsewhere.
pub(super) fn lay(settings: &Settings, typed: &Typed, supplied: &[Setting]) -> Laid {
    let root = definition();
    let command = at(root, &typed.path).unwrap_or(root);
    let chosen = chosen(settings, typed, supplied, command);
    let words = typed.path.iter().cloned().chain(chosen.iter().flat_map(tokens)).collect();
    Laid { words, values: of_command(command, &chosen) }
}

impl Settings {
    /// The command at `path`, as if it had been typed with the options of every command that were: parsed, with the
    /// value of each option. What is `supplied` holds where nothing else says otherwise.
    ///
    /// # Errors
    /// When the options do not go together, as clap says it.
    pub(crate) fn command(
        &self,
        path: &[&str],
        supplied: &[Setting],
    ) -> Result<Effective, clap::Error> {
        let typed = self.as_typed(path);
        let laid = lay(self, &typed, supplied);
        let mut matches = Cli::command().try_get_matches_from(laid.line(&typed))?;
        let cli = Cli::from_arg_matches_mut(&mut matches)?;
        Ok(Effective { cli, values: laid.values, words: laid.words })
    }

    /// The value of each option of the command at `path`, those of every command at none, and where it comes from.
    pub(crate) fn values(&self, path: &[impl AsRef<str>]) -> Vec<Value> {
        values(self, &self.as_typed(path))
    }

    fn as_typed(&self, path: &[impl AsRef<str>]) -> Typed {
        Typed {
            path: path.iter().map(|word| word.as_ref().to_owned()).collect(),
            given: self.typed.clone(),
            positionals: Vec::new(),
        }
    }
}

/// The value of each option of the command that was typed, whether they go together or not.
fn values(settings: &Settings, typed: &Typed) -> Vec<Value> {
    let root = definition();
    let command = at(root, &typed.path).unwrap_or(root);
    let chosen = chosen(settings, typed, &[], command);
    let is_root = typed.path.is_empty();
    let own: Vec<&str> = options(command, is_root).filter_map(Arg::get_long).collect();
    let mut values = of_command(command, &chosen);
    values.retain(|value| own.contains(&value.option.as_str()));
    values
}

/// The settings that hold for a command. One that a higher layer sets, or excludes, gives way.
fn chosen(
    settings: &Settings,
    typed: &Typed,
    supplied: &[Setting],
    command: &Command,
) -> Vec<Setting> {
    let is_about_files =
        |one: &Setting| ["config", "no-config", "json-schema"].contains(&one.option.as_str());
    let mut chosen: Vec<Setting> =
        typed.given.iter().filter(|one| !is_about_files(one)).cloned().collect();
    let of = |wanted: fn(&Origin) -> bool| {
        settings.of_command(&typed.path).filter(move |one| wanted(&one.origin)).cloned()
    };
    let layers: [Vec<Setting>; 4] = [
        of(|origin| matches!(origin, Origin::Environment(_))).collect(),
        of(|origin| matches!(origin, Origin::File { .. })).collect(),
        of(|origin| matches!(origin, Origin::Supplied)).collect(),
        supplied.to_vec(),
    ];
    for layer in layers {
        let fits = |one: &Setting| {
            let is_set = chosen.iter().any(|higher| higher.option == one.option);
            let is_excluded = || {
                let on = chosen.iter().filter(|higher| !higher.is_off);
                on.into_iter().any(|higher| exclude(command, &higher.option, &one.option))
            };
            !is_set && (one.is_off || !is_excluded())
        };
        let fitting: Vec<Setting> = layer.into_iter().filter(fits).collect();
        chosen.extend(fitting);
    }
    chosen
}

/// Tells whether two options of a command exclude each other.
fn exclude(command: &Command, left: &str, right: &str) -> bool {
    let arg = |name: &str| command.get_arguments().find(|arg| arg.get_long() == Some(name));
    let names = |name: &str, other: &str| {
        arg(name).is_some_and(|arg| {
            let others = command.get_arg_conflicts_with(arg);
            others.iter().any(|found| found.get_long() == Some(other))
        })
    };
    names(left, right) || names(right, left)
}

/// A setting as it would be typed.
fn tokens(setting: &Setting) -> Vec<String> {
    let Setting { option, values, is_off, .. } = setting;
    if *is_off {
        return Vec::new();
    }
    // A switch, or one that is counted.
    let is_bare = |arg: &Arg| matches!(Kind::of(arg), Kind::Switch | Kind::Count);
    let root = definition();
    let command = at(root, &setting.path).unwrap_or(root);
    let found = command.get_arguments().find(|arg| arg.get_long() == Some(option));
    if values.is_empty() {
        return vec![format!("--{option}")];
    }
    let token = |value: &String| {
        if found.is_some_and(is_bare) {
            format!("--{option}")
        } else {
            format!("--{option}={value}")
        }
    };
    values.iter().map(token).collect()
}

/// The value of each option of a command, those of every command among them.
fn of_command(command: &Command, chosen: &[Setting]) -> Vec<Value> {
    options(command, true).filter_map(|arg| value(arg, chosen)).collect()
}

fn value(arg: &Arg, chosen: &[Setting]) -> Option<Value> {
    let option = arg.get_long()?.to_owned();
    let kind = Kind::of(arg);
    let set = chosen.iter().find(|one| one.option == option);
    let text = |values: Vec<String>| match kind {
        Kind::Count => vec![values.len().to_string()],
        _ => values,
    };
    let (values, origin) = match set {
        Some(one) if kind == Kind::Switch => (vec![(!one.is_off).to_string()], one.origin.clone()),
        Some(one) => (text(one.values.clone()), one.origin.clone()),
        None => by_itself(arg, kind),
    };
    Some(Value { option, values, is_many: is_many(arg), kind, origin })
}

/// The value that an option has where nothing sets it.
fn by_itself(arg: &Arg, kind: Kind) -> (Vec<String>, Origin) {
    let variable = arg.get_env().and_then(|name| Some((name, std::env::var(name).ok()?)));
    if let Some((name, value)) = variable {
        return (vec![value], Origin::Environment(name.to_string_lossy().into_owned()));
    }
    let values = match kind {
        Kind::Switch => vec!["false".to_owned()],
        Kind::Count => vec!["0".to_owned()],
        _ => {
            let defaults = arg.get_default_values().iter();
            defaults.map(|value| value.to_string_lossy().into_owned()).collect()
        }
    };
    (values, Origin::Default)
}
