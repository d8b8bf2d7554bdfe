//! The connected parts of the graph of users and items: who can be reached by co-occurrence.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The parts of the user–item graph that no interaction joins. What one part likes says nothing to
/// another.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Components {
    /// The number of parts.
    pub count: usize,
    /// Share of all users in the one with the most users.
    pub largest_users_share: f64,
    /// Share of all items with an interaction in the same.
    pub largest_items_share: f64,
}
