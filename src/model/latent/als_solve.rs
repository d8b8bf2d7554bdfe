//! One side of alternating least squares, the other held fixed.

use super::als_descent::Descent;
use super::als_problem::{Problem, Solver};
use crate::model::parts::factors::Factors;
use crate::model::parts::vector::{dot, widest};
use faer::dyn_stack::{MemBuffer, MemStack, StackReq};
use faer::linalg::cholesky::llt::factor::{
    LltRegularization, cholesky_in_place, cholesky_in_place_scratch,
};
use faer::linalg::cholesky::llt::solve::{solve_in_place, solve_in_place_scratch};
use faer::linalg::matmul::triangular::{BlockStructure, matmul as triangular_matmul};
use faer::prelude::{Reborrow, ReborrowMut};
use faer::{Accum, MatMut, MatRef, Par, Spec};

/// The number of fixed vectors that are gathered at a time.
const PANEL: usize = 512;

/// A thread's working space.
pub(super) struct Workspace {
    panel: Vec<f32>,
    matrix: Vec<f32>,
    right: Vec<f32>,
    predicted: Vec<f32>,
    /// The descent by the products of one side, only where vectors are descended to.
    descent: Option<Descent>,
    memory: MemBuffer,
}

impl Workspace {
    /// Working space for vectors of `f` numbers on one side of an epoch.
    pub(super) fn new(f: usize) -> Self {
        let factor = cholesky_in_place_scratch::<f32>(f, Par::Seq, Spec::default());
        let solve = solve_in_place_scratch::<f32>(f, 1, Par::Seq);
        Self {
            panel: Vec::new(),
            matrix: vec![0.0; f * f],
            right: vec![0.0; f],
            predicted: Vec::new(),
            descent: None,
            memory: MemBuffer::new(StackReq::any_of(&[factor, solve])),
        }
    }

    fn gather(&mut self, fixed: &Factors, members: &[(u32, f32)]) {
        self.panel.clear();
        for &(member, _) in members {
            self.panel.extend_from_slice(fixed.row(member as usize));
        }
    }
}

impl Problem<'_> {
    /// Solves for the vector whose members (fixed vectors with their weights) are `members`, from
    /// the value that `vector` has. A matrix that is not definite, as when there is no ridge, leaves
    /// the vector as it is.
    pub(super) fn solve(
        &self,
        solver: Solver,
        members: &[(u32, f32)],
        vector: &mut [f32],
        space: &mut Workspace,
    ) {
        match solver {
            Solver::Cholesky => {
                self.right_side(members, &mut space.right);
                if self.exact(members, space) {
                    vector.copy_from_slice(&space.right);
                }
            }
            Solver::Gradients(steps) => space
                .descent
                .get_or_insert_with(|| Descent::new(self.fixed.f(), self.gram))
                .solve(self, steps, members, vector),
            Solver::Block(size) => self.blocks(size, members, vector, space),
        }
    }

    fn right_side(&self, members: &[(u32, f32)], right: &mut [f32]) {
        right.fill(0.0);
        for &(member, weight) in members {
            for (sum, value) in right.iter_mut().zip(self.fixed.row(member as usize)) {
                *sum += weight * value;
            }
        }
    }

    /// A⁻¹ · `right`; zeros when the matrix is not definite.
    pub(super) fn solve_for(
        &self,
        right: &[f32],
        members: &[(u32, f32)],
        space: &mut Workspace,
    ) -> Vec<f32> {
        space.right.copy_from_slice(right);
        if self.exact(members, space) { space.right.clone() } else { vec![0.0; right.len()] }
    }

    /// Solves for `space.right` in place; `false` when the matrix is not definite.
    fn exact(&self, members: &[(u32, f32)], space: &mut Workspace) -> bool {
        let f = self.fixed.f();
        for (entry, product) in space.matrix.iter_mut().zip(self.gram) {
            *entry = self.unobserved * product;
        }
        for at in 0..f {
            space.matrix[at * f + at] += self.ridge;
        }
        for members in members.chunks(PANEL) {
            space.gather(self.fixed, members);
            let left = MatRef::from_column_major_slice(&space.panel, f, members.len());
            let weighted: Vec<f32>;
            let right = if members.iter().all(|&(_, weight)| weight.to_bits() == 1.0_f32.to_bits())
            {
                left
            } else {
                let rows = space.panel.chunks(f).zip(members);
                weighted = rows
                    .flat_map(|(row, &(_, weight))| row.iter().map(move |value| weight * value))
                    .collect();
                MatRef::from_column_major_slice(&weighted, f, members.len())
            };
            triangular_matmul(
                MatMut::from_column_major_slice_mut(&mut space.matrix, f, f),
                BlockStructure::TriangularLower,
                Accum::Add,
                left,
                BlockStructure::Rectangular,
                right.transpose(),
                BlockStructure::Rectangular,
                1.0,
                Par::Seq,
            );
        }
        let Workspace { matrix, right, memory, .. } = space;
        solve_definite(matrix, right, memory)
    }

    /// iALS++: Newton's step for one block of coordinates after the other.
    fn blocks(
        &self,
        size: usize,
        members: &[(u32, f32)],
        vector: &mut [f32],
        space: &mut Workspace,
    ) {
        let f = self.fixed.f();
        space.gather(self.fixed, members);
        space.predicted.clear();
        space.predicted.extend(space.panel.chunks_exact(f).map(|row| dot(row, vector)));
        for begin in (0..f).step_by(size) {
            let block = begin..(begin + size).min(f);
            self.block_step(block, members, vector, space);
        }
    }

    fn block_step(
        &self,
        block: std::ops::Range<usize>,
        members: &[(u32, f32)],
        vector: &mut [f32],
        space: &mut Workspace,
    ) {
        let (f, b) = (self.fixed.f(), block.len());
        let Workspace { panel, matrix, right, predicted, memory, .. } = space;
        let (matrix, gradient) = (&mut matrix[..b * b], &mut right[..b]);
        for (at, row) in block.clone().enumerate() {
            let products = &self.gram[row * f..(row + 1) * f];
            gradient[at] = -self.unobserved * dot(products, vector) - self.ridge * vector[row];
            for (entry, product) in
                matrix[at * b..(at + 1) * b].iter_mut().zip(&products[block.clone()])
            {
                *entry = self.unobserved * product;
            }
            matrix[at * b + at] += self.ridge;
        }
        let part = block.clone();
        widest(
            #[inline(always)]
            || {
                let rows = panel.chunks_exact(f).zip(members).zip(predicted.iter());
                for ((row, &(_, weight)), &predicted) in rows {
                    let row = &row[part.clone()];
                    let error = weight * (1.0 - predicted);
                    for (at, &value) in row.iter().enumerate() {
                        gradient[at] += error * value;
                        let scaled = weight * value;
                        for (entry, &other) in matrix[at * b..(at + 1) * b].iter_mut().zip(row) {
                            *entry += scaled * other;
                        }
                    }
                }
            },
        );
        if !solve_definite(matrix, gradient, memory) {
            return;
        }
        for (value, step) in vector[block.clone()].iter_mut().zip(gradient.iter()) {
            *value += step;
        }
        for (row, predicted) in panel.chunks_exact(f).zip(predicted) {
            *predicted += dot(&row[block.clone()], gradient);
        }
    }
}

/// Solves `matrix · x = right` over `right`; the matrix is lost. `false` when it is not definite.
fn solve_definite(matrix: &mut [f32], right: &mut [f32], memory: &mut MemBuffer) -> bool {
    let n = right.len();
    let mut matrix = MatMut::from_column_major_slice_mut(matrix, n, n);
    let stack = MemStack::new(memory);
    let factored = cholesky_in_place(
        matrix.rb_mut(),
        LltRegularization::default(),
        Par::Seq,
        stack,
        Spec::default(),
    );
    if factored.is_err() {
        return false;
    }
    let right = MatMut::from_column_major_slice_mut(right, n, 1);
    solve_in_place(matrix.rb(), right, Par::Seq, MemStack::new(memory));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors longer than a lane and more than are read at a time, with a rest of each.
    #[test]
    fn conjugate_gradients_come_to_the_exact_solution() {
        for (f, n_members) in [(1, 1), (5, 3), (16, 4), (20, 7), (33, 30)] {
            let fixed = Factors::normal(50, f, 0.5, 7, "fixed");
            let gram = fixed.gram();
            let problem = Problem { fixed: &fixed, gram: &gram, unobserved: 0.1, ridge: 0.7 };
            let weight = |member: u16| 0.5 + f32::from(member % 3);
            let members: Vec<(u32, f32)> =
                (0..n_members).map(|member| (u32::from(member) + 2, weight(member))).collect();
            let mut space = Workspace::new(f);
            let [exact, descended] = [Solver::Cholesky, Solver::Gradients(100)].map(|solver| {
                let mut vector = vec![0.3; f];
                problem.solve(solver, &members, &mut vector, &mut space);
                vector
            });
            for (left, right) in exact.iter().zip(&descended) {
                assert!((left - right).abs() < 1e-4, "{f}, {n_members}: {left} {right}");
            }
            assert!(exact.iter().any(|value| value.abs() > 1e-3), "{f}, {n_members}");
        }
    }
}
