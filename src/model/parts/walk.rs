//! Item-to-item weights and a history that fades.

use serde::{Deserialize, Serialize};

use super::scorer::Scorer;
use super::sparse::ItemWeights;
use crate::dataset::ItemIdx;
use crate::model::core::{Request, Scored};

/// Item-to-item weights and a history that fades.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::model) struct Walk {
    pub(in crate::model) weights: ItemWeights,
    pub(in crate::model) half_life: f32,
}

impl Scorer for Walk {
    fn n_items(&self) -> usize {
        self.weights.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        for (item, weight) in request.weighted_history(self.half_life) {
            self.weights.add_row(item, weight, scores);
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        self.weights.contributions(request.weighted_history(self.half_life), item)
    }

    fn is_sound(&self) -> bool {
        self.weights.is_sound()
    }
}
