//! `config show`: each option with its value, and where that comes from.

use std::fmt::Write as _;

use anyhow::bail;
use rehearsal::param::hint;

use crate::args::{Config, ConfigShow};
use crate::output::Output;
use crate::run_folder::json;
use crate::settings::{Settings, Value, definition, leaves};
use crate::verdict::Verdict;

pub(super) fn run(args: &Config, settings: &Settings, output: &Output) -> anyhow::Result<Verdict> {
    let Config::Show(args) = args;
    let shown = shown(args, settings)?;
    if args.toml {
        let commands: Vec<Vec<String>> = shown.into_iter().map(|one| one.path).collect();
        let text = settings.to_toml(&commands);
        let value = serde_json::json!({ "schema_version": 1, "toml": text });
        output.data(&text, &json(&value)?)?;
        return Ok(Verdict::Done);
    }
    output.data(&as_text(&shown), &json(&as_json(&shown))?)?;
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

fn as_json(all: &[Shown]) -> serde_json::Value {
    let option = |value: &Value| {
        serde_json::json!({
            "option": value.option,
            "values": value.values,
            "origin": value.origin.to_string(),
        })
    };
    let command = |shown: &Shown| {
        serde_json::json!({
            "command": shown.path.join(" "),
            "options": shown.values.iter().map(option).collect::<Vec<_>>(),
        })
    };
    serde_json::json!({
        "schema_version": 1,
        "commands": all.iter().map(command).collect::<Vec<_>>(),
    })
}
