//! A recurrent network over the history.

use super::fitted::Fitted;
use super::networked::Networked;
use super::sasrec::{Given, LossKind};
use super::settings::{Body, Inputs, NeuralSettings};
use crate::model::core::parameter::{SEED, Search, Searched, parameters, real_f32, whole};
use crate::model::core::{Method, ModelFamily, ModelKind};
use crate::model::parts::scorer::load;

/// GRU4Rec: a gated recurrent unit over the history.
///
/// Hidasi and Karatzoglou 2018, "Recurrent neural networks with top-k gains for session-based recommendations",
/// doi:10.1145/3269206.3271761, with constrained embeddings (section 4.1) and cross-entropy; dropout stands on the inputs,
/// and states run through whole windows (Hidasi and Czapp 2023, doi:10.1145/3604915.3609487).
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "gru4rec",
    family: ModelFamily::OrderAware,
    summary: "A gated recurrent unit over the history (GRU4Rec).",
    equation: "score(u, j) = h(u) · v(j), h(u) the last state of a gated recurrent unit over √d v(i)",
    source: "Hidasi and Karatzoglou 2018, doi:10.1145/3269206.3271761; Hidasi and Czapp 2023, \
             doi:10.1145/3604915.3609487",
    cost: "time r · n · d · epochs (softmax) or r · negatives · d · epochs, memory n · d",
    is_fast: false,
    needs: None,
    method: Method::of::<Gru4recParameters>(),
    load: load::<Fitted>,
};

parameters! {
    /// Parameters of GRU4Rec.
    pub(in crate::model) struct Gru4recParameters {
        factors: usize = whole(1..=4_096, 64, Search::LogInteger(32, 256), "length of vectors and state");
        length: usize = whole(1..=10_000, 100, Search::LogInteger(20, 200), "newest items that it sees");
        loss: LossKind = LossKind::parameter(Searched::No, "the items of a row's loss: all, or some that are drawn");
        negatives: usize = whole(1..=1_000_000, 256, Search::Fixed, "items drawn for each window, with `loss=sampled`");
        calibration: f32 = real_f32(0.0..=1.0, 0.75, Search::Real(0.0, 1.0), "how far sampling is made up for, with `loss=sampled`");
        dropout: f32 = real_f32(0.0..=0.95, 0.2, Search::Real(0.0, 0.6), "share of inputs left out in training");
        rate: f32 = real_f32(1e-7..=1.0, 0.005, Search::LogReal(1e-4, 3e-2), "step width");
        batch: usize = whole(1..=100_000, 32, Search::LogInteger(8, 256), "windows of a step");
        epochs: usize = whole(1..=100_000, 100, Search::Fixed, "most passes over the data");
        patience: usize = whole(1..=100_000, 10, Search::Fixed, "passes without gain on an inner cut before it ends");
        columns: Given = Given::parameter(Searched::Yes, "whether items have their columns beside a vector of their own");
        events: Given = Given::parameter(Searched::Yes, "whether inputs have their event types");
        gaps: Given = Given::parameter(Searched::Yes, "whether inputs have the time since the one before");
        seed: u64 = SEED;
    }
}

impl Networked for Gru4recParameters {
    fn settings(&self) -> NeuralSettings {
        NeuralSettings {
            width: self.factors,
            body: Body::Recurrent,
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
