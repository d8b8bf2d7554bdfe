//! Lists under a name.

use std::path::Path;

use crate::source::door::TextOptions;

/// Lists under a name.
#[derive(Debug, Clone)]
pub struct NamedLists<'a> {
    /// The name in the result.
    pub name: String,
    /// The file.
    pub path: &'a Path,
    /// The properties of its text that are said rather than found.
    pub text: &'a TextOptions,
}
