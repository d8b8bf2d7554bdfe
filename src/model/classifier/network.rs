//! The network: learnt by candle, asked in plain loops.

use candle_core::{Device, Tensor, Var};
use candle_nn::{AdamW, Optimizer, ParamsAdamW};
use serde::{Deserialize, Serialize};

use super::evidence::{N_FEATURES, USERS_FEATURE};
use super::sample::Examples;
use crate::model::FitError;
use crate::model::parts::factors::Factors;
use crate::model::parts::vector::dot;
use crate::number::{from_count, single};
use crate::seed;

/// Examples of a step.
const BATCH: usize = 512;

/// How it is trained.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Settings {
    /// Units of the hidden layer; none for a logistic regression.
    pub(super) hidden: Option<usize>,
    pub(super) epochs: usize,
    pub(super) rate: f64,
    pub(super) l2: f64,
    pub(super) seed: u64,
}

/// One layer, or two with a rectifier between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Network {
    /// Of each feature.
    means: Vec<f32>,
    deviations: Vec<f32>,
    /// hidden × features and hidden; empty for a logistic regression.
    first: Vec<f32>,
    first_bias: Vec<f32>,
    last: Vec<f32>,
    last_bias: f32,
}

impl Network {
    pub(super) fn train(examples: &Examples, settings: &Settings) -> Result<Self, FitError> {
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
        let failed = |error: candle_core::Error| FitError::Numeric(error.to_string());
        let learnt = learn(&standard, &examples.answers, settings).map_err(failed)?;
        let network = Self { means, deviations, ..learnt };
        let all = network.first.iter().chain(&network.last);
        if !network.last_bias.is_finite() || !all.clone().all(|value| value.is_finite()) {
            return Err(FitError::Numeric("lower `rate`".to_owned()));
        }
        Ok(network)
    }

    /// Where nobody has two items, there is nothing to learn: the item's users decide.
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

/// The mean of `max(z, 0) − z·y + ln(1 + e^−|z|)`, which is the cross-entropy of a logit z and an
/// answer y and never leaves the range of numbers, as `ln(σ(z))` does.
fn cross_entropy(logits: &Tensor, answers: &Tensor) -> candle_core::Result<Tensor> {
    let tail = (logits.abs()?.neg()?.exp()? + 1.0)?.log()?;
    ((logits.relu()? - (logits * answers)?)? + tail)?.mean_all()
}

fn learn(features: &[f32], answers: &[f32], settings: &Settings) -> candle_core::Result<Network> {
    let device = Device::Cpu;
    let n = answers.len();
    let hidden = settings.hidden.unwrap_or(0);
    let width = if hidden == 0 { N_FEATURES } else { hidden };
    let draw = |n: usize, inputs: usize, name: &str| {
        let deviation = (2.0 / from_count(inputs)).sqrt();
        Factors::normal(n, inputs, deviation, settings.seed, name).values().to_vec()
    };
    let first = Var::from_vec(
        draw(hidden.max(1), N_FEATURES, "classifier first"),
        (hidden.max(1), N_FEATURES),
        &device,
    )?;
    let first_bias = Var::zeros(hidden.max(1), candle_core::DType::F32, &device)?;
    let last = if hidden == 0 {
        Var::zeros((1, width), candle_core::DType::F32, &device)?
    } else {
        Var::from_vec(draw(1, width, "classifier last"), (1, width), &device)?
    };
    let last_bias = Var::zeros(1, candle_core::DType::F32, &device)?;
    let vars = vec![first.clone(), first_bias.clone(), last.clone(), last_bias.clone()];
    let params =
        ParamsAdamW { lr: settings.rate, weight_decay: settings.l2, ..ParamsAdamW::default() };
    let mut optimizer = AdamW::new(vars, params)?;
    let forward = |x: &Tensor| -> candle_core::Result<Tensor> {
        let x = if hidden == 0 {
            x.clone()
        } else {
            x.matmul(&first.t()?)?.broadcast_add(&first_bias)?.relu()?
        };
        x.matmul(&last.t()?)?.broadcast_add(&last_bias)?.flatten_all()
    };
    let mut order: Vec<usize> = (0..n).collect();
    for epoch in 0..settings.epochs {
        let mut generator = seed::generator(settings.seed, &format!("classifier epoch {epoch}"));
        for at in (1..n).rev() {
            order.swap(at, seed::below(&mut generator, at + 1));
        }
        // Smaller steps towards the end.
        optimizer.set_learning_rate(settings.rate / (1.0 + from_count(epoch)).sqrt());
        for batch in order.chunks(BATCH) {
            let rows: Vec<f32> = batch
                .iter()
                .flat_map(|&at| features[at * N_FEATURES..(at + 1) * N_FEATURES].iter().copied())
                .collect();
            let wanted: Vec<f32> = batch.iter().map(|&at| answers[at]).collect();
            let x = Tensor::from_vec(rows, (batch.len(), N_FEATURES), &device)?;
            let wanted = Tensor::from_vec(wanted, batch.len(), &device)?;
            optimizer.backward_step(&cross_entropy(&forward(&x)?, &wanted)?)?;
        }
    }
    let values = |tensor: &Var| tensor.flatten_all()?.to_vec1::<f32>();
    Ok(Network {
        means: Vec::new(),
        deviations: Vec::new(),
        first: if hidden == 0 { Vec::new() } else { values(&first)? },
        first_bias: if hidden == 0 { Vec::new() } else { values(&first_bias)? },
        last: values(&last)?,
        last_bias: values(&last_bias)?.first().copied().unwrap_or(0.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let settings = Settings { hidden, epochs: 20, rate: 0.05, l2: 0.0, seed: 3 };
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
