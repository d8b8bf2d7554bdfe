//! The options that the file and the environment set.

use std::path::{Path, PathBuf};

use super::setting::Setting;

/// Options from elsewhere than the command line, and those of all commands that were typed.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// Those of the file, then those of the environment.
    pub(super) elsewhere: Vec<Setting>,
    /// The options of every command that were typed.
    pub(super) typed: Vec<Setting>,
    /// The file that was read.
    pub(super) file: Option<PathBuf>,
    /// The words of each command that has a table in the file.
    pub(super) tables: Vec<Vec<String>>,
    /// The table `[rules]` of the file, as TOML.
    pub(super) rules: Option<String>,
    /// Sentences on variables that are nearly those of options.
    pub(super) slips: Vec<String>,
}

impl Settings {
    /// The file that was read.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// The table `[rules]` of the file, as TOML; `None` where there is none.
    pub(crate) fn rules(&self) -> Option<&str> {
        self.rules.as_deref()
    }

    /// The words of each command that has a table in the file.
    pub(crate) fn tables(&self) -> &[Vec<String>] {
        &self.tables
    }

    /// Tells whether the file has a table for the command at `path`, or the environment sets an option of it.
    pub(crate) fn mentions(&self, path: &[&str]) -> bool {
        self.tables.iter().any(|table| table == path)
            || self.elsewhere.iter().any(|one| !one.path.is_empty() && one.path == path)
    }

    /// The settings from elsewhere for a command, those of every command among them.
    pub(super) fn of_command<'s>(
        &'s self,
        path: &'s [String],
    ) -> impl Iterator<Item = &'s Setting> {
        self.elsewhere.iter().filter(move |one| one.path.is_empty() || one.path == path)
    }
}
