//! The views of an evaluation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The purpose of an evaluation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// For a comparison with the service: its cut with all leaks, its convention.
    Service,
    /// For decisions: new items, rows of one second as a set, seen items excluded, the usual convention.
    Clean,
    /// The view that the caller's options give.
    #[default]
    Custom,
}

impl View {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Service, Self::Clean, Self::Custom];

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Clean => "clean",
            Self::Custom => "custom",
        }
    }

    /// The view in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Service => "service view",
            Self::Clean => "clean view",
            Self::Custom => "view of the options",
        }
    }

    /// The view of this name.
    #[must_use]
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}
