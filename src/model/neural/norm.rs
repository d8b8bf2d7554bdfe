//! Rows brought to mean 0 and variance 1.

use serde::{Deserialize, Serialize};

use super::curve::total;
use super::layout::{Layout, Part};
use crate::model::parts::vector::{add_multiple, dot, widest};
use crate::number::single_count;

/// Added to the variance, as in the reference implementations.
const LEAST: f32 = 1e-8;

/// Layer normalisation: `y = gain · (x − mean) / √(variance + 1e−8) + shift`, mean and variance over a row (Ba, Kiros,
/// Hinton 2016, arXiv:1607.06450, equation 4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Norm {
    pub(super) gain: Part,
    pub(super) shift: Part,
}

/// The values of a forward pass that the backward pass needs.
#[derive(Debug)]
pub(super) struct NormTrace {
    /// The rows before gain and shift.
    standard: Vec<f32>,
    /// 1 / deviation of each row.
    inverse: Vec<f32>,
}

impl Norm {
    pub(super) const fn new(layout: &mut Layout, width: usize) -> Self {
        Self { gain: layout.part(1, width), shift: layout.part(1, width) }
    }

    pub(super) fn start(&self, values: &mut [f32]) {
        self.gain.of_mut(values).fill(1.0);
    }

    /// The normalised rows of `input`.
    pub(super) fn forward(&self, values: &[f32], input: &[f32]) -> (Vec<f32>, NormTrace) {
        let width = self.gain.columns();
        let (gain, shift) = (self.gain.of(values), self.shift.of(values));
        let share = 1.0 / single_count(width);
        let mut standard = input.to_vec();
        let mut output = vec![0.0_f32; input.len()];
        let mut inverse = Vec::with_capacity(input.len() / width);
        widest(
            #[inline(always)]
            || {
                for (row, output) in
                    standard.chunks_exact_mut(width).zip(output.chunks_exact_mut(width))
                {
                    let mean = total(row) * share;
                    for value in row.iter_mut() {
                        *value -= mean;
                    }
                    let one = 1.0 / (dot(row, row) * share + LEAST).sqrt();
                    inverse.push(one);
                    for at in 0..width {
                        row[at] *= one;
                        output[at] = row[at] * gain[at] + shift[at];
                    }
                }
            },
        );
        (output, NormTrace { standard, inverse })
    }

    /// Turns the gradient by the output into that by the input, and adds those of gain and shift.
    pub(super) fn backward(
        &self,
        values: &[f32],
        trace: &NormTrace,
        error: &mut [f32],
        gradient: &mut [f32],
    ) {
        let width = self.gain.columns();
        let gain = self.gain.of(values);
        let share = 1.0 / single_count(width);
        let (mut gains, mut shifts) = (vec![0.0_f32; width], vec![0.0_f32; width]);
        widest(
            #[inline(always)]
            || {
                let rows = trace.standard.chunks_exact(width).zip(&trace.inverse);
                for (error, (standard, inverse)) in error.chunks_exact_mut(width).zip(rows) {
                    for at in 0..width {
                        gains[at] += error[at] * standard[at];
                        shifts[at] += error[at];
                        error[at] *= gain[at];
                    }
                    let mean = total(error) * share;
                    let along = dot(error, standard) * share;
                    for at in 0..width {
                        error[at] = inverse * (error[at] - mean - standard[at] * along);
                    }
                }
            },
        );
        add_multiple(1.0, &gains, self.gain.of_mut(gradient));
        add_multiple(1.0, &shifts, self.shift.of_mut(gradient));
    }
}
