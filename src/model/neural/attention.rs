//! Self-attention within each sequence, in which no row sees a later one.

use serde::{Deserialize, Serialize};

use super::curve::{exponentials, largest};
use super::dropout::Dropout;
use super::layout::{Layout, Part};
use super::packed::Packed;
use super::product::{Accum, MatMut, MatRef, multiply, rows, rows_mut, strided_mut};
use crate::model::parts::vector::{dot, widest};
use crate::number::single_count;

/// Causal self-attention with several heads: `softmax(Q Kᵀ / √(d / heads)) V` over the rows up to each row, with
/// `[Q K V] = X W` (Kang and McAuley 2018, equations 2 to 4, and the masking of section III-B).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attention {
    /// d × 3 d: queries, keys and values side by side.
    pub(super) weights: Part,
    pub(super) heads: usize,
}

/// The values of a forward pass that the backward pass needs.
#[derive(Debug)]
pub(super) struct AttentionTrace {
    /// Rows × 3 d.
    projected: Vec<f32>,
    /// The weights of each sequence and head, a square matrix of its rows, one after another.
    shares: Vec<f32>,
    /// The factors of the weights, where some are left out.
    mask: Option<Vec<f32>>,
}

/// The columns of one head within rows of `3 d` numbers.
#[derive(Debug, Clone, Copy)]
struct Head {
    width: usize,
    columns: usize,
    number: usize,
}

impl Head {
    /// Queries (0), keys (1) or values (2) of the head in the rows of one sequence.
    fn of<'v>(&self, projected: &'v [f32], which: usize) -> MatRef<'v, f32> {
        let stride = 3 * self.width;
        let n = projected.len() / stride;
        let begin = which * self.width + self.number * self.columns;
        let end = (n - 1) * stride + begin + self.columns;
        MatRef::from_row_major_slice_with_stride(&projected[begin..end], n, self.columns, stride)
    }

    fn of_mut<'v>(&self, projected: &'v mut [f32], which: usize) -> MatMut<'v, f32> {
        let stride = 3 * self.width;
        let n = projected.len() / stride;
        let begin = which * self.width + self.number * self.columns;
        let end = (n - 1) * stride + begin + self.columns;
        let values = &mut projected[begin..end];
        strided_mut(values, n, self.columns, stride)
    }

    /// The columns of the head in rows of `d` numbers.
    fn of_rows<'v>(&self, output: &'v [f32]) -> MatRef<'v, f32> {
        let n = output.len() / self.width;
        let begin = self.number * self.columns;
        let end = (n - 1) * self.width + begin + self.columns;
        MatRef::from_row_major_slice_with_stride(&output[begin..end], n, self.columns, self.width)
    }

    fn of_rows_mut<'v>(&self, output: &'v mut [f32]) -> MatMut<'v, f32> {
        let n = output.len() / self.width;
        let begin = self.number * self.columns;
        let end = (n - 1) * self.width + begin + self.columns;
        let values = &mut output[begin..end];
        strided_mut(values, n, self.columns, self.width)
    }
}

impl Attention {
    pub(super) const fn new(layout: &mut Layout, width: usize, heads: usize) -> Self {
        Self { weights: layout.part(width, 3 * width), heads }
    }

    fn heads(&self) -> impl Iterator<Item = Head> {
        let width = self.weights.rows();
        let columns = width / self.heads;
        (0..self.heads).map(move |number| Head { width, columns, number })
    }

    /// The factor of the products of queries and keys.
    fn scale(&self) -> f32 {
        1.0 / single_count(self.weights.rows() / self.heads).sqrt()
    }

    /// The attended rows of `input`.
    pub(super) fn forward(
        &self,
        values: &[f32],
        packed: &Packed,
        input: &[f32],
        dropout: &mut Dropout,
    ) -> (Vec<f32>, AttentionTrace) {
        let width = self.weights.rows();
        let mut projected = vec![0.0_f32; input.len() * 3];
        let weights = rows(self.weights.of(values), 3 * width);
        multiply(
            rows_mut(&mut projected, 3 * width),
            Accum::Replace,
            rows(input, width),
            weights,
            1.0,
        );
        let n_shares = packed.sequences().map(|rows| rows.len() * rows.len() * self.heads).sum();
        let mut shares = vec![0.0_f32; n_shares];
        let mask = dropout.mask(n_shares);
        let mut output = vec![0.0_f32; input.len()];
        let mut begin = 0;
        let mut kept = Vec::new();
        for sequence in packed.sequences() {
            let n = sequence.len();
            let projected = &projected[sequence.start * 3 * width..sequence.end * 3 * width];
            let output = &mut output[sequence.start * width..sequence.end * width];
            for head in self.heads() {
                let square = begin..begin + n * n;
                let shares = &mut shares[square.clone()];
                let (queries, keys) = (head.of(projected, 0), head.of(projected, 1));
                multiply(
                    rows_mut(shares, n),
                    Accum::Replace,
                    queries,
                    keys.transpose(),
                    self.scale(),
                );
                soften(shares, n);
                let shares = masked(shares, mask.as_ref().map(|mask| &mask[square]), &mut kept);
                let weighted = head.of(projected, 2);
                multiply(head.of_rows_mut(output), Accum::Replace, rows(shares, n), weighted, 1.0);
                begin += n * n;
            }
        }
        (output, AttentionTrace { projected, shares, mask })
    }

    /// The gradient by the input, of that by the output; adds the gradient of the weights.
    pub(super) fn backward(
        &self,
        values: &[f32],
        packed: &Packed,
        (input, trace): (&[f32], &AttentionTrace),
        error: &[f32],
        gradient: &mut [f32],
    ) -> Vec<f32> {
        let width = self.weights.rows();
        let mut projected_error = vec![0.0_f32; trace.projected.len()];
        let (mut begin, mut kept, mut square_error) = (0, Vec::new(), Vec::new());
        for sequence in packed.sequences() {
            let n = sequence.len();
            let wide = sequence.start * 3 * width..sequence.end * 3 * width;
            let projected = &trace.projected[wide.clone()];
            let projected_error = &mut projected_error[wide];
            let error = &error[sequence.start * width..sequence.end * width];
            for head in self.heads() {
                let square = begin..begin + n * n;
                let shares = &trace.shares[square.clone()];
                let mask = trace.mask.as_ref().map(|mask| &mask[square]);
                square_error.resize(n * n, 0.0);
                let of_values = head.of(projected, 2).transpose();
                multiply(
                    rows_mut(&mut square_error, n),
                    Accum::Replace,
                    head.of_rows(error),
                    of_values,
                    1.0,
                );
                let given = rows(masked(shares, mask, &mut kept), n).transpose();
                multiply(
                    head.of_mut(projected_error, 2),
                    Accum::Replace,
                    given,
                    head.of_rows(error),
                    1.0,
                );
                if let Some(mask) = mask {
                    square_error.iter_mut().zip(mask).for_each(|(error, factor)| *error *= factor);
                }
                harden(shares, &mut square_error, n);
                let by_score = rows(&square_error, n);
                let (queries, keys) = (head.of(projected, 0), head.of(projected, 1));
                multiply(
                    head.of_mut(projected_error, 0),
                    Accum::Replace,
                    by_score,
                    keys,
                    self.scale(),
                );
                let by_key = by_score.transpose();
                multiply(
                    head.of_mut(projected_error, 1),
                    Accum::Replace,
                    by_key,
                    queries,
                    self.scale(),
                );
                begin += n * n;
            }
        }
        let by_weights = rows_mut(self.weights.of_mut(gradient), 3 * width);
        let projected_error = rows(&projected_error, 3 * width);
        multiply(by_weights, Accum::Add, rows(input, width).transpose(), projected_error, 1.0);
        let mut input_error = vec![0.0_f32; input.len()];
        let weights = rows(self.weights.of(values), 3 * width).transpose();
        multiply(rows_mut(&mut input_error, width), Accum::Replace, projected_error, weights, 1.0);
        input_error
    }
}

/// Makes each row of a square of scores the softmax of its first numbers, up to the diagonal, and 0 behind.
fn soften(square: &mut [f32], n: usize) {
    widest(
        #[inline(always)]
        || {
            for (at, row) in square.chunks_exact_mut(n).enumerate() {
                let (seen, later) = row.split_at_mut(at + 1);
                let most = largest(seen);
                let share = 1.0 / exponentials(seen, most);
                for value in seen.iter_mut() {
                    *value *= share;
                }
                later.fill(0.0);
            }
        },
    );
}

/// Turns the gradient by the shares into that by the scores.
fn harden(shares: &[f32], error: &mut [f32], n: usize) {
    widest(
        #[inline(always)]
        || {
            for (share, error) in shares.chunks_exact(n).zip(error.chunks_exact_mut(n)) {
                let along = dot(share, error);
                for at in 0..n {
                    error[at] = share[at] * (error[at] - along);
                }
            }
        },
    );
}

/// The shares that were not left out; those themselves without a mask.
fn masked<'s>(shares: &'s [f32], mask: Option<&[f32]>, kept: &'s mut Vec<f32>) -> &'s [f32] {
    let Some(mask) = mask else { return shares };
    kept.clear();
    kept.extend_from_slice(shares);
    kept.iter_mut().zip(mask).for_each(|(share, factor)| *share *= factor);
    kept
}
