//! Conjugate gradients for one vector of alternating least squares.
//!
//! Everything is laid out in lanes, the last filled up with zeros, and rows are read four at a time, so
//! that partial sums stay in registers. Written with `pulp`'s vectors: left to itself, the compiler
//! takes one number at a time.

use pulp::{Simd, WithSimd};

use super::als_problem::Problem;

/// Neighbouring coordinates: as many as the widest instructions take at once.
type Lane = [f32; 16];

/// Rows read at a time.
const ROWS: usize = 4;

/// Below this squared residual there is nothing left to gain in single precision.
const SOLVED: f32 = 1e-20;

/// The state of a descent to the solution of `(α₀ G + Σ w x xᵀ + λ I) h = Σ w x`, where G are the
/// products of all fixed vectors and x those that belong to the vector, with weights w.
///
/// Hestenes, Stiefel 1952, doi:10.6028/jres.049.044.
#[derive(Debug, Default)]
pub(super) struct Descent {
    /// Lanes of a row.
    width: usize,
    /// G.
    gram: Vec<Lane>,
    /// The vectors x.
    rows: Vec<Lane>,
    weights: Vec<f32>,
    /// `Σ w x`, later the residual.
    residual: Vec<Lane>,
    step: Vec<Lane>,
    product: Vec<Lane>,
    /// h; before, the vector to begin at.
    solution: Vec<Lane>,
}

impl Descent {
    /// Working space for vectors of `f` numbers with these products, f × f.
    pub(super) fn new(f: usize, gram: &[f32]) -> Self {
        let width = f.div_ceil(Lane::default().len());
        let zeros = vec![Lane::default(); width];
        let mut descent = Self {
            width,
            residual: zeros.clone(),
            step: zeros.clone(),
            product: zeros.clone(),
            solution: zeros,
            ..Self::default()
        };
        let mut laid = Vec::new();
        for row in gram.chunks_exact(f.max(1)) {
            descent.lay(row, &mut laid);
        }
        descent.gram = laid;
        descent
    }

    /// Adds a vector to `rows`, its last lane filled up with zeros.
    fn lay(&self, vector: &[f32], rows: &mut Vec<Lane>) {
        let begin = rows.len();
        rows.resize(begin + self.width, Lane::default());
        rows[begin..].as_flattened_mut()[..vector.len()].copy_from_slice(vector);
    }

    /// Takes at most `steps` steps from `vector`, which becomes the solution, of the fixed vectors named.
    pub(super) fn solve(
        &mut self,
        problem: &Problem<'_>,
        steps: usize,
        members: &[(u32, f32)],
        vector: &mut [f32],
    ) {
        self.weights.clear();
        let mut rows = std::mem::take(&mut self.rows);
        rows.clear();
        for &(member, weight) in members {
            self.lay(problem.fixed.row(member as usize), &mut rows);
            self.weights.push(weight);
        }
        self.rows = rows;
        self.solution.as_flattened_mut()[..vector.len()].copy_from_slice(vector);
        pulp::Arch::new().dispatch(Descending { descent: self, problem, steps });
        vector.copy_from_slice(&self.solution.as_flattened()[..vector.len()]);
    }
}

/// A descent of so many steps.
struct Descending<'s> {
    descent: &'s mut Descent,
    problem: &'s Problem<'s>,
    steps: usize,
}

impl WithSimd for Descending<'_> {
    type Output = ();

    #[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) {
        let Self { descent, problem, steps } = self;
        let Descent { width, gram, rows, weights, residual, step, product, solution } = descent;
        let matrix = Matrix {
            width: *width * Lane::default().len() / S::F32_LANES,
            gram: vectors::<S>(gram),
            rows: vectors::<S>(rows),
            weights,
            unobserved: problem.unobserved,
            ridge: problem.ridge,
        };
        let [residual, step, product, solution] =
            [residual, step, product, solution].map(|vector| vectors_mut::<S>(vector));
        // The right side, less what the matrix makes of the beginning.
        residual.fill(simd.splat_f32s(0.0));
        for (row, &weight) in matrix.rows.chunks_exact(matrix.width).zip(weights.iter()) {
            add_multiple(simd, weight, row, residual);
        }
        matrix.multiply(simd, solution, product);
        add_multiple(simd, -1.0, product, residual);
        step.copy_from_slice(residual);
        let mut squared = dot(simd, residual, residual);
        for _ in 0..steps {
            if squared < SOLVED {
                break;
            }
            matrix.multiply(simd, step, product);
            let length = squared / dot(simd, step, product);
            add_multiple(simd, length, step, solution);
            add_multiple(simd, -length, product, residual);
            let next = dot(simd, residual, residual);
            let onward = simd.splat_f32s(next / squared);
            for (step, &residual) in step.iter_mut().zip(&*residual) {
                *step = simd.mul_add_e_f32s(onward, *step, residual);
            }
            squared = next;
        }
    }
}

/// `α₀ G + Σ w x xᵀ + λ I`.
struct Matrix<'m, S: Simd> {
    /// Vectors of a row.
    width: usize,
    gram: &'m [S::f32s],
    rows: &'m [S::f32s],
    weights: &'m [f32],
    unobserved: f32,
    ridge: f32,
}

impl<S: Simd> Matrix<'_, S> {
    /// `product = self · step`.
    #[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
    #[inline(always)]
    fn multiply(&self, simd: S, step: &[S::f32s], product: &mut [S::f32s]) {
        product.fill(simd.splat_f32s(0.0));
        add_multiple(simd, self.ridge, step, product);
        // G is symmetric: the sum of its rows by what the step has there.
        let by = pulp::bytemuck::cast_slice::<S::f32s, f32>(step);
        let (many, few) = by[..self.gram.len() / self.width].as_chunks::<ROWS>();
        let (many_rows, few_rows) = self.gram.split_at(many.len() * ROWS * self.width);
        for (rows, by) in many_rows.chunks_exact(ROWS * self.width).zip(many) {
            add_rows(simd, rows, by.map(|by| simd.splat_f32s(self.unobserved * by)), product);
        }
        for (row, by) in few_rows.chunks_exact(self.width).zip(few) {
            add_multiple(simd, self.unobserved * by, row, product);
        }
        let (many, few) = self.weights.as_chunks::<ROWS>();
        let (many_rows, few_rows) = self.rows.split_at(many.len() * ROWS * self.width);
        for (rows, weights) in many_rows.chunks_exact(ROWS * self.width).zip(many) {
            along(simd, rows, weights, step, product);
        }
        for (row, weight) in few_rows.chunks_exact(self.width).zip(few) {
            along(simd, row, &[*weight], step, product);
        }
    }
}

/// `product += Σ w (row · step) row` over `N` rows as long as `step`.
#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn along<S: Simd, const N: usize>(
    simd: S,
    rows: &[S::f32s],
    weights: &[f32; N],
    step: &[S::f32s],
    product: &mut [S::f32s],
) {
    let each = split::<S, N>(rows, step.len());
    let zero = simd.splat_f32s(0.0);
    let mut sums = [zero; N];
    for (at, &step) in step.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(each) {
            *sum = simd.mul_add_e_f32s(row[at], step, *sum);
        }
    }
    let mut by = [zero; N];
    for ((by, &sum), weight) in by.iter_mut().zip(&sums).zip(weights) {
        *by = simd.splat_f32s(weight * simd.reduce_sum_f32s(sum));
    }
    add_rows(simd, rows, by, product);
}

/// `product += Σ by row` over `N` rows as long as `product`.
#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn add_rows<S: Simd, const N: usize>(
    simd: S,
    rows: &[S::f32s],
    by: [S::f32s; N],
    product: &mut [S::f32s],
) {
    let each = split::<S, N>(rows, product.len());
    for (at, product) in product.iter_mut().enumerate() {
        let mut sum = *product;
        for (&by, row) in by.iter().zip(each) {
            sum = simd.mul_add_e_f32s(row[at], by, sum);
        }
        *product = sum;
    }
}

/// The first `N` rows of vectors of `width` chunks each.
#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn split<S: Simd, const N: usize>(rows: &[S::f32s], width: usize) -> [&[S::f32s]; N] {
    let mut each = [&rows[..0]; N];
    for (at, row) in each.iter_mut().enumerate() {
        *row = &rows[at * width..][..width];
    }
    each
}

/// `into += by · vector`.
#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn add_multiple<S: Simd>(simd: S, by: f32, vector: &[S::f32s], into: &mut [S::f32s]) {
    let by = simd.splat_f32s(by);
    for (sum, &value) in into.iter_mut().zip(vector) {
        *sum = simd.mul_add_e_f32s(by, value, *sum);
    }
}

#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn dot<S: Simd>(simd: S, left: &[S::f32s], right: &[S::f32s]) -> f32 {
    let mut sum = simd.splat_f32s(0.0);
    for (&left, &right) in left.iter().zip(right) {
        sum = simd.mul_add_e_f32s(left, right, sum);
    }
    simd.reduce_sum_f32s(sum)
}

/// Lanes as the machine's vectors, of which a whole number makes a lane.
#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn vectors<S: Simd>(lanes: &[Lane]) -> &[S::f32s] {
    S::as_simd_f32s(lanes.as_flattened()).0
}

#[expect(clippy::inline_always, reason = "as pulp asks, for its vector instructions")]
#[inline(always)]
fn vectors_mut<S: Simd>(lanes: &mut [Lane]) -> &mut [S::f32s] {
    S::as_mut_simd_f32s(lanes.as_flattened_mut()).0
}
