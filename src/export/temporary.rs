//! The names of files and folders that have no final name yet.

use std::ffi::{OsStr, OsString};

/// The end of a temporary file's name.
pub(super) const FILE: &str = ".rehearsal.tmp";
/// The end of a temporary folder's name.
pub(super) const FOLDER: &str = ".rehearsal.parts.tmp";
/// The end of the name of the folder that a temporary folder replaces, where two cannot be swapped.
pub(super) const OLD: &str = ".old";

/// The beginning of a temporary name for `name`.
pub(super) fn prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    prefix
}
