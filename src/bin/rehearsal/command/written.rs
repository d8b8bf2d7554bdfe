//! The answer of commands whose result is files.

use schemars::JsonSchema;
use serde::Serialize;

/// The files that a command wrote.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "The files that a command wrote")]
pub(super) struct Written {
    /// The version of this document.
    pub(super) schema_version: u32,
    /// Their paths.
    pub(super) files: Vec<String>,
}
