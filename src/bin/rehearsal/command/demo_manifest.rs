//! The manifest of a demo.

use serde::{Deserialize, Serialize};

/// Marks a folder as the demo's own, which the next demo may replace.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DemoManifest {
    pub(super) schema_version: u32,
    pub(super) tool: String,
    pub(super) commands: Vec<String>,
}

/// Its name.
pub(super) const MANIFEST: &str = "demo.manifest.json";
