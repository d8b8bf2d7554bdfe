//! The file of a page for the browser.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::builder::{OsStringValueParser, TypedValueParser};

/// The file of a page.
#[derive(Debug, Clone)]
pub(crate) struct PageFile(PathBuf);

impl PageFile {
    /// A parser to which the empty text is the run folder's own file.
    pub(super) fn parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().map(|path: OsString| Self(path.into()))
    }

    /// The file that was named; none for the run folder's own.
    pub(crate) fn named(&self) -> Option<&Path> {
        Some(self.0.as_path()).filter(|path| !path.as_os_str().is_empty())
    }
}
