//! The project file: a table for each command, by its words, with its options by their long names.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Arg, Command};
use rehearsal::param::hint;
use rehearsal::source::{opening, remote};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::kind::{Kind, check, has_pairs, is_many, may_stand_alone, pair, value_name};
use super::known::{definition, options, subcommands};
use super::place::place;
use super::setting::{Origin, Setting};
use crate::meaning;

/// The table that is about the rules of `validate`, and is read there.
const RULES: &str = "rules";

/// The content of a project file.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) settings: Vec<Setting>,
    /// The words of each command that has a table.
    pub(super) tables: Vec<Vec<String>>,
    /// The table of rules, as TOML.
    pub(super) rules: Option<String>,
}

/// Reads the file at `path`.
///
/// # Errors
/// When it cannot be read, has an unknown key, or a value is not what its option takes, with line and column.
pub(super) fn read(path: &Path) -> anyhow::Result<Read> {
    let bytes = opening::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    parse(text(&bytes, path)?, path)
}

/// The bytes of the file at `path` as text.
fn text<'b>(bytes: &'b [u8], path: &Path) -> anyhow::Result<&'b str> {
    let fault = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error.valid_up_to(),
    };
    let before = std::str::from_utf8(&bytes[..fault]).unwrap_or("");
    let (line, column) = place(before, fault);
    let what = match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "the file is UTF-16".to_owned(),
        _ => format!("byte {:#04X} is not UTF-8", bytes[fault]),
    };
    anyhow::bail!(
        "{}:{line}:{column}: {what}; a project file is UTF-8: save it again in that encoding",
        path.display()
    )
}

/// Reads the text of the file at `path`.
///
/// # Errors
/// When it has an unknown key, or a value is not what its option takes, with line and column.
pub(super) fn parse(text: &str, path: &Path) -> anyhow::Result<Read> {
    let reading = Reading { path, text };
    let table = DeTable::parse(text).map_err(|error| {
        let what = error.message().trim().replace('\n', "; ");
        reading.wrong(error.span().map_or(0, |span| span.start), &what)
    })?;
    let mut read = Read::default();
    reading.table(table.get_ref(), definition(), &[], &mut read)?;
    read.rules = rules(text).with_context(|| format!("`{}`", path.display()))?;
    Ok(read)
}

/// The table of rules as TOML.
fn rules(text: &str) -> anyhow::Result<Option<String>> {
    let mut whole: toml::Table = toml::from_str(text)?;
    let Some(rules) = whole.remove(RULES) else { return Ok(None) };
    let only = toml::Table::from_iter([(RULES.to_owned(), rules)]);
    Ok(Some(toml::to_string(&only)?))
}

type Entry<'r> = (&'r str, &'r Spanned<DeValue<'r>>);

/// A file that is being read.
#[derive(Clone, Copy)]
struct Reading<'r> {
    path: &'r Path,
    text: &'r str,
}

impl Reading<'_> {
    /// Takes the options of the command at `path`, and those of the commands below it.
    fn table(
        &self,
        table: &DeTable<'_>,
        command: &Command,
        path: &[String],
        read: &mut Read,
    ) -> anyhow::Result<()> {
        let is_root = path.is_empty();
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let name: &str = key.get_ref();
            if is_root && name == RULES {
                continue;
            }
            let option = options(command, is_root).find(|arg| arg.get_long() == Some(name));
            if let Some(arg) = option {
                read.settings.push(self.option(arg, path, (name, value))?);
                continue;
            }
            let below = subcommands(command, is_root).find(|sub| sub.get_name() == name);
            let Some(below) = below else {
                return Err(self.unknown(key.span().start, name, command, path));
            };
            let path = [path, &[name.to_owned()]].concat();
            let Some(table) = value.get_ref().as_table() else {
                let found = found(value.get_ref());
                let what = format!("`{}`: expected a table, found {found}", path.join("."));
                return Err(self.wrong(value.span().start, &what));
            };
            // `[validate.dataset]` alone is no table of `validate`.
            let is_table = |value: &Spanned<DeValue<'_>>| value.get_ref().as_table().is_some();
            if table.is_empty() || !table.values().all(is_table) {
                read.tables.push(path.clone());
            }
            self.table(table, below, &path, read)?;
        }
        Ok(())
    }

    fn option(
        &self,
        arg: &Arg,
        path: &[String],
        (name, value): Entry<'_>,
    ) -> anyhow::Result<Setting> {
        let (values, is_off) = self.values(arg, path, (name, value))?;
        let (line, column) = place(self.text, value.span().start);
        let origin = Origin::File { path: self.path.to_owned(), line, column };
        Ok(Setting { path: path.to_vec(), option: name.to_owned(), values, is_off, origin })
    }

    /// The values of an option as they would be typed, and whether it is a switch that is off.
    fn values(
        &self,
        arg: &Arg,
        path: &[String],
        (name, value): Entry<'_>,
    ) -> anyhow::Result<(Vec<String>, bool)> {
        let key = path.iter().map(String::as_str).chain([name]).collect::<Vec<_>>().join(".");
        let one = |value: &Spanned<DeValue<'_>>| self.checked(arg, path, (&key, value));
        match (value.get_ref(), Kind::of(arg)) {
            (DeValue::Boolean(is_on), Kind::Switch) => Ok((Vec::new(), !is_on)),
            (DeValue::Boolean(true), _) if may_stand_alone(arg) => Ok((vec![String::new()], false)),
            (DeValue::Boolean(false), _) if may_stand_alone(arg) => Ok((Vec::new(), true)),
            (DeValue::Boolean(is_on), Kind::Count) => {
                Ok((vec![String::new(); (*is_on).into()], !is_on))
            }
            (DeValue::Integer(_), Kind::Count) => {
                let text = one(value)?;
                let Ok(times) = text.parse::<u8>() else {
                    let what = format!("`{key}`: expected 0 to 255, found {text}");
                    return Err(self.wrong(value.span().start, &what));
                };
                Ok((vec![String::new(); times.into()], times == 0))
            }
            (DeValue::Array(all), _) if is_many(arg) => {
                let values = all.iter().map(one).collect::<anyhow::Result<Vec<_>>>()?;
                Ok((values, all.is_empty()))
            }
            (DeValue::Table(pairs), _) if has_pairs(arg) => {
                let mut pairs: Vec<_> = pairs.iter().collect();
                pairs.sort_by_key(|(ours, _)| ours.span().start);
                let mut values = Vec::with_capacity(pairs.len());
                for (ours, theirs) in pairs {
                    let ours: &str = ours.get_ref();
                    values.push(self.pair(arg, &key, ours, theirs)?);
                }
                let is_off = values.is_empty();
                Ok((values, is_off))
            }
            _ => Ok((vec![one(value)?], false)),
        }
    }

    /// A pair of a table, such as `map.USER_ID = "uid"`.
    fn pair(
        &self,
        arg: &Arg,
        key: &str,
        ours: &str,
        theirs: &Spanned<DeValue<'_>>,
    ) -> anyhow::Result<String> {
        let text = match theirs.get_ref() {
            DeValue::String(text) => text.to_string(),
            // A weight is a number.
            DeValue::Integer(number) => number.as_str().to_owned(),
            DeValue::Float(number) => number.as_str().to_owned(),
            other => {
                let what =
                    format!("`{key}.{ours}`: expected a text in quotes, found {}", found(other));
                return Err(self.wrong(theirs.span().start, &what));
            }
        };
        Ok(pair(arg, ours, &text))
    }

    /// One value of an option, as it would be typed, whose meaning was checked.
    fn checked(
        &self,
        arg: &Arg,
        path: &[String],
        (key, value): Entry<'_>,
    ) -> anyhow::Result<String> {
        let text = self.one(arg, key, value)?;
        let meant = meaning::check(path, arg.get_long().unwrap_or_default(), &text);
        meant.map_err(|why| self.wrong(value.span().start, &format!("`{key}`: {why:#}")))?;
        Ok(text)
    }

    /// One value of an option, as it would be typed.
    fn one(&self, arg: &Arg, key: &str, value: &Spanned<DeValue<'_>>) -> anyhow::Result<String> {
        let kind = Kind::of(arg);
        let at = value.span().start;
        let text = match (value.get_ref(), kind) {
            (DeValue::String(text), Kind::Path) => self.path_of(text),
            (DeValue::String(text), Kind::PathOrText) => self.path_within(arg, text),
            (DeValue::String(text), Kind::Text) => text.to_string(),
            (DeValue::Integer(number), Kind::Whole | Kind::Number | Kind::Count)
                if number.radix() == 10 =>
            {
                number.as_str().to_owned()
            }
            (DeValue::Float(number), Kind::Number) => number.as_str().to_owned(),
            (other, _) => {
                let many = if is_many(arg) { ", or a list of such" } else { "" };
                let what =
                    format!("`{key}`: expected {}{many}, found {}", kind.expected(), found(other));
                return Err(self.wrong(at, &what));
            }
        };
        if kind != Kind::Count {
            check(arg, &text).map_err(|why| self.wrong(at, &format!("`{key}`: {why}")))?;
        }
        Ok(text)
    }

    /// A path of the file as the program sees it: relative to the file's folder.
    fn path_of(&self, text: &str) -> String {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let is_elsewhere = text.is_empty() || text == "-" || remote::url(Path::new(text)).is_some();
        match folder {
            Some(folder) if !is_elsewhere => {
                let path: PathBuf = folder.join(text);
                path.to_str().map_or_else(|| text.to_owned(), str::to_owned)
            }
            _ => text.to_owned(),
        }
    }

    /// The path within a text such as `published:NAME`, which is none, or `NAME=FILE`.
    fn path_within(&self, arg: &Arg, text: &str) -> String {
        let names = value_name(arg);
        let mut literals = names.split('|').filter_map(|part| part.split_once(':'));
        if literals.any(|(prefix, _)| text.strip_prefix(prefix).is_some_and(|s| s.starts_with(':')))
        {
            return text.to_owned();
        }
        match text.split_once('=').filter(|_| names.starts_with("[NAME=]")) {
            Some((name, path)) => format!("{name}={}", self.path_of(path)),
            None => self.path_of(text),
        }
    }

    fn wrong(&self, at: usize, what: &str) -> anyhow::Error {
        let (line, column) = place(self.text, at);
        anyhow::anyhow!("{}:{line}:{column}: {what}", self.path.display())
    }

    fn unknown(&self, at: usize, name: &str, command: &Command, path: &[String]) -> anyhow::Error {
        let is_root = path.is_empty();
        let mut known: Vec<&str> = options(command, is_root).filter_map(Arg::get_long).collect();
        known.extend(subcommands(command, is_root).map(Command::get_name));
        if is_root {
            known.push(RULES);
        }
        let of = if is_root { String::new() } else { format!(" of `{}`", path.join(" ")) };
        let mut hint = hint(name, &known);
        if hint.is_empty() && is_root {
            hint = elsewhere(name);
        }
        let what = format!("unknown key{of} `{name}`{hint}; known are {}", known.join(", "));
        self.wrong(at, &what)
    }
}

/// The commands that have an option which stands outside of their tables.
fn elsewhere(name: &str) -> String {
    let root = definition();
    let has = |path: &Vec<String>| {
        let command = super::known::at(root, path);
        command.is_some_and(|one| options(one, false).any(|arg| arg.get_long() == Some(name)))
    };
    let tables: Vec<String> = super::known::leaves(root)
        .iter()
        .filter(|path| has(path))
        .map(|path| format!("[{}]", path.join(".")))
        .collect();
    match tables.len() {
        0 => String::new(),
        _ => format!(" (it is a key of {})", tables.join(", ")),
    }
}

/// A value in the words of an error.
fn found(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text `{}`", rehearsal::text::shorten(text, 40)),
        DeValue::Integer(number) => format!("the number {}", number.as_str()),
        DeValue::Float(number) => format!("the number {}", number.as_str()),
        DeValue::Boolean(is) => is.to_string(),
        DeValue::Datetime(instant) => format!("the date {instant}; put it in quotes"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
