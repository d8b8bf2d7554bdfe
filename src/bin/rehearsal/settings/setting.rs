//! One option that is set, and where.

use std::fmt;
use std::path::PathBuf;

/// The place that sets an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The program itself.
    Default,
    /// `run`, for a command that it runs; or the place of the project file.
    Supplied,
    /// A line of the project file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// The character of the line, from 1.
        column: usize,
    },
    /// A variable of the environment.
    Environment(String),
    /// The command line.
    Flag,
}

impl Origin {
    /// File, line and column; none of what is no file.
    pub(crate) fn place(&self) -> Option<String> {
        match self {
            Self::File { path, line, column } => {
                Some(format!("{}:{line}:{column}", path.display()))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => formatter.write_str("default"),
            Self::Supplied => formatter.write_str("run, or the place of the project file"),
            Self::File { path, line, .. } => write!(formatter, "{}:{line}", path.display()),
            Self::Environment(name) => write!(formatter, "environment {name}"),
            Self::Flag => formatter.write_str("flag"),
        }
    }
}

/// An option that is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The words of its command; none for an option of every command.
    pub(crate) path: Vec<String>,
    /// Its long name.
    pub(crate) option: String,
    /// Its values as they would be typed; none for a switch that is on, one for each time it is given.
    pub(crate) values: Vec<String>,
    /// True for a switch that is turned off, which no flag could say.
    pub(crate) is_off: bool,
    pub(crate) origin: Origin,
}

impl Setting {
    /// An option that `run` sets to one value.
    pub(crate) fn supplied(option: &str, value: impl Into<String>) -> Self {
        Self { values: vec![value.into()], ..Self::supplied_switch(option) }
    }

    /// A switch that `run` turns on.
    pub(crate) fn supplied_switch(option: &str) -> Self {
        Self {
            path: Vec::new(),
            option: option.to_owned(),
            values: Vec::new(),
            is_off: false,
            origin: Origin::Supplied,
        }
    }
}
