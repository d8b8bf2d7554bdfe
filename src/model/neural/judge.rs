//! The quality of a network on the inner users.

use rayon::prelude::*;

use super::batch::Batch;
use super::dropout::Dropout;
use super::lessons::{InnerUser, Lessons};
use super::network::Network;
use super::product::{Accum, multiply, rows, rows_mut};
use super::settings::NeuralSettings;
use super::tokens::Token;
use crate::dataset::ItemIdx;
use crate::model::core::best_of;
use crate::number::from_count;

/// Length of the lists that are judged.
const LENGTH: usize = 25;
/// Users whose scores are taken at once.
const AT_ONCE: usize = 32;

/// The mean over the inner users of half normalised discounted cumulative gain and half reciprocal rank, both at 25.
pub(super) fn quality(
    settings: &NeuralSettings,
    lessons: &Lessons,
    network: &Network,
    values: &[f32],
) -> f64 {
    let vectors = network.item_vectors(values, &lessons.columns);
    let judged: Vec<f64> = lessons
        .inner
        .par_chunks(AT_ONCE)
        .map(|users| {
            let known = |user: &InnerUser| -> Vec<Token> {
                newest(&user.history, settings.length).to_vec()
            };
            let histories: Vec<Vec<Token>> = users.iter().map(known).collect();
            let batch = Batch::new(histories.iter().map(Vec::as_slice), |token| lessons.row(token));
            let scores = last_scores(network, values, &vectors, &batch);
            let n_items = lessons.known.len();
            users
                .iter()
                .zip(scores.chunks_exact(n_items))
                .map(|(user, scores)| gain(user, scores))
                .sum::<f64>()
        })
        .collect();
    judged.iter().sum::<f64>() / from_count(lessons.inner.len())
}

/// The newest `length` tokens.
pub(super) fn newest(history: &[Token], length: usize) -> &[Token] {
    &history[history.len().saturating_sub(length)..]
}

/// The scores of all items behind the last input of each sequence, sequences × items.
pub(super) fn last_scores(
    network: &Network,
    values: &[f32],
    vectors: &[f32],
    batch: &Batch,
) -> Vec<f32> {
    let width = network.width();
    let (encoded, _) = network.forward(values, vectors, batch, &mut Dropout::none());
    let last: Vec<f32> = batch
        .packed
        .last_rows()
        .flat_map(|row| encoded[row * width..(row + 1) * width].iter().copied())
        .collect();
    let n_items = vectors.len() / width;
    let mut scores = vec![0.0_f32; last.len() / width * n_items];
    let all = rows(vectors, width).transpose();
    multiply(rows_mut(&mut scores, n_items), Accum::Replace, rows(&last, width), all, 1.0);
    scores
}

fn gain(user: &InnerUser, scores: &[f32]) -> f64 {
    let list = best_of(scores, LENGTH, |item, _| user.excluded.binary_search(&item.0).is_err());
    let discount = |place: usize| 1.0 / libm::log2(from_count(place) + 2.0);
    let is_hit = |item: ItemIdx| user.held_out.binary_search(&item.0).is_ok();
    let hits: Vec<usize> =
        list.iter().enumerate().filter(|(_, one)| is_hit(one.item)).map(|(at, _)| at).collect();
    let gained: f64 = hits.iter().map(|&place| discount(place)).sum();
    let ideal: f64 = (0..user.n_held_out.min(LENGTH)).map(discount).sum();
    let reciprocal = hits.first().map_or(0.0, |&place| 1.0 / (from_count(place) + 1.0));
    0.5 * (gained / ideal + reciprocal)
}
