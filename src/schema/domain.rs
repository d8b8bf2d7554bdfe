//! What a dataset group is for.

use serde::{Deserialize, Serialize};

use super::Dataset;
use crate::column::{CREATION_TIMESTAMP, EVENT_TYPE, GENRES};

/// The domain of a dataset group, which decides the spelling of event types and which fields may be
/// empty. (Developer guide, "domain-use-cases", "VIDEO-ON-DEMAND-datasets-and-schemas",
/// "ECOMMERCE-datasets-and-schemas".)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Domain {
    /// None: event types are the user's own.
    #[default]
    Custom,
    /// `VIDEO_ON_DEMAND`
    VideoOnDemand,
    /// `ECOMMERCE`
    Ecommerce,
}

impl Domain {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Custom, Self::VideoOnDemand, Self::Ecommerce];

    /// The name on the command line and in a pipeline file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::VideoOnDemand => "video-on-demand",
            Self::Ecommerce => "ecommerce",
        }
    }

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

    /// The fields that must be there and may not be empty, beside those of every domain.
    #[must_use]
    pub const fn required(self, dataset: Dataset) -> &'static [&'static str] {
        match (self, dataset) {
            (Self::VideoOnDemand | Self::Ecommerce, Dataset::Interactions) => &[EVENT_TYPE],
            (Self::VideoOnDemand, Dataset::Items) => &[GENRES, CREATION_TIMESTAMP],
            (Self::Ecommerce, Dataset::Items) => &["PRICE", "CATEGORY_L1"],
            _ => &[],
        }
    }
}
