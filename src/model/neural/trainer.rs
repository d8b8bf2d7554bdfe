//! Training: epochs of steps, each over lanes of windows, and the epoch that does best on the inner users.

use rayon::prelude::*;

use super::adam::{Adam, gather};
use super::batch::Batch;
use super::dropout::Dropout;
use super::judge::quality;
use super::lessons::Lessons;
use super::losses::BatchLoss;
use super::network::Network;
use super::settings::NeuralSettings;
use super::tokens::{Token, Window, windows};
use crate::model::core::{Epoch, FitError, Watch};
use crate::number::{from_count, single};
use crate::seed;

/// Shares of a step that may be worked on side by side. Their number is fixed, and their gradients are added in their
/// order, so that the number of threads reaches no bit.
const LANES: usize = 4;

/// A network on its way.
struct Trainer<'a> {
    settings: &'a NeuralSettings,
    lessons: &'a Lessons,
    network: &'a Network,
    values: Vec<f32>,
    /// The gradient of each lane.
    gradients: Vec<Vec<f32>>,
    optimiser: Adam,
}

/// The parameters of the epoch that did best on the inner users; of the last where there are none.
pub(super) fn train(
    settings: &NeuralSettings,
    lessons: &Lessons,
    network: &Network,
    watch: &mut Watch<'_>,
) -> Result<Vec<f32>, FitError> {
    let mut trainer = Trainer::new(settings, lessons, network);
    let all = windows(&lessons.sequences, settings.length);
    let epochs = if all.is_empty() { 0 } else { settings.epochs };
    let mut best: Option<(f64, Vec<f32>)> = None;
    let mut since_best = 0;
    for number in 1..=epochs {
        let loss = trainer.epoch(&all, number);
        if !loss.is_finite() || !trainer.values.iter().all(|value| value.is_finite()) {
            return Err(FitError::Numeric("lower `rate`".to_owned()));
        }
        let found = if lessons.inner.is_empty() {
            0.0
        } else {
            quality(settings, lessons, network, &trainer.values)
        };
        since_best += 1;
        // Without inner users the last epoch counts as the best.
        if lessons.inner.is_empty() || best.as_ref().is_none_or(|best| found > best.0) {
            best = Some((found, trainer.values.clone()));
            since_best = 0;
        }
        let is_ended = watch(Epoch { number, most: settings.epochs, loss }).is_break();
        if is_ended || since_best >= settings.patience {
            break;
        }
    }
    Ok(best.map_or(trainer.values, |best| best.1))
}

impl<'a> Trainer<'a> {
    fn new(settings: &'a NeuralSettings, lessons: &'a Lessons, network: &'a Network) -> Self {
        let n = network.n_parameters();
        Self {
            settings,
            lessons,
            network,
            values: network.start(settings.seed),
            gradients: vec![vec![0.0; n]; LANES],
            optimiser: Adam::new(n, settings.rate),
        }
    }

    /// One pass over all windows in an order that is drawn; the mean loss of its rows.
    fn epoch(&mut self, windows: &[Window], epoch: usize) -> f64 {
        let seed = self.settings.seed;
        let mut order = windows.to_vec();
        seed::shuffle(&mut seed::generator(seed, &format!("epoch {epoch}")), &mut order);
        let steps = order.chunks(self.settings.batch);
        let n_steps = steps.len();
        let mut loss = 0.0;
        for (step, windows) in steps.enumerate() {
            loss += self.step(windows, &format!("epoch {epoch} step {step}"));
        }
        loss / from_count(n_steps)
    }

    fn step(&mut self, windows: &[Window], name: &str) -> f64 {
        let (network, lessons, settings) = (self.network, self.lessons, self.settings);
        let vectors = network.item_vectors(&self.values, &lessons.columns);
        let n_rows: usize = windows.iter().map(|window| window.length).sum();
        let share = single(1.0 / from_count(n_rows));
        let values = &self.values;
        let lanes = deal(windows).into_par_iter().zip(&mut self.gradients).enumerate();
        let losses: Vec<f64> = lanes
            .map(|(number, (windows, gradient))| {
                let lane = Lane { settings, lessons, network, values, vectors: &vectors, share };
                lane.run(&windows, &format!("{name} lane {number}"), gradient)
            })
            .collect();
        gather(&mut self.gradients);
        network.pass_to_columns(&mut self.gradients[0], &lessons.columns);
        self.optimiser.step(&mut self.values, &mut self.gradients[0]);
        losses.iter().sum()
    }
}

/// The windows of each lane: the longest first, each to the lane with the fewest rows, ties to the first.
fn deal(windows: &[Window]) -> Vec<Vec<Window>> {
    let mut order = windows.to_vec();
    order.sort_by_key(|window| std::cmp::Reverse(window.length));
    let mut lanes = vec![(0, Vec::new()); LANES];
    for window in order {
        if let Some(lane) = lanes.iter_mut().min_by_key(|lane| lane.0) {
            lane.0 += window.length;
            lane.1.push(window);
        }
    }
    lanes.into_iter().map(|lane| lane.1).collect()
}

/// One lane of a step.
struct Lane<'a> {
    settings: &'a NeuralSettings,
    lessons: &'a Lessons,
    network: &'a Network,
    values: &'a [f32],
    vectors: &'a [f32],
    share: f32,
}

impl Lane<'_> {
    /// The loss of these windows, whose gradient it adds.
    fn run(&self, windows: &[Window], name: &str, gradient: &mut [f32]) -> f64 {
        if windows.is_empty() {
            return 0.0;
        }
        let inputs = |window: &Window| -> &[Token] {
            &self.lessons.sequences[window.sequence][window.start..window.start + window.length]
        };
        let row = |token: &Token| self.lessons.row(token);
        let batch = Batch::new(windows.iter().map(inputs), row);
        let targets: Vec<u32> = windows
            .iter()
            .flat_map(|window| {
                let begin = window.start + 1;
                self.lessons.sequences[window.sequence][begin..begin + window.length]
                    .iter()
                    .map(row)
            })
            .collect();
        let seed = self.settings.seed;
        let mut dropout = Dropout::new(self.settings.dropout, seed, name);
        let mut draws = seed::generator(seed, &format!("{name} negatives"));
        let n_items = self.lessons.known.len();
        let loss = BatchLoss::draw(self.settings.loss, windows.len(), n_items, &mut draws);
        let (inputs, rows) = ((self.values, self.vectors), (&batch, &targets[..]));
        self.network.learn(inputs, rows, (&loss, self.share), &mut dropout, gradient).0
    }
}
