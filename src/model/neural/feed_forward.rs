//! Two layers for each row by itself.

use serde::{Deserialize, Serialize};

use super::layout::{Layout, Part};
use super::product::{Accum, multiply, rows, rows_mut};
use crate::model::parts::vector::{add_multiple, widest};

/// `max(0, x W₁ + b₁) W₂ + b₂` for each row (Kang and McAuley 2018, equation 5); all layers are d wide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FeedForward {
    pub(super) first: Linear,
    pub(super) second: Linear,
}

/// `x W + b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Linear {
    pub(super) weights: Part,
    pub(super) bias: Part,
}

impl Linear {
    pub(super) const fn new(layout: &mut Layout, inputs: usize, outputs: usize) -> Self {
        Self { weights: layout.part(inputs, outputs), bias: layout.part(1, outputs) }
    }

    pub(super) fn forward(&self, values: &[f32], input: &[f32]) -> Vec<f32> {
        let (inputs, outputs) = (self.weights.rows(), self.weights.columns());
        let bias = self.bias.of(values);
        let mut output: Vec<f32> = bias.repeat(input.len() / inputs);
        let weights = rows(self.weights.of(values), outputs);
        multiply(rows_mut(&mut output, outputs), Accum::Add, rows(input, inputs), weights, 1.0);
        output
    }

    /// The gradient by the input; adds those of weights and bias.
    pub(super) fn backward(
        &self,
        values: &[f32],
        input: &[f32],
        error: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let (inputs, outputs) = (self.weights.rows(), self.weights.columns());
        let bias = self.bias.of_mut(gradient);
        for row in error.chunks_exact(outputs) {
            add_multiple(1.0, row, bias);
        }
        let (input, error) = (rows(input, inputs), rows(error, outputs));
        let weights = rows_mut(self.weights.of_mut(gradient), outputs);
        multiply(weights, Accum::Add, input.transpose(), error, 1.0);
        let mut input_error = vec![0.0_f32; input.nrows() * inputs];
        let weights = rows(self.weights.of(values), outputs).transpose();
        multiply(rows_mut(&mut input_error, inputs), Accum::Replace, error, weights, 1.0);
        input_error
    }
}

impl FeedForward {
    pub(super) const fn new(layout: &mut Layout, width: usize) -> Self {
        Self { first: Linear::new(layout, width, width), second: Linear::new(layout, width, width) }
    }

    /// The output, and the rows between the layers.
    pub(super) fn forward(&self, values: &[f32], input: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let mut between = self.first.forward(values, input);
        widest(
            #[inline(always)]
            || between.iter_mut().for_each(|value| *value = value.max(0.0)),
        );
        (self.second.forward(values, &between), between)
    }

    /// The gradient by the input; adds those of the layers.
    pub(super) fn backward(
        &self,
        values: &[f32],
        (input, between): (&[f32], &[f32]),
        error: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let mut inner = self.second.backward(values, between, error, gradient);
        widest(
            #[inline(always)]
            || {
                for (error, output) in inner.iter_mut().zip(between) {
                    // A unit at rest passes nothing on.
                    *error = if *output > 0.0 { *error } else { 0.0 };
                }
            },
        );
        self.first.backward(values, input, &inner, gradient)
    }
}
