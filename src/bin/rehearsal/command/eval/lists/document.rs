//! The JSON that `eval lists` prints.

use schemars::JsonSchema;
use serde::Serialize;

/// The lists that were made.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `eval lists` prints")]
pub(in crate::command) struct ListsDocument {
    /// The version of this document.
    pub(super) schema_version: u32,
    /// The model with its parameters.
    pub(super) model: String,
    /// The number of lists, one for each user.
    pub(super) lists: u64,
    /// Their places.
    pub(super) places: u64,
    /// Lists of fewer places than were wanted.
    pub(super) short_lists: u64,
    /// The file, or the folder of Spark, that has them.
    pub(super) output: String,
}
