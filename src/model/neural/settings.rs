//! All that decides how a network is built and learns.

use crate::model::core::{FitError, Shape};

/// The encoder and its sizes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Body {
    Attention { blocks: usize, heads: usize },
    Recurrent,
}

/// The inputs beside the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Inputs {
    /// The event types of a visit.
    pub(super) types: bool,
    /// The time since the visit before.
    pub(super) gaps: bool,
}

/// The loss of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Loss {
    /// Cross-entropy over all known items.
    AllItems,
    /// The binary cross-entropy of gSASRec over so many drawn items, with this calibration from 0 to 1.
    Sampled { negatives: usize, calibration: f32 },
}

/// All that decides how a network is built and learns.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct NeuralSettings {
    /// Numbers of a vector.
    pub(super) width: usize,
    pub(super) body: Body,
    /// The most inputs of a sequence.
    pub(super) length: usize,
    pub(super) inputs: Inputs,
    /// True if items have the columns of the catalogue beside a vector of their own.
    pub(super) columns: bool,
    pub(super) loss: Loss,
    pub(super) dropout: f32,
    /// The step width of the optimiser.
    pub(super) rate: f32,
    /// Windows of a step.
    pub(super) batch: usize,
    /// The most passes over the data.
    pub(super) epochs: usize,
    /// Passes without gain on the inner cut before training ends.
    pub(super) patience: usize,
    pub(super) seed: u64,
}

impl NeuralSettings {
    /// Tells whether the encoder is told how far from the end an input stands.
    pub(super) const fn has_places(&self) -> bool {
        matches!(self.body, Body::Attention { .. })
    }

    /// Refuses heads that do not share a vector evenly.
    pub(super) fn expect_sound(&self) -> Result<(), FitError> {
        match self.body {
            Body::Attention { heads, .. } if !self.width.is_multiple_of(heads) => {
                let width = self.width;
                Err(FitError::Own(format!(
                    "`factors` is {width} and `heads` {heads}: expected a multiple"
                )))
            }
            Body::Attention { .. } | Body::Recurrent => Ok(()),
        }
    }

    /// The most memory that learning and recommending take, in bytes: parameters, their best, the optimiser's two means,
    /// item vectors and the gradients of four lanes; the rows of a step, some forty numbers for each of a row's; a block
    /// of scores for each lane.
    pub(super) fn memory(&self, shape: &Shape) -> u64 {
        let parameters = (shape.items * self.width) as u64 * 4 * 9;
        let rows = (self.batch * self.length).min(shape.pairs) as u64;
        let in_step = rows * (self.width as u64 * 40 + self.length as u64 * 2) * 4;
        let scores = (shape.items as u64 * 8).max(1 << 20) * 4 * 4;
        parameters + in_step + scores + shape.pairs as u64 * 24 + shape.scores()
    }

    /// The multiplications of all epochs: three products of each row with the items of its loss.
    pub(super) fn work(&self, shape: &Shape) -> u64 {
        let items = match self.loss {
            Loss::AllItems => shape.items,
            Loss::Sampled { negatives, .. } => negatives,
        };
        let of_row = (3 * items + 24 * self.width) as u64 * self.width as u64;
        (shape.pairs as u64).saturating_mul(of_row).saturating_mul(self.epochs as u64)
    }
}
