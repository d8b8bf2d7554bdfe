//! Dense symmetric matrices in single precision, in place.

use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{
    LltRegularization, cholesky_in_place, cholesky_in_place_scratch,
};
use faer::linalg::matmul::triangular::{BlockStructure, matmul as triangular_matmul};
use faer::linalg::triangular_inverse::invert_lower_triangular;
use faer::prelude::{Reborrow, ReborrowMut};
use faer::{Accum, Mat, MatMut, Par, Spec};
use rayon::prelude::*;

use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::model::core::FitError;

/// Below this size a triangle is inverted at once.
const SMALL: usize = 64;

/// A symmetric n × n matrix, stored whole.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::model) struct Symmetric<T> {
    n: usize,
    values: Vec<T>,
}

impl Symmetric<f32> {
    /// Fills each row, on all threads; the caller sees to it that it comes out symmetric.
    pub(in crate::model) fn from_rows(n: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let mut values = vec![0.0_f32; n * n];
        values.par_chunks_mut(n.max(1)).enumerate().for_each(|(at, row)| fill(at, row));
        Self { n, values }
    }
}

impl<T: Copy + Send + Sync> Symmetric<T> {
    pub(in crate::model) fn row(&self, at: usize) -> &[T] {
        &self.values[at * self.n..(at + 1) * self.n]
    }

    pub(in crate::model) fn get(&self, row: usize, column: usize) -> T {
        self.values[row * self.n + column]
    }

    pub(in crate::model) fn diagonal(&self) -> Vec<T> {
        (0..self.n).map(|at| self.get(at, at)).collect()
    }

    pub(in crate::model) fn into_values(self) -> Vec<T> {
        self.values
    }

    /// Copies the triangle where the row is at least the column over the other, by tiles.
    fn mirror(&mut self) {
        const TILE: usize = 64;
        for row_tile in (0..self.n).step_by(TILE) {
            for column_tile in (0..=row_tile).step_by(TILE) {
                for row in row_tile..(row_tile + TILE).min(self.n) {
                    for column in column_tile..(column_tile + TILE).min(row) {
                        self.values[column * self.n + row] = self.values[row * self.n + column];
                    }
                }
            }
        }
    }
}

/// The number of users that every two items share: `XᵀX` of a binary X; the diagonal counts the users of one.
///
/// O(Σ over users of items²) / 2 time, exact below 2^24 users.
pub(in crate::model) fn gram(matrix: &Csr) -> Symmetric<f32> {
    let n = matrix.n_items();
    let mut values = vec![0.0_f32; n * n];
    values.par_chunks_mut(n.max(1)).enumerate().for_each(|(at, row)| {
        let item = ItemIdx(crate::number::to_u32(at));
        for &user in matrix.users_of(item) {
            for &other in matrix.items_of(UserIdx(user)) {
                // Items rise: the rest belongs to the other triangle.
                if other > item.0 {
                    break;
                }
                row[other as usize] += 1.0;
            }
        }
    });
    let mut gram = Symmetric { n, values };
    gram.mirror();
    gram
}

impl Symmetric<f32> {
    /// Adds `add(item)` to the diagonal and inverts in place: Cholesky's factor, its inverse, and the
    /// product of the two, each over the last. n³ multiplications and additions, a quarter of the
    /// matrix beside it.
    ///
    /// Two thirds of a two-core machine's measured peak at 10,677 items (`benches/versus/inverse`, figures
    /// in `reports/2026-11-27-baselines`).
    ///
    /// # Errors
    /// When the matrix is not positive definite.
    pub(in crate::model) fn invert(&mut self, add: impl Fn(usize) -> f32) -> Result<(), FitError> {
        for at in 0..self.n {
            self.values[at * self.n + at] += add(at);
        }
        // Symmetric: rows may stand for columns. The factor then lies where row ≤ column.
        let all = MatMut::from_column_major_slice_mut(&mut self.values, self.n, self.n);
        invert_lower(all)?;
        // Column-major lower is row-major upper.
        self.mirror_upper();
        Ok(())
    }

    fn mirror_upper(&mut self) {
        const TILE: usize = 64;
        for row_tile in (0..self.n).step_by(TILE) {
            for column_tile in (0..=row_tile).step_by(TILE) {
                for row in row_tile..(row_tile + TILE).min(self.n) {
                    for column in column_tile..(column_tile + TILE).min(row) {
                        self.values[row * self.n + column] = self.values[column * self.n + row];
                    }
                }
            }
        }
    }
}

/// The number of seconds that EASE's inverse of an n × n matrix takes, for `benches/versus/inverse`.
///
/// # Errors
/// Never: the matrix is positive definite.
#[cfg(feature = "versus")]
pub fn seconds_to_invert(n: usize) -> Result<f64, FitError> {
    // Neither zeros nor equal numbers, and small beside the diagonal.
    let mut matrix = Symmetric::from_rows(n, |row, values| {
        for (column, value) in values.iter_mut().enumerate() {
            let (low, high) = (row.min(column), row.max(column));
            *value = if low == high {
                0.0
            } else {
                f32::from(((low * 31 + high * 17) % 256).to_le_bytes()[0]) / 512.0
            };
        }
    });
    let diagonal = crate::number::single(crate::number::from_count(n));
    let started = std::time::Instant::now();
    matrix.invert(|_| diagonal)?;
    Ok(started.elapsed().as_secs_f64())
}

/// The inverse of a symmetric positive definite matrix over its lower triangle.
fn invert_lower(mut matrix: MatMut<'_, f32>) -> Result<(), FitError> {
    let n = matrix.nrows();
    let par = Par::rayon(0);
    let mut memory = MemBuffer::new(cholesky_in_place_scratch::<f32>(n, par, Spec::default()));
    let stack = MemStack::new(&mut memory);
    cholesky_in_place(matrix.rb_mut(), LltRegularization::default(), par, stack, Spec::default())
        .map_err(|error| FitError::Numeric(format!("raise `l2`; no Cholesky factor ({error:?})")))?;
    invert_triangle(matrix.rb_mut(), par);
    multiply_triangle(matrix, par);
    Ok(())
}

/// W = L⁻¹ over L.
fn invert_triangle(matrix: MatMut<'_, f32>, par: Par) {
    use BlockStructure::{Rectangular, TriangularLower};
    let n = matrix.nrows();
    let mut matrix = matrix;
    if n <= SMALL {
        let factor = matrix.rb().to_owned();
        let mut inverse = Mat::<f32>::zeros(n, n);
        invert_lower_triangular(inverse.as_mut(), factor.as_ref(), Par::Seq);
        copy_lower(matrix, &inverse);
        return;
    }
    let half = n / 2;
    let (mut top, _, mut below, mut rest) = matrix.rb_mut().split_at_mut(half, half);
    invert_triangle(top.rb_mut(), par);
    invert_triangle(rest.rb_mut(), par);
    // −R⁻¹ · B · T⁻¹
    let mut product = Mat::<f32>::zeros(n - half, half);
    triangular_matmul(
        product.as_mut(),
        Rectangular,
        Accum::Replace,
        below.rb(),
        Rectangular,
        top.rb(),
        TriangularLower,
        1.0,
        par,
    );
    triangular_matmul(
        below.rb_mut(),
        Rectangular,
        Accum::Replace,
        rest.rb(),
        TriangularLower,
        product.as_ref(),
        Rectangular,
        -1.0,
        par,
    );
}

/// `WᵀW` over W, lower triangles.
fn multiply_triangle(matrix: MatMut<'_, f32>, par: Par) {
    use BlockStructure::{Rectangular, TriangularLower, TriangularUpper};
    let n = matrix.nrows();
    let mut matrix = matrix;
    if n <= SMALL {
        let mut product = Mat::<f32>::zeros(n, n);
        triangular_matmul(
            product.as_mut(),
            TriangularLower,
            Accum::Replace,
            matrix.rb().transpose(),
            TriangularUpper,
            matrix.rb(),
            TriangularLower,
            1.0,
            Par::Seq,
        );
        copy_lower(matrix, &product);
        return;
    }
    let half = n / 2;
    let (mut top, _, mut below, mut rest) = matrix.rb_mut().split_at_mut(half, half);
    multiply_triangle(top.rb_mut(), par);
    triangular_matmul(
        top.rb_mut(),
        TriangularLower,
        Accum::Add,
        below.rb().transpose(),
        Rectangular,
        below.rb(),
        Rectangular,
        1.0,
        par,
    );
    let old = below.rb().to_owned();
    triangular_matmul(
        below.rb_mut(),
        Rectangular,
        Accum::Replace,
        rest.rb().transpose(),
        TriangularUpper,
        old.as_ref(),
        Rectangular,
        1.0,
        par,
    );
    multiply_triangle(rest.rb_mut(), par);
}

fn copy_lower(mut into: MatMut<'_, f32>, from: &Mat<f32>) {
    for column in 0..from.ncols() {
        for row in column..from.nrows() {
            into[(row, column)] = from[(row, column)];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_inverse_times_the_matrix_is_one() {
        for n in [1, 5, 64, 65, 200] {
            // A fixed pattern, made definite by its diagonal.
            let entry = |row: usize, column: usize| {
                let (low, high) = (row.min(column), row.max(column));
                crate::number::single_count((low * 31 + high * 17) % 13) / 13.0
            };
            let values: Vec<f32> = (0..n * n).map(|at| entry(at / n, at % n)).collect();
            let mut matrix = Symmetric { n, values };
            let diagonal = |_: usize| crate::number::single_count(n);
            let before = matrix.clone();
            matrix.invert(diagonal).expect("definite");
            for row in 0..n {
                for column in 0..n {
                    let product: f32 = (0..n)
                        .map(|at| {
                            let added = if at == row { diagonal(at) } else { 0.0 };
                            (before.get(row, at) + added) * matrix.get(at, column)
                        })
                        .sum();
                    let expected = if row == column { 1.0 } else { 0.0 };
                    assert!((product - expected).abs() < 1e-4, "{n}: {row}, {column}: {product}");
                }
            }
        }
    }

    #[test]
    fn the_gram_matrix_counts_common_users() {
        let pairs = [(0, 0), (0, 1), (1, 1), (1, 2), (2, 1), (2, 0)];
        let pairs = pairs.map(|(user, item)| (UserIdx(user), ItemIdx(item))).to_vec();
        let gram = gram(&Csr::from_pairs(3, 3, pairs));
        assert_eq!(gram.into_values(), [2.0, 2.0, 0.0, 2.0, 3.0, 1.0, 0.0, 1.0, 1.0]);
    }
}
