//! The weights of the network, and the gradient of its loss by backpropagation.

use super::evidence::N_FEATURES;
use crate::model::parts::factors::Factors;
use crate::model::parts::vector::{add_multiple, dot};
use crate::number::{from_count, single_count};

/// The weights of one layer, or of two with a rectifier between, in one vector: first layer (hidden ×
/// features), its biases (hidden), last layer (hidden, or features where there is one layer), its bias.
///
/// The same type holds a gradient.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Layers {
    /// Units of the hidden layer; 0 where there is none.
    hidden: usize,
    values: Vec<f32>,
}

impl Layers {
    /// Every weight 0.
    pub(super) fn zero(hidden: usize) -> Self {
        Self { hidden, values: vec![0.0; hidden * (N_FEATURES + 1) + width(hidden) + 1] }
    }

    /// Normal weights of variance 2 / inputs where there is a hidden layer (He et al. 2015,
    /// arXiv:1502.01852, section 2.2), biases 0; every weight 0 where there is none.
    pub(super) fn start(hidden: usize, seed: u64) -> Self {
        let mut start = Self::zero(hidden);
        if hidden > 0 {
            let draw = |rows: usize, inputs: usize, name: &str| {
                let deviation = (2.0 / from_count(inputs)).sqrt();
                Factors::normal(rows, inputs, deviation, seed, name).values().to_vec()
            };
            let first = draw(hidden, N_FEATURES, "classifier first");
            start.values[..hidden * N_FEATURES].copy_from_slice(&first);
            let at = hidden * (N_FEATURES + 1);
            start.values[at..at + hidden].copy_from_slice(&draw(1, hidden, "classifier last"));
        }
        start
    }

    pub(super) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    pub(super) fn first(&self) -> &[f32] {
        &self.values[..self.hidden * N_FEATURES]
    }

    pub(super) fn first_bias(&self) -> &[f32] {
        &self.values[self.hidden * N_FEATURES..self.hidden * (N_FEATURES + 1)]
    }

    pub(super) fn last(&self) -> &[f32] {
        &self.values[self.hidden * (N_FEATURES + 1)..self.values.len() - 1]
    }

    pub(super) fn last_bias(&self) -> f32 {
        self.values[self.values.len() - 1]
    }

    /// Sets `gradient` to the gradient of the mean cross-entropy over `batch`, which lists rows of
    /// `features` (rows × features) and `answers` (0 or 1); 0 for an empty batch. The examples are added
    /// in the order of the batch.
    pub(super) fn gradient(
        &self,
        features: &[f32],
        answers: &[f32],
        batch: &[usize],
        gradient: &mut Self,
    ) {
        gradient.values.fill(0.0);
        let share = 1.0 / single_count(batch.len()).max(1.0);
        let mut active = vec![0.0_f32; self.hidden];
        for &at in batch {
            let row = &features[at * N_FEATURES..(at + 1) * N_FEATURES];
            let logit = self.forward(row, &mut active);
            // The derivative of the cross-entropy by the logit.
            let error = share * (sigmoid(logit) - answers[at]);
            self.backward(row, &active, error, gradient);
        }
    }

    /// The logit of one row; `active` is set to the outputs of the hidden units.
    fn forward(&self, row: &[f32], active: &mut [f32]) -> f32 {
        if self.hidden == 0 {
            return dot(self.last(), row) + self.last_bias();
        }
        let units = self.first().chunks_exact(N_FEATURES).zip(self.first_bias());
        for (active, (weights, bias)) in active.iter_mut().zip(units) {
            *active = (dot(weights, row) + bias).max(0.0);
        }
        dot(self.last(), active) + self.last_bias()
    }

    /// Adds `error` · ∂logit/∂weight to each weight of `gradient`.
    fn backward(&self, row: &[f32], active: &[f32], error: f32, gradient: &mut Self) {
        let hidden = self.hidden;
        let (first, rest) = gradient.values.split_at_mut(hidden * N_FEATURES);
        let (first_bias, rest) = rest.split_at_mut(hidden);
        let (last, last_bias) = rest.split_at_mut(width(hidden));
        last_bias[0] += error;
        let inputs = if hidden == 0 { row } else { active };
        add_multiple(error, inputs, last);
        for (unit, &active) in active.iter().enumerate() {
            // A rectifier at rest passes nothing on.
            if active > 0.0 {
                let passed = error * self.last()[unit];
                first_bias[unit] += passed;
                let weights = &mut first[unit * N_FEATURES..(unit + 1) * N_FEATURES];
                add_multiple(passed, row, weights);
            }
        }
    }
}

/// Inputs of the last layer.
fn width(hidden: usize) -> usize {
    if hidden == 0 { N_FEATURES } else { hidden }
}

fn sigmoid(logit: f32) -> f32 {
    // The exponential of a negative number never leaves the range of numbers.
    let tail = (-logit.abs()).exp();
    if logit >= 0.0 { 1.0 / (1.0 + tail) } else { tail / (1.0 + tail) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::single;

    /// The mean of `max(z, 0) − z·y + ln(1 + e^−|z|)` over the batch, in double precision.
    fn loss(layers: &Layers, features: &[f32], answers: &[f32], batch: &[usize]) -> f64 {
        let mut active = vec![0.0; layers.hidden];
        let one = |&at: &usize| {
            let row = &features[at * N_FEATURES..(at + 1) * N_FEATURES];
            let logit = f64::from(layers.forward(row, &mut active));
            logit.max(0.0) - logit * f64::from(answers[at]) + (-logit.abs()).exp().ln_1p()
        };
        batch.iter().map(one).sum::<f64>() / from_count(batch.len())
    }

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        let n = 40;
        let features = Factors::normal(n, N_FEATURES, 1.0, 5, "rows").values().to_vec();
        let answers: Vec<f32> = (0..n).map(|at| if at % 3 == 0 { 1.0 } else { 0.0 }).collect();
        let batch: Vec<usize> = (0..n).rev().step_by(2).collect();
        for hidden in [0, 6] {
            let mut layers = Layers::start(hidden, 9);
            for (at, value) in layers.values_mut().iter_mut().enumerate() {
                *value += single((from_count(at) * 0.7).sin() * 0.1);
            }
            let mut gradient = Layers::zero(hidden);
            layers.gradient(&features, &answers, &batch, &mut gradient);
            for at in 0..layers.values.len() {
                let step = 2e-3_f32;
                let moved = |by: f32| {
                    let mut other = layers.clone();
                    other.values[at] += by;
                    loss(&other, &features, &answers, &batch)
                };
                let slope = (moved(step) - moved(-step)) / (2.0 * f64::from(step));
                let found = f64::from(gradient.values[at]);
                assert!((found - slope).abs() < 2e-3, "{hidden}, {at}: {found} {slope}");
            }
        }
    }

    #[test]
    fn an_empty_batch_has_no_gradient() {
        let layers = Layers::start(3, 1);
        let mut gradient = Layers::start(3, 2);
        layers.gradient(&[], &[], &[], &mut gradient);
        assert!(gradient.values.iter().all(|&value| value == 0.0));
    }

    #[test]
    fn the_sigmoid_stays_in_range() {
        assert!((sigmoid(0.0) - 0.5).abs() < f32::EPSILON);
        assert!(sigmoid(1e30) <= 1.0 && sigmoid(-1e30) >= 0.0);
        assert!((sigmoid(2.0) + sigmoid(-2.0) - 1.0).abs() < 1e-6);
    }
}
