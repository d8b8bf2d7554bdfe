//! The data that a month rests on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::thousands;

/// The amounts of the data; none where nothing is prepared and nothing is said.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CostData {
    /// The rows of the interactions.
    pub rows: Option<usize>,
    /// The users who have interactions.
    pub users: Option<usize>,
    /// The items that have interactions.
    pub items: Option<usize>,
    /// The bytes of all prepared datasets as CSV.
    pub csv_bytes: Option<u64>,
    /// The bytes of all prepared datasets as they are stored, where that is not CSV.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stored_bytes: Option<u64>,
}

impl CostData {
    /// The rows, users and items in words; none where none is known.
    #[must_use]
    pub fn sentence(&self) -> Option<String> {
        let known = [(self.rows, "interactions"), (self.users, "users"), (self.items, "items")];
        let known = known.into_iter().filter_map(|(amount, what)| {
            amount.map(|amount| format!("{} {what}", thousands(amount as u64)))
        });
        let known: Vec<String> = known.collect();
        (!known.is_empty()).then(|| format!("data: {}", known.join(", ")))
    }
}

/// The lists of a batch job after each training.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchLists {
    /// The thing that gets a list each: `user` or `item`.
    pub whose: String,
    /// The number of them.
    pub each: usize,
}
