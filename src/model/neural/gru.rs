//! A gated recurrent unit over each sequence.

use serde::{Deserialize, Serialize};

use super::curve::{sigmoid, tangent};
use super::feed_forward::Linear;
use super::layout::{Layout, Part};
use super::packed::Packed;
use super::product::{Accum, multiply, rows, rows_mut};
use crate::model::parts::vector::{add_multiple, widest};

/// One gated recurrent layer, d wide: `r = σ(x Wᵣ + h Uᵣ + bᵣ)`, `z = σ(x W_z + h U_z + b_z)`,
/// `n = tanh(x Wₙ + bₙ + r ⊙ (h Uₙ + cₙ))`, `h' = (1 − z) ⊙ n + z ⊙ h`, h being 0 before the first row (Cho et al. 2014,
/// arXiv:1406.1078, with the reset gate behind the product, as the libraries have it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Gru {
    /// d × 3 d and their biases: reset gate, update gate and new state side by side.
    pub(super) input: Linear,
    /// d × 3 d.
    pub(super) state: Part,
    /// The bias of the state's share in the new state.
    pub(super) state_bias: Part,
}

/// The values of a forward pass that the backward pass needs, each rows × d unless said otherwise.
#[derive(Debug)]
pub(super) struct GruTrace {
    input: Vec<f32>,
    /// Reset gate, update gate and new state: rows × 3 d.
    gates: Vec<f32>,
    /// `h Uₙ + cₙ`.
    from_state: Vec<f32>,
    /// The state before each row.
    before: Vec<f32>,
}

/// The sequences in the order of falling length, so that those with a row at a step are the first ones.
struct Steps {
    /// The first row of each sequence and its length.
    sequences: Vec<(usize, usize)>,
    n: usize,
}

impl Steps {
    fn new(packed: &Packed) -> Self {
        let mut sequences: Vec<(usize, usize)> =
            packed.sequences().map(|rows| (rows.start, rows.len())).collect();
        sequences.sort_by_key(|&(_, length)| std::cmp::Reverse(length));
        let n = sequences.first().map_or(0, |longest| longest.1);
        Self { sequences, n }
    }

    /// The rows of all sequences at this step.
    fn rows(&self, step: usize) -> Vec<usize> {
        let active = self.sequences.partition_point(|&(_, length)| length > step);
        self.sequences[..active].iter().map(|&(start, _)| start + step).collect()
    }
}

impl Gru {
    pub(super) const fn new(layout: &mut Layout, width: usize) -> Self {
        Self {
            input: Linear::new(layout, width, 3 * width),
            state: layout.part(width, 3 * width),
            state_bias: layout.part(1, width),
        }
    }

    const fn width(&self) -> usize {
        self.state.rows()
    }

    /// The state behind each row of `input`.
    pub(super) fn forward(
        &self,
        values: &[f32],
        packed: &Packed,
        input: Vec<f32>,
    ) -> (Vec<f32>, GruTrace) {
        let width = self.width();
        let mut gates = self.input.forward(values, &input);
        let mut output = vec![0.0_f32; input.len()];
        let (mut from_state, mut before) = (output.clone(), output.clone());
        let weights = rows(self.state.of(values), 3 * width);
        let bias = self.state_bias.of(values);
        let steps = Steps::new(packed);
        let mut state: Vec<f32> = vec![0.0; steps.sequences.len() * width];
        let mut product = Vec::new();
        for step in 0..steps.n {
            let active = steps.rows(step);
            let state = &mut state[..active.len() * width];
            product.resize(active.len() * 3 * width, 0.0);
            multiply(
                rows_mut(&mut product, 3 * width),
                Accum::Replace,
                rows(state, width),
                weights,
                1.0,
            );
            let each = state.chunks_exact_mut(width).zip(product.chunks_exact(3 * width));
            for (&row, (state, product)) in active.iter().zip(each) {
                let own = row * width..(row + 1) * width;
                before[own.clone()].copy_from_slice(state);
                let gates = &mut gates[row * 3 * width..(row + 1) * 3 * width];
                advance((gates, product, bias), &mut from_state[own.clone()], state);
                output[own].copy_from_slice(state);
            }
        }
        (output, GruTrace { input, gates, from_state, before })
    }

    /// The gradient by the input; adds those of the layer.
    pub(super) fn backward(
        &self,
        values: &[f32],
        packed: &Packed,
        trace: &GruTrace,
        error: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let width = self.width();
        let mut input_error = vec![0.0_f32; trace.gates.len()];
        let mut state_error = input_error.clone();
        let weights = rows(self.state.of(values), 3 * width).transpose();
        let steps = Steps::new(packed);
        let mut carried: Vec<f32> = vec![0.0; steps.sequences.len() * width];
        let mut gathered = Vec::new();
        for step in (0..steps.n).rev() {
            let active = steps.rows(step);
            let carried = &mut carried[..active.len() * width];
            gathered.resize(active.len() * 3 * width, 0.0);
            let each = carried.chunks_exact_mut(width).zip(gathered.chunks_exact_mut(3 * width));
            for (&row, (carried, gathered)) in active.iter().zip(each) {
                let (own, wide) =
                    (row * width..(row + 1) * width, row * 3 * width..(row + 1) * 3 * width);
                add_multiple(1.0, &error[own.clone()], carried);
                let passed = Passed {
                    gates: &trace.gates[wide.clone()],
                    from_state: &trace.from_state[own.clone()],
                    before: &trace.before[own],
                };
                passed.retreat(
                    carried,
                    &mut input_error[wide.clone()],
                    &mut state_error[wide.clone()],
                );
                gathered.copy_from_slice(&state_error[wide]);
            }
            multiply(
                rows_mut(carried, width),
                Accum::Add,
                rows(&gathered, 3 * width),
                weights,
                1.0,
            );
        }
        let state_gradient = rows_mut(self.state.of_mut(gradient), 3 * width);
        let before = rows(&trace.before, width).transpose();
        multiply(state_gradient, Accum::Add, before, rows(&state_error, 3 * width), 1.0);
        let bias = self.state_bias.of_mut(gradient);
        for row in state_error.chunks_exact(3 * width) {
            add_multiple(1.0, &row[2 * width..], bias);
        }
        self.input.backward(values, &trace.input, &input_error, gradient)
    }
}

/// One row: `gates` hold the input's share and become the gates, `state` becomes the state behind the row.
fn advance(
    (gates, product, bias): (&mut [f32], &[f32], &[f32]),
    from_state: &mut [f32],
    state: &mut [f32],
) {
    let width = state.len();
    let (reset, rest) = gates.split_at_mut(width);
    let (update, new) = rest.split_at_mut(width);
    widest(
        #[inline(always)]
        || {
            for at in 0..width {
                reset[at] = sigmoid(reset[at] + product[at]);
                update[at] = sigmoid(update[at] + product[width + at]);
                from_state[at] = product[2 * width + at] + bias[at];
                new[at] = tangent(new[at] + reset[at] * from_state[at]);
                state[at] = (1.0 - update[at]) * new[at] + update[at] * state[at];
            }
        },
    );
}

/// The values of one row of a forward pass.
struct Passed<'t> {
    gates: &'t [f32],
    from_state: &'t [f32],
    before: &'t [f32],
}

impl Passed<'_> {
    /// Turns the gradient by the state behind the row into the direct share of that by the state before it, and sets
    /// the gradients by the sums within the gates, of the input and of the state.
    fn retreat(&self, carried: &mut [f32], by_input: &mut [f32], by_state: &mut [f32]) {
        let width = carried.len();
        let (reset, rest) = self.gates.split_at(width);
        let (update, new) = rest.split_at(width);
        widest(
            #[inline(always)]
            || {
                for at in 0..width {
                    let error = carried[at];
                    let by_new = error * (1.0 - update[at]) * (1.0 - new[at] * new[at]);
                    let by_update =
                        error * (self.before[at] - new[at]) * update[at] * (1.0 - update[at]);
                    let by_reset = by_new * self.from_state[at] * reset[at] * (1.0 - reset[at]);
                    by_input[at] = by_reset;
                    by_input[width + at] = by_update;
                    by_input[2 * width + at] = by_new;
                    by_state[at] = by_reset;
                    by_state[width + at] = by_update;
                    by_state[2 * width + at] = by_new * reset[at];
                    carried[at] = error * update[at];
                }
            },
        );
    }
}
