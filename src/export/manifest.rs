//! The record of a run: its inputs, its steps and its outputs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::digest::FileRecord;
use crate::transform::StepRecord;

/// Written as `NAME.manifest.json` beside each prepared file. It carries no clock, so that the same
/// input gives the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// 1
    pub schema_version: u32,
    /// Name and version of the program.
    pub tool: String,
    /// The files that were read.
    pub inputs: Vec<FileRecord>,
    /// The steps in order, with their parameters and the rows in and out of each.
    pub steps: Vec<StepRecord>,
    /// The files that were written.
    pub outputs: Vec<FileRecord>,
    /// True if the data was generated.
    pub synthetic: bool,
    /// Sentences that a reader of the data should know.
    pub notes: Vec<String>,
}

impl Manifest {
    /// A manifest of this version of the program, of data that was not generated.
    #[must_use]
    pub fn new(
        inputs: Vec<FileRecord>,
        steps: Vec<StepRecord>,
        outputs: Vec<FileRecord>,
        notes: Vec<String>,
    ) -> Self {
        let tool = concat!("rehearsal ", env!("CARGO_PKG_VERSION")).to_owned();
        Self { schema_version: 1, tool, inputs, steps, outputs, synthetic: false, notes }
    }
}
