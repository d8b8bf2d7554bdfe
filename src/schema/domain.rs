//! The domains of a dataset group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::record_schema::DatasetType;
use crate::choice::choices;

/// The domain of a dataset group, which decides the spelling of event types and which fields may be
/// empty. (Developer guide, "domain-use-cases", "VIDEO-ON-DEMAND-datasets-and-schemas",
/// "ECOMMERCE-datasets-and-schemas".)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// No domain: event types are the user's own.
    #[default]
    Custom,
    /// The domain `VIDEO_ON_DEMAND`.
    VideoOnDemand,
    /// The domain `ECOMMERCE`.
    Ecommerce,
}

choices! {
    Domain { Custom = "custom", VideoOnDemand = "video-on-demand", Ecommerce = "ecommerce" }
}

impl Domain {
    /// The event of somebody who looked, and of somebody who took, as the use cases of the domain
    /// spell them.
    #[must_use]
    pub const fn event_types(self) -> [&'static str; 2] {
        match self {
            Self::Custom => ["click", "watch"],
            Self::VideoOnDemand => ["Click", "Watch"],
            Self::Ecommerce => ["View", "Purchase"],
        }
    }

    /// Tells whether a group of this domain can have the dataset.
    #[must_use]
    pub const fn has(self, dataset: DatasetType) -> bool {
        matches!(self, Self::Custom)
            || !matches!(dataset, DatasetType::Actions | DatasetType::ActionInteractions)
    }
}
