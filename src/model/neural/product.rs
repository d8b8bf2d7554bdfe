//! Products of matrices that lie row by row.

use faer::linalg::matmul::matmul;
pub(super) use faer::{Accum, MatMut, MatRef};
use faer::{Par, prelude::ReborrowMut};

/// `values` as rows of `width` numbers.
pub(super) fn rows(values: &[f32], width: usize) -> MatRef<'_, f32> {
    MatRef::from_row_major_slice(values, values.len() / width.max(1), width)
}

/// `values` as rows of `width` numbers.
pub(super) fn rows_mut(values: &mut [f32], width: usize) -> MatMut<'_, f32> {
    let n = values.len() / width.max(1);
    MatMut::from_row_major_slice_mut(values, n, width)
}

/// `n` rows of `width` numbers, each `stride` behind the one before.
///
/// Made by columns and transposed: faer 0.24.4 gives a matrix of rows that is asked for as such a step of 1 between
/// them, and then writes beyond its end.
pub(super) fn strided_mut(
    values: &mut [f32],
    n: usize,
    width: usize,
    stride: usize,
) -> MatMut<'_, f32> {
    MatMut::from_column_major_slice_with_stride_mut(values, width, n, stride).transpose_mut()
}

/// `into = by · left · right`, or the same added, on this thread: what threads share is dealt out above, so that the
/// bits of a product never depend on their number.
pub(super) fn multiply(
    mut into: MatMut<'_, f32>,
    accum: Accum,
    left: MatRef<'_, f32>,
    right: MatRef<'_, f32>,
    by: f32,
) {
    matmul(into.rb_mut(), accum, left, right, by, Par::Seq);
}
