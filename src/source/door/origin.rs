//! The place of a table, with the options for its text.

use std::path::{Path, PathBuf};

use super::TextOptions;

/// A path with the options for the text that lies there. A path alone stands for one without options.
#[derive(Debug, Clone, Copy)]
pub struct Origin<'o> {
    /// The file or folder.
    pub path: &'o Path,
    /// The properties of its text that are said rather than found.
    pub options: &'o TextOptions,
}

static NOTHING_SAID: TextOptions =
    TextOptions { encoding: None, delimiter: None, columns: None, skip_lines: 0, has_rest: false };

impl<'o> Origin<'o> {
    /// The text at `path`, of which `options` are said.
    #[must_use]
    pub const fn new(path: &'o Path, options: &'o TextOptions) -> Self {
        Self { path, options }
    }
}

impl<'o> From<&'o Path> for Origin<'o> {
    fn from(path: &'o Path) -> Self {
        Self { path, options: &NOTHING_SAID }
    }
}

impl<'o> From<&'o PathBuf> for Origin<'o> {
    fn from(path: &'o PathBuf) -> Self {
        path.as_path().into()
    }
}
