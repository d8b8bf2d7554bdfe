//! The kinds of list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::choice::choices;

/// The kind of list that models are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Items for a user, by the whole history.
    #[default]
    Recommend,
    /// Items like the newest of the history, which is all that is shown: as the service's SIMS and
    /// Similar-Items.
    SimilarItems,
    /// The order of a given list for a user: as the service's Personalized-Ranking.
    ReRank,
}

choices! {
    Purpose { Recommend = "recommend", SimilarItems = "similar-items", ReRank = "re-rank" }
}
