//! The manifest of a demo.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::version::Versioned;

/// Marks a folder as the demo's own, which the next demo may replace.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct DemoManifest {
    /// The version of this document.
    pub(super) schema_version: u32,
    /// The program and its version.
    pub(super) tool: String,
    /// The command lines in their order.
    pub(super) commands: Vec<String>,
}

impl Versioned for DemoManifest {
    const VERSION: u32 = 1;
    const OLDEST: u32 = 1;
}

/// Its name.
pub(super) const MANIFEST: &str = "demo.manifest.json";
