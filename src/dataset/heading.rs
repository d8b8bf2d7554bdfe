//! The columns that a data set was read from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::interactions::Dataset;

/// The columns that rows have beside user and item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Heading {
    /// True if all rows have a time.
    pub has_time: bool,
    /// True if any file has a column of event types.
    pub has_event_type: bool,
    /// The columns of which [`Dataset::rest`] is a hash, in the order of the file; empty where rows were not read
    /// whole.
    pub others: Vec<String>,
}

impl Dataset {
    /// The columns that the rows have beside user and item.
    #[must_use]
    pub fn heading(&self) -> Heading {
        Heading {
            has_time: self.has_time,
            has_event_type: self.has_event_type,
            others: self.other_columns.clone(),
        }
    }
}
