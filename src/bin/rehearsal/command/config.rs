//! `config show`: each option with its value, and where that comes from.

use std::fmt::Write as _;

use anyhow::bail;
use rehearsal::param::hint;
use schemars::JsonSchema;
use serde::Serialize;

use super::run::expect_sound_project;
use crate::args::{Config, ConfigShow};
use crate::output::Output;
use crate::run_folder::json;
use crate::settings::{Settings, Value, definition, leaves};
use crate::verdict::Verdict;

pub(super) fn run(args: &Config, settings: &Settings, output: &Output) -> anyhow::Result<Verdict> {
    let Config::Show(args) = args;
    let shown = shown(args, settings)?;
    expect_sound_project(settings)?;
    if args.toml {
        let commands: Vec<Vec<String>> = shown.into_iter().map(|one| one.path).collect();
        let text = settings.to_toml(&commands);
        let value = FileDocument { schema_version: 1, toml: text };
        output.data(&value.toml, &json(&value)?)?;
        return Ok(Verdict::Done);
    }
    output.data(&as_text(&shown), &json(&document(&shown))?)?;
    Ok(Verdict::Done)
}

/// The values of the options of a command.
struct Shown {
    /// The words of the command; none for the options of every command.
    path: Vec<String>,
    values: Vec<Value>,
}

/// The commands that were asked for, with their values.
fn shown(args: &ConfigShow, settings: &Settings) -> anyhow::Result<Vec<Shown>> {
    let all = leaves(definition());
    let words: Vec<String> =
        args.command.iter().flat_map(|text| text.split(' ')).map(str::to_owned).collect();
    let wanted: Vec<Vec<String>> =
        all.iter().filter(|path| path.starts_with(&words)).cloned().collect();
    if wanted.is_empty() {
        let names: Vec<String> = all.iter().map(|path| path.join(" ")).collect();
        let known: Vec<&str> = names.iter().map(String::as_str).collect();
        let asked = words.join(" ");
        bail!(
            "no command `{asked}` with options{}; there are {}",
            hint(&asked, &known),
            names.join(", ")
        );
    }
    let paths = std::iter::once(Vec::new()).chain(wanted);
    Ok(paths.map(|path| Shown { values: settings.values(&path), path }).collect())
}

/// The values in a table for each command.
fn as_text(all: &[Shown]) -> String {
    let mut text = String::new();
    for Shown { path, values } in all {
        let name = if path.is_empty() { "every command".to_owned() } else { path.join(" ") };
        let _ = writeln!(text, "{name}");
        let width = values.iter().map(|value| value.option.len()).max().unwrap_or(0);
        for value in values {
            let said = match &value.values[..] {
                [] => "not set".to_owned(),
                all => all.join(", "),
            };
            let _ = writeln!(text, "  {:<width$}  {said}  ({})", value.option, value.origin);
        }
    }
    text
}

/// The options with their values.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Document {
    schema_version: u32,
    /// The options of every command, then those of each.
    commands: Vec<CommandOptions>,
}

/// A command with its options.
#[derive(Debug, Serialize, JsonSchema)]
struct CommandOptions {
    /// Its words; empty for the options of every command.
    command: String,
    options: Vec<OptionValue>,
}

/// An option with its value.
#[derive(Debug, Serialize, JsonSchema)]
struct OptionValue {
    /// Its long name.
    option: String,
    /// Its values as they would be typed, a switch as `true` or `false`; none where it is not set.
    values: Vec<String>,
    /// `default`, `flag`, `environment NAME`, or file and line.
    origin: String,
}

/// The options that something sets, as a project file.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FileDocument {
    schema_version: u32,
    /// The text of the file.
    toml: String,
}

fn document(all: &[Shown]) -> Document {
    let option = |value: &Value| OptionValue {
        option: value.option.clone(),
        values: value.values.clone(),
        origin: value.origin.to_string(),
    };
    let command = |shown: &Shown| CommandOptions {
        command: shown.path.join(" "),
        options: shown.values.iter().map(option).collect(),
    };
    Document { schema_version: 1, commands: all.iter().map(command).collect() }
}
