//! The place of a table, with the options for its text.

use std::path::{Path, PathBuf};

use super::dialect::Delimiter;
use super::encoding::Encoding;

/// The properties of a text that are said rather than found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TextOptions {
    /// The encoding; found where nothing is said.
    pub encoding: Option<Encoding>,
    /// The delimiter; found where nothing is said.
    pub delimiter: Option<Delimiter>,
    /// The names of the columns of a text that has no header.
    pub columns: Option<Vec<String>>,
    /// Lines before the header, or before the first row where there is none.
    pub skip_lines: u64,
    /// True if the last of the columns named holds all the rest of a row, however many cells that is.
    pub has_rest: bool,
}

impl TextOptions {
    /// The options of another text of the same kind: its encoding and delimiter, for its columns are its own.
    #[must_use]
    pub fn of_others(&self) -> Self {
        Self { encoding: self.encoding, delimiter: self.delimiter, ..Self::default() }
    }
}

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
