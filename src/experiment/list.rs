//! A ranked list, from a model or from elsewhere.

use crate::dataset::ItemIdx;
use crate::model::Scored;

/// A ranked list, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RankedList {
    /// The items; `None` for one that the catalogue does not have, which can be no hit.
    pub items: Vec<Option<ItemIdx>>,
    /// Their scores, falling; empty when there are none. Equal scores are ties.
    pub scores: Vec<f64>,
}

impl From<Vec<Scored>> for RankedList {
    fn from(list: Vec<Scored>) -> Self {
        Self {
            items: list.iter().map(|scored| Some(scored.item)).collect(),
            scores: list.iter().map(|scored| f64::from(scored.score)).collect(),
        }
    }
}
