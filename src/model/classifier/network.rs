//! The trained network: standardised features in, a logit out.

use serde::{Deserialize, Serialize};

use super::descent::{DescentSettings, learn};
use super::evidence::{N_FEATURES, USERS_FEATURE};
use super::sample::Examples;
use crate::model::core::FitError;
use crate::model::parts::vector::dot;
use crate::number::{from_count, single};

/// One layer, or two with a rectifier between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Network {
    /// The mean of each feature.
    means: Vec<f32>,
    deviations: Vec<f32>,
    /// hidden × features and hidden; empty for a logistic regression.
    first: Vec<f32>,
    first_bias: Vec<f32>,
    last: Vec<f32>,
    last_bias: f32,
}

impl Network {
    pub(super) fn train(examples: &Examples, settings: &DescentSettings) -> Result<Self, FitError> {
        if examples.answers.is_empty() {
            return Ok(Self::by_popularity());
        }
        let (means, deviations) = moments(&examples.features);
        let mut standard = examples.features.clone();
        for row in standard.chunks_mut(N_FEATURES) {
            for (at, value) in row.iter_mut().enumerate() {
                *value = (*value - means[at]) / deviations[at];
            }
        }
        let layers = learn(&standard, &examples.answers, settings);
        let (first, first_bias) = (layers.first().to_vec(), layers.first_bias().to_vec());
        let (last, last_bias) = (layers.last().to_vec(), layers.last_bias());
        let network = Self { means, deviations, first, first_bias, last, last_bias };
        let all = network.first.iter().chain(&network.last);
        if !network.last_bias.is_finite() || !all.clone().all(|value| value.is_finite()) {
            return Err(FitError::Numeric("lower `rate`".to_owned()));
        }
        Ok(network)
    }

    /// The network that goes by the number of an item's users, for data in which nobody has two
    /// items, so that there is nothing to learn.
    fn by_popularity() -> Self {
        let mut last = vec![0.0; N_FEATURES];
        last[USERS_FEATURE] = 1.0;
        Self {
            means: vec![0.0; N_FEATURES],
            deviations: vec![1.0; N_FEATURES],
            first: Vec::new(),
            first_bias: Vec::new(),
            last,
            last_bias: 0.0,
        }
    }

    /// Working space for [`Self::logit`].
    pub(super) fn room() -> Vec<f32> {
        vec![0.0; N_FEATURES]
    }

    pub(super) fn logit(&self, features: &[f32; N_FEATURES], room: &mut [f32]) -> f32 {
        for (at, value) in room.iter_mut().enumerate() {
            *value = (features[at] - self.means[at]) / self.deviations[at];
        }
        if self.first.is_empty() {
            return dot(&self.last, room) + self.last_bias;
        }
        let units = self.first.chunks_exact(N_FEATURES).zip(&self.first_bias).zip(&self.last);
        let sum: f32 =
            units.map(|((row, bias), last)| last * (dot(row, room) + bias).max(0.0)).sum();
        sum + self.last_bias
    }

    pub(super) fn is_sound(&self, n_features: usize) -> bool {
        let hidden = self.first_bias.len();
        let width = if hidden == 0 { n_features } else { hidden };
        self.means.len() == n_features
            && self.deviations.len() == n_features
            && self.first.len() == hidden * n_features
            && self.last.len() == width
    }
}

fn moments(features: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let n = from_count(features.len() / N_FEATURES).max(1.0);
    let moment = |at: usize, centre: f64, power: i32| {
        let values = features.iter().skip(at).step_by(N_FEATURES);
        values.map(|&value| (f64::from(value) - centre).powi(power)).sum::<f64>() / n
    };
    let means: Vec<f64> = (0..N_FEATURES).map(|at| moment(at, 0.0, 1)).collect();
    let deviations = (0..N_FEATURES).map(|at| moment(at, means[at], 2).sqrt());
    // A feature that never changed has nothing to say when it does: whatever it is, it becomes 0.
    let spread = |one: f64| if one > 1e-6 { single(one) } else { f32::INFINITY };
    let deviations = deviations.map(spread).collect();
    (means.into_iter().map(single).collect(), deviations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seed;

    /// The answer is whether the first feature is above the second.
    fn examples() -> Examples {
        let mut examples = Examples::default();
        let mut generator = seed::generator(1, "examples");
        for _ in 0..4_000 {
            let mut row = [0.0_f32; N_FEATURES];
            for value in &mut row {
                *value = single(from_count(seed::below(&mut generator, 1_000)) / 1_000.0);
            }
            examples.answers.push(if row[0] > row[1] { 1.0 } else { 0.0 });
            examples.features.extend(row);
        }
        examples
    }

    #[test]
    fn both_forms_learn_which_of_two_is_larger() {
        for hidden in [None, Some(16)] {
            let settings = DescentSettings { hidden, epochs: 20, rate: 0.05, l2: 0.0, seed: 3 };
            let network = Network::train(&examples(), &settings).expect("learns");
            assert!(network.is_sound(N_FEATURES));
            let mut room = Network::room();
            let mut row = [0.5_f32; N_FEATURES];
            (row[0], row[1]) = (0.8, 0.2);
            assert!(network.logit(&row, &mut room) > 1.0, "{hidden:?}");
            (row[0], row[1]) = (0.2, 0.8);
            assert!(network.logit(&row, &mut room) < -1.0, "{hidden:?}");
        }
    }
}
