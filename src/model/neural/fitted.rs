//! A network that has learnt, and its lists.

use serde::{Deserialize, Serialize};

use super::batch::Batch;
use super::judge::{last_scores, newest};
use super::lessons::Lessons;
use super::network::Network;
use super::settings::NeuralSettings;
use super::tokens::{Returns, Token, tokens};
use super::trainer::train;
use crate::dataset::ItemIdx;
use crate::model::core::{FitError, Request, Save, Scored, Training, Watch};
use crate::model::parts::scorer::{Filled, Scorer};
use crate::model::parts::vector::{add_multiple, dot};

/// A network without its items' parameters, and the vectors made of them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Fitted {
    network: Network,
    /// The parameters of inputs and encoder.
    values: Vec<f32>,
    /// A vector for each item of the catalogue; zeros for those of which nothing is known.
    vectors: Vec<f32>,
    /// True for items of which something is known.
    is_known: Vec<bool>,
    length: usize,
    returns: bool,
}

/// Learns.
pub(super) fn fit(
    settings: &NeuralSettings,
    training: &Training<'_>,
    watch: &mut Watch<'_>,
) -> Result<Box<dyn Save>, FitError> {
    let lessons = Lessons::of(training, settings);
    let network = Network::new(settings, lessons.known.len(), lessons.columns.n_values());
    let mut values = train(settings, &lessons, &network, watch)?;
    let width = network.width();
    let mut vectors = vec![0.0_f32; training.n_items() * width];
    let known = network.items.of(&values).chunks_exact(width);
    for (item, own) in lessons.known.iter().zip(known) {
        vectors[item.index() * width..(item.index() + 1) * width].copy_from_slice(own);
    }
    let mut is_known = vec![false; training.n_items()];
    lessons.known.iter().for_each(|item| is_known[item.index()] = true);
    if let Some(part) = &network.values {
        let features = vectors.chunks_exact_mut(width).zip(lessons.all_columns.rows());
        for ((vector, features), is_known) in features.zip(&mut is_known) {
            for &(value, weight) in features {
                add_multiple(weight, part.row(&values, value as usize), vector);
                *is_known = true;
            }
        }
    }
    values.truncate(network.n_own());
    let returns = Returns::of(training.task().seen) == Returns::Kept;
    let fitted = Fitted {
        network,
        values,
        vectors,
        is_known: is_known.clone(),
        length: settings.length,
        returns,
    };
    Ok(Box::new(Filled::with_ranked(fitted, training, is_known)))
}

/// Inputs whose items have their vectors at their index.
fn batch<'t>(sequences: impl Iterator<Item = &'t [Token]> + Clone) -> Batch {
    Batch::new(sequences, |token| token.item.0)
}

impl Fitted {
    /// The inputs of a request: the newest tokens of items of which something is known.
    fn inputs(&self, request: &Request<'_>) -> Vec<Token> {
        let returns = if self.returns { Returns::Kept } else { Returns::Dropped };
        let mut all = tokens(request.history.iter().copied(), returns);
        all.retain(|token| self.is_known.get(token.item.index()).copied().unwrap_or(false));
        newest(&all, self.length).to_vec()
    }
}

impl Scorer for Fitted {
    fn n_items(&self) -> usize {
        self.is_known.len()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        self.score_many(std::slice::from_ref(request), scores) == [true]
    }

    fn score_many(&self, requests: &[Request<'_>], scores: &mut [f32]) -> Vec<bool> {
        let inputs: Vec<Vec<Token>> = requests.iter().map(|request| self.inputs(request)).collect();
        let told: Vec<bool> = inputs.iter().map(|tokens| !tokens.is_empty()).collect();
        let batch = batch(inputs.iter().filter(|tokens| !tokens.is_empty()).map(Vec::as_slice));
        let found = last_scores(&self.network, &self.values, &self.vectors, &batch);
        let n_items = self.n_items().max(1);
        let into = scores.chunks_mut(n_items).zip(&told).filter(|(_, told)| **told);
        for ((into, _), found) in into.zip(found.chunks(n_items)) {
            into.copy_from_slice(found);
        }
        told
    }

    fn is_evidence(&self) -> bool {
        false
    }

    /// The loss of the item's score when an item of the history is left out.
    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let inputs = self.inputs(request);
        let mut items: Vec<ItemIdx> = inputs.iter().map(|token| token.item).collect();
        items.sort_unstable();
        items.dedup();
        let width = self.network.width();
        let vector = &self.vectors[item.index() * width..(item.index() + 1) * width];
        let score = |tokens: &[Token]| {
            if tokens.is_empty() {
                return 0.0;
            }
            let batch = batch(std::iter::once(tokens));
            let (encoded, _) = self.network.forward(
                &self.values,
                &self.vectors,
                &batch,
                &mut super::dropout::Dropout::none(),
            );
            dot(&encoded[encoded.len() - width..], vector)
        };
        let whole = score(&inputs);
        let without = |left_out: ItemIdx| {
            let rest: Vec<Token> =
                inputs.iter().copied().filter(|token| token.item != left_out).collect();
            Scored { item: left_out, score: whole - score(&rest) }
        };
        items.into_iter().map(without).collect()
    }

    fn is_sound(&self) -> bool {
        let width = self.network.width();
        self.is_known.len().checked_mul(width) == Some(self.vectors.len())
            && self.values.len() == self.network.n_own()
            && self.network.is_sound(self.length)
            && self.vectors.iter().chain(&self.values).all(|value| value.is_finite())
    }
}
