//! The results of a model for a part of the users or of the items.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The name of the division by items.
pub(in crate::experiment) const BY_POPULARITY: &str = "item popularity";

/// A model's accuracy on a part of the users or of the items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// The property that divides: `user activity` or `item popularity`.
    pub by: String,
    /// The part.
    pub group: String,
    /// Users that the figures rest on: those of the part, or those with a held-out item in it.
    pub users: usize,
    /// Means over these users; for items, of lists judged by the held-out items of the part alone.
    pub metrics: BTreeMap<String, f64>,
}
