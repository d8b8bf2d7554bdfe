//! Training of the network: mini-batches and `AdamW`.

use super::evidence::N_FEATURES;
use super::layers::Layers;
use crate::number::{from_count, single};
use crate::seed;

/// Examples of a step.
const BATCH: usize = 512;

/// The decays of `AdamW`'s moments, and the number that keeps its divisor above 0.
const FIRST_DECAY: f64 = 0.9;
const SECOND_DECAY: f64 = 0.999;
const EPSILON: f64 = 1e-8;

/// Settings of the training.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct DescentSettings {
    /// Units of the hidden layer; none for a logistic regression.
    pub(super) hidden: Option<usize>,
    pub(super) epochs: usize,
    pub(super) rate: f64,
    pub(super) l2: f64,
    pub(super) seed: u64,
}

/// The weights after `settings.epochs` passes over `features` (examples × features) and `answers`.
///
/// Each pass takes the examples in a seeded order, in batches of 512; the step shrinks with the square
/// root of the number of the pass.
pub(super) fn learn(features: &[f32], answers: &[f32], settings: &DescentSettings) -> Layers {
    debug_assert_eq!(features.len(), answers.len() * N_FEATURES, "a row for each answer");
    let hidden = settings.hidden.unwrap_or(0);
    let mut layers = Layers::start(hidden, settings.seed);
    let mut gradient = Layers::zero(hidden);
    let mut descent = AdamW::new(layers.values().len(), settings.l2);
    let n = answers.len();
    let mut order: Vec<usize> = (0..n).collect();
    for epoch in 0..settings.epochs {
        let mut generator = seed::generator(settings.seed, &format!("classifier epoch {epoch}"));
        seed::shuffle(&mut generator, &mut order);
        let rate = settings.rate / (1.0 + from_count(epoch)).sqrt();
        for batch in order.chunks(BATCH) {
            layers.gradient(features, answers, batch, &mut gradient);
            descent.step(layers.values_mut(), gradient.values(), rate);
        }
    }
    layers
}

/// Adam with the decay of the weights apart from the gradient.
///
/// Loshchilov, Hutter 2019, "Decoupled weight decay regularization", arXiv:1711.05101, algorithm 2. The
/// decay is multiplied by the rate too, as in `PyTorch`.
#[derive(Debug)]
struct AdamW {
    weight_decay: f64,
    n_steps: i32,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl AdamW {
    fn new(n_weights: usize, weight_decay: f64) -> Self {
        let (first, second) = (vec![0.0; n_weights], vec![0.0; n_weights]);
        Self { weight_decay, n_steps: 0, first, second }
    }

    fn step(&mut self, weights: &mut [f32], gradient: &[f32], rate: f64) {
        self.n_steps = self.n_steps.saturating_add(1);
        let first_share = 1.0 - FIRST_DECAY.powi(self.n_steps);
        let second_share = 1.0 - SECOND_DECAY.powi(self.n_steps);
        let moments = self.first.iter_mut().zip(&mut self.second);
        for ((weight, &slope), (first, second)) in weights.iter_mut().zip(gradient).zip(moments) {
            let slope = f64::from(slope);
            *first = FIRST_DECAY * *first + (1.0 - FIRST_DECAY) * slope;
            *second = SECOND_DECAY * *second + (1.0 - SECOND_DECAY) * slope * slope;
            let step = (*first / first_share) / ((*second / second_share).sqrt() + EPSILON);
            let kept = f64::from(*weight) * (1.0 - rate * self.weight_decay);
            *weight = single(kept - rate * step);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two steps by hand, rate 0.1, decay 0.5, weight 1, slopes 2 and −1.
    ///
    /// First: m = 0.2, v = 0.004; m̂ = 2, v̂ = 4; 1 · 0.95 − 0.1 · 2 / 2 = 0.85.
    /// Second: m = 0.08, v = 0.004996; m̂ = 0.08 / 0.19, v̂ = 0.004996 / 0.001999;
    /// 0.85 · 0.95 − 0.1 · 0.421053 / 1.580902 = 0.780866.
    #[test]
    fn two_steps_are_those_by_hand() {
        let mut descent = AdamW::new(1, 0.5);
        let mut weights = [1.0];
        descent.step(&mut weights, &[2.0], 0.1);
        assert!((weights[0] - 0.85).abs() < 1e-6, "{}", weights[0]);
        descent.step(&mut weights, &[-1.0], 0.1);
        assert!((weights[0] - 0.780_866).abs() < 1e-5, "{}", weights[0]);
    }
}
