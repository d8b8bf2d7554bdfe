//! The whole network: inputs, encoder, item vectors.

use serde::{Deserialize, Serialize};

use super::batch::Batch;
use super::columns::ItemColumns;
use super::dropout::{self, Dropout};
use super::encoder::{Encoder, EncoderTrace};
use super::layout::{Layout, Part};
use super::losses::{Asked, BatchLoss, Gradients};
use super::settings::{Inputs, NeuralSettings};
use super::tokens::GAP_BUCKETS;
use crate::model::parts::factors::Factors;
use crate::model::parts::vector::add_multiple;
use crate::number::{from_count, single_count};

/// The largest width of a vector, as the parameters of both models have it.
const MOST_WIDTH: usize = 4_096;

/// The layout of a network's parameters; those of the items come last, since a fitted model keeps the vectors that are
/// made of them instead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Network {
    width: usize,
    /// A vector for each number of inputs behind an input, where the encoder needs it.
    places: Option<Part>,
    types: Option<Part>,
    gaps: Option<Part>,
    pub(super) encoder: Encoder,
    /// Parameters up to here are the encoder's and the inputs'.
    n_own: usize,
    /// A vector for each known item.
    pub(super) items: Part,
    /// A vector for each value of the items' columns, added to those of the items that have it.
    pub(super) values: Option<Part>,
    n_parameters: usize,
}

/// The values of a forward pass that the backward pass needs.
pub(super) struct NetworkTrace {
    mask: Option<Vec<f32>>,
    encoder: EncoderTrace,
}

impl Network {
    /// The network for `n_items` known items, whose columns have `n_values` values.
    pub(super) fn new(settings: &NeuralSettings, n_items: usize, n_values: usize) -> Self {
        let NeuralSettings { width, length, inputs, .. } = *settings;
        let Inputs { types, gaps } = inputs;
        let mut layout = Layout::default();
        let places = settings.has_places().then(|| layout.part(length, width));
        let types = types.then(|| layout.part(32, width));
        let gaps = gaps.then(|| layout.part(GAP_BUCKETS, width));
        let encoder = Encoder::new(&mut layout, settings);
        let n_own = layout.length();
        let items = layout.part(n_items, width);
        let values = (n_values > 0).then(|| layout.part(n_values, width));
        let n_parameters = layout.length();
        Self { width, places, types, gaps, encoder, n_own, items, values, n_parameters }
    }

    pub(super) const fn n_parameters(&self) -> usize {
        self.n_parameters
    }

    /// Parameters without those of the items.
    pub(super) const fn n_own(&self) -> usize {
        self.n_own
    }

    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// Tells whether all its parts lie within its own parameters, and `length` inputs have a place; asked of what was
    /// read from a file.
    pub(super) fn is_sound(&self, length: usize) -> bool {
        let extras = [&self.places, &self.types, &self.gaps].into_iter().flatten();
        let fits = |part: &Part| part.columns() == self.width && part.range().end <= self.n_own;
        let rows =
            |part: &Option<Part>, n: usize| part.as_ref().is_none_or(|part| part.rows() >= n);
        // Wider ones than any parameter allows would leave the range of sizes below.
        (1..=MOST_WIDTH).contains(&self.width)
            && extras.into_iter().all(fits)
            && rows(&self.places, length)
            && rows(&self.types, 32)
            && rows(&self.gaps, GAP_BUCKETS)
            && self.encoder.is_sound(self.width, self.n_own)
    }

    /// The parameters that training begins with: normal draws, of deviation 0.02 for vectors and √(2 / (inputs +
    /// outputs)) for layers (Glorot and Bengio 2010), gains 1, biases and vectors of columns 0.
    pub(super) fn start(&self, seed: u64) -> Vec<f32> {
        let mut values = vec![0.0_f32; self.n_parameters];
        let mut draw = |part: &Part, deviation: f64, name: &str| {
            let drawn = Factors::normal(part.rows(), part.columns(), deviation, seed, name);
            part.of_mut(&mut values).copy_from_slice(drawn.values());
        };
        draw(&self.items, 0.02, "items");
        for (part, name) in [(&self.places, "places"), (&self.types, "types"), (&self.gaps, "gaps")]
        {
            if let Some(part) = part {
                draw(part, 0.02, name);
            }
        }
        for (number, part) in self.encoder.layers().iter().enumerate() {
            let deviation = (2.0 / from_count(part.rows() + part.columns())).sqrt();
            draw(part, deviation, &format!("layer {number}"));
        }
        self.encoder.start(&mut values);
        values
    }

    /// The vector of each known item: its own, and those of its columns' values. They are inputs and outputs alike (Kang
    /// and McAuley 2018, section III-D).
    pub(super) fn item_vectors(&self, values: &[f32], columns: &ItemColumns) -> Vec<f32> {
        let mut vectors = self.items.of(values).to_vec();
        if let Some(part) = &self.values {
            for (vector, features) in vectors.chunks_exact_mut(self.width).zip(columns.rows()) {
                for &(value, weight) in features {
                    add_multiple(weight, part.row(values, value as usize), vector);
                }
            }
        }
        vectors
    }

    /// Adds the gradients of the columns' values, once those of the item vectors are complete.
    pub(super) fn pass_to_columns(&self, gradient: &mut [f32], columns: &ItemColumns) {
        let Some(part) = &self.values else { return };
        let (before, own) = gradient.split_at_mut(part.range().start);
        let vectors = self.items.of(before).chunks_exact(self.width);
        for (vector, features) in vectors.zip(columns.rows()) {
            for &(value, weight) in features {
                let at = value as usize * self.width;
                add_multiple(weight, vector, &mut own[at..at + self.width]);
            }
        }
    }

    /// The encoded inputs, one row each; `vectors` are those of the items that `batch` numbers.
    pub(super) fn forward(
        &self,
        values: &[f32],
        vectors: &[f32],
        batch: &Batch,
        dropout: &mut Dropout,
    ) -> (Vec<f32>, NetworkTrace) {
        let width = self.width;
        let scale = single_count(width).sqrt();
        let mut input = vec![0.0_f32; batch.items.len() * width];
        for (at, row) in input.chunks_exact_mut(width).enumerate() {
            let item = batch.items[at] as usize * width;
            add_multiple(scale, &vectors[item..item + width], row);
            self.for_each_extra(batch, at, |part, number| {
                add_multiple(1.0, part.row(values, number), row);
            });
        }
        let mask = dropout.mask(input.len());
        dropout::apply(mask.as_ref(), &mut input);
        let (output, encoder) = self.encoder.forward(values, &batch.packed, input, dropout);
        (output, NetworkTrace { mask, encoder })
    }

    /// Adds the gradients of all parameters but the columns', of that by the output.
    fn backward(
        &self,
        values: &[f32],
        batch: &Batch,
        trace: &NetworkTrace,
        error: Vec<f32>,
        gradient: &mut [f32],
    ) {
        let width = self.width;
        let scale = single_count(width).sqrt();
        let mut error =
            self.encoder.backward(values, &batch.packed, &trace.encoder, error, gradient);
        dropout::apply(trace.mask.as_ref(), &mut error);
        for (at, row) in error.chunks_exact(width).enumerate() {
            add_multiple(scale, row, self.items.row_mut(gradient, batch.items[at] as usize));
            self.for_each_extra(batch, at, |part, number| {
                add_multiple(1.0, row, part.row_mut(gradient, number));
            });
        }
    }

    /// The loss of a batch whose inputs are to find `targets`, and its encoded rows; adds the gradients of all parameters
    /// but the columns'. `share` is that of a row in the loss.
    pub(super) fn learn(
        &self,
        (values, vectors): (&[f32], &[f32]),
        (batch, targets): (&Batch, &[u32]),
        (loss, share): (&BatchLoss, f32),
        dropout: &mut Dropout,
        gradient: &mut [f32],
    ) -> (f64, Vec<f32>) {
        let (encoded, trace) = self.forward(values, vectors, batch, dropout);
        let mut error = vec![0.0_f32; encoded.len()];
        let asked = Asked { encoded: &encoded, targets, vectors, width: self.width, share };
        let mut into = Gradients { rows: &mut error, vectors: self.items.of_mut(gradient) };
        let lost = asked.loss(loss, &batch.packed, &mut into);
        self.backward(values, batch, &trace, error, gradient);
        (lost, encoded)
    }

    /// Calls `visit` for each vector that is added to input `at` beside its item's.
    fn for_each_extra(&self, batch: &Batch, at: usize, mut visit: impl FnMut(&Part, usize)) {
        if let Some(part) = &self.places {
            visit(part, batch.behind[at] as usize);
        }
        if let Some(part) = &self.types {
            let types = batch.types[at];
            (0..32).filter(|bit| types >> bit & 1 == 1).for_each(|bit| visit(part, bit));
        }
        if let Some(part) = &self.gaps {
            visit(part, usize::from(batch.gaps[at]));
        }
    }
}
