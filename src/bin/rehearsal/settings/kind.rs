//! The kinds of values that options take, as the command line defines them.

use std::any::TypeId;
use std::ffi::OsString;
use std::num::{IntErrorKind, NonZeroU32, NonZeroUsize, ParseIntError};
use std::path::PathBuf;

use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, Command};

use crate::args::PageFile;

/// A kind of value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// On or off.
    Switch,
    /// The number of times that it is given.
    Count,
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// A file or a folder.
    Path,
    /// A text that may name a file, such as `FILE|published:NAME` or `[NAME=]FILE`.
    PathOrText,
    /// Any other text.
    Text,
}

impl Kind {
    /// The kind of an option.
    pub(crate) fn of(arg: &Arg) -> Self {
        match arg.get_action() {
            ArgAction::SetTrue | ArgAction::SetFalse => return Self::Switch,
            ArgAction::Count => return Self::Count,
            _ => {}
        }
        let found = arg.get_value_parser().type_id();
        let is = |of: TypeId| found == of;
        let whole = [
            TypeId::of::<u8>(),
            TypeId::of::<u16>(),
            TypeId::of::<u32>(),
            TypeId::of::<u64>(),
            TypeId::of::<usize>(),
            TypeId::of::<i32>(),
            TypeId::of::<i64>(),
            TypeId::of::<NonZeroU32>(),
            TypeId::of::<NonZeroUsize>(),
        ];
        if whole.into_iter().any(is) {
            Self::Whole
        } else if is(TypeId::of::<f64>()) || is(TypeId::of::<f32>()) {
            Self::Number
        } else if is(TypeId::of::<PathBuf>()) || is(TypeId::of::<PageFile>()) {
            Self::Path
        } else if value_name(arg).contains("FILE") {
            Self::PathOrText
        } else {
            Self::Text
        }
    }

    /// The kind in the words of an error: `expected` a value of it.
    pub(crate) const fn expected(self) -> &'static str {
        match self {
            Self::Switch => "true or false",
            Self::Count => "a whole number, or true",
            Self::Whole => "a whole number",
            Self::Number => "a number",
            Self::Path | Self::PathOrText => "a path in quotes",
            Self::Text => "a text in quotes",
        }
    }
}

/// The name of an option's value in its help; empty where it has none.
pub(super) fn value_name(arg: &Arg) -> String {
    arg.get_value_names().map_or_else(String::new, |names| names.join(" "))
}

/// Tells whether an option may be given several times.
pub(crate) fn is_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// Tells whether an option may stand without a value, as `--html` may.
pub(crate) fn may_stand_alone(arg: &Arg) -> bool {
    arg.get_num_args().is_some_and(|range| range.min_values() == 0 && range.takes_values())
}

/// Tells whether an option's values are pairs, such as `OURS=THEIRS`, which may be a table.
pub(super) fn has_pairs(arg: &Arg) -> bool {
    let name = value_name(arg);
    let is_optional = name.starts_with('[');
    is_many(arg) && name.contains('=') && !is_optional && !name.contains(':')
}

/// A pair as it is typed. An option that itself divides its text at commas reads a value with one in quotes.
pub(super) fn pair(arg: &Arg, key: &str, value: &str) -> String {
    let divides = value_name(arg).ends_with(",…") && arg.get_value_delimiter().is_none();
    if divides && value.contains([',', '"']) {
        return format!("{key}=\"{}\"", value.replace('"', "\"\""));
    }
    format!("{key}={value}")
}

/// An option that stands alone: without what it requires and what it excludes.
pub(super) fn alone(arg: Arg) -> Arg {
    arg.required(false)
        .required_unless_present(Resettable::<clap::Id>::Reset)
        .conflicts_with(Resettable::<clap::Id>::Reset)
        .requires(Resettable::<clap::Id>::Reset)
        .overrides_with(Resettable::<clap::Id>::Reset)
        .group(Resettable::<clap::Id>::Reset)
}

/// Checks a value of an option by the option's own parser; the error says what was expected.
pub(super) fn check(arg: &Arg, value: &str) -> Result<(), String> {
    let Some(long) = arg.get_long() else { return Ok(()) };
    let lone = alone(arg.clone()).global(false);
    let command = Command::new("one").disable_help_flag(true).arg(lone);
    let words = [OsString::from("one"), OsString::from(format!("--{long}={value}"))];
    let Err(error) = command.try_get_matches_from(words) else { return Ok(()) };
    let strings = |kind| match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.clone(),
        _ => Vec::new(),
    };
    let known = strings(ContextKind::ValidValue);
    if !known.is_empty() {
        let names: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = rehearsal::param::hint(value, &names);
        return Err(format!("unknown value `{value}`{hint}; known are {}", names.join(", ")));
    }
    if let Some(expected) = expected_number(&error, value) {
        return Err(format!("expected {expected}, found {value}"));
    }
    let source = std::error::Error::source(&error);
    let why = source.map_or_else(|| "it cannot be used".to_owned(), ToString::to_string);
    Err(format!("value `{value}`: {why}"))
}

/// The number that an option takes, in words, where a value is none of them.
pub(crate) fn expected_number(error: &clap::Error, value: &str) -> Option<&'static str> {
    let source = std::error::Error::source(error)?;
    let number = source.downcast_ref::<ParseIntError>()?;
    Some(match number.kind() {
        IntErrorKind::Zero => "a whole number from 1 up",
        IntErrorKind::PosOverflow => "a smaller whole number",
        _ if value.starts_with('-') => "a whole number from 0 up",
        _ => "a whole number",
    })
}
