//! Self-attention over the history.

use super::fitted::Fitted;
use super::networked::Networked;
use super::settings::{Body, Inputs, Loss, NeuralSettings};
use crate::model::core::parameter::{SEED, Search, Searched, parameters, real_f32, whole};
use crate::model::core::{Method, ModelFamily, ModelKind};
use crate::model::parts::scorer::load;

/// SASRec: a transformer over the newest items of the history.
///
/// Kang and McAuley 2018, "Self-attentive sequential recommendation", doi:10.1109/ICDM.2018.00035, learnt by
/// cross-entropy over all items, which decides its quality (Klenitskiy and Vasilev 2023, doi:10.1145/3604915.3610644), or
/// by the calibrated sampled loss of gSASRec (Petrov and Macdonald 2023, doi:10.1145/3604915.3608783).
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "sasrec",
    family: ModelFamily::OrderAware,
    summary: "A transformer over the newest items of the history (SASRec).",
    equation: "score(u, j) = h(u) · v(j), h(u) the last row of `blocks` blocks of causal self-attention over \
               √d v(i) + p(place); v(j) a vector of the item, and of its columns",
    source: "Kang and McAuley 2018, doi:10.1109/ICDM.2018.00035; Petrov and Macdonald 2023, \
             doi:10.1145/3604915.3608783",
    cost: "time r · n · d · epochs (softmax) or r · negatives · d · epochs, memory n · d",
    is_fast: false,
    needs: None,
    method: Method::of::<SasrecParameters>(),
    load: load::<Fitted>,
};

parameters! {
    /// The items that a row's loss is taken over.
    pub(in crate::model) enum LossKind {
        Softmax = "softmax",
        Sampled = "sampled",
    }

    /// A property beside the items, given to a network or not.
    pub(in crate::model) enum Given {
        Used = "use",
        Ignored = "ignore",
    }

    /// Parameters of SASRec.
    pub(in crate::model) struct SasrecParameters {
        factors: usize = whole(1..=4_096, 64, Search::LogInteger(32, 256), "length of the vectors; a multiple of `heads`");
        blocks: usize = whole(1..=32, 2, Search::LogInteger(1, 4), "blocks of attention and layers");
        heads: usize = whole(1..=64, 1, Search::LogInteger(1, 4), "heads of each attention");
        length: usize = whole(1..=10_000, 100, Search::LogInteger(20, 200), "newest items that it sees");
        loss: LossKind = LossKind::parameter(Searched::No, "the items of a row's loss: all, or some that are drawn");
        negatives: usize = whole(1..=1_000_000, 256, Search::Fixed, "items drawn for each window, with `loss=sampled`");
        calibration: f32 = real_f32(0.0..=1.0, 0.75, Search::Real(0.0, 1.0), "how far sampling is made up for, with `loss=sampled`");
        dropout: f32 = real_f32(0.0..=0.95, 0.2, Search::Real(0.0, 0.6), "share of units left out in training");
        rate: f32 = real_f32(1e-7..=1.0, 0.001, Search::LogReal(1e-4, 1e-2), "step width");
        batch: usize = whole(1..=100_000, 32, Search::LogInteger(8, 256), "windows of a step");
        epochs: usize = whole(1..=100_000, 100, Search::Fixed, "most passes over the data");
        patience: usize = whole(1..=100_000, 10, Search::Fixed, "passes without gain on an inner cut before it ends");
        columns: Given = Given::parameter(Searched::Yes, "whether items have their columns beside a vector of their own");
        events: Given = Given::parameter(Searched::Yes, "whether inputs have their event types");
        gaps: Given = Given::parameter(Searched::Yes, "whether inputs have the time since the one before");
        seed: u64 = SEED;
    }
}

impl LossKind {
    /// The loss with these parameters.
    pub(super) const fn with(self, negatives: usize, calibration: f32) -> Loss {
        match self {
            Self::Softmax => Loss::AllItems,
            Self::Sampled => Loss::Sampled { negatives, calibration },
        }
    }
}

impl Networked for SasrecParameters {
    fn settings(&self) -> NeuralSettings {
        NeuralSettings {
            width: self.factors,
            body: Body::Attention { blocks: self.blocks, heads: self.heads },
            length: self.length,
            inputs: Inputs { types: self.events == Given::Used, gaps: self.gaps == Given::Used },
            columns: self.columns == Given::Used,
            loss: self.loss.with(self.negatives, self.calibration),
            dropout: self.dropout,
            rate: self.rate,
            batch: self.batch,
            epochs: self.epochs,
            patience: self.patience,
            seed: self.seed,
        }
    }
}
