//! One vector of alternating least squares as a problem, and the ways to solve it.

use serde::{Deserialize, Serialize};

use crate::model::parts::factors::Factors;

/// The method that solves for each vector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Solver {
    /// Exactly, by Cholesky's factor of f × f.
    Cholesky,
    /// Conjugate gradients: the number of steps from the last value.
    Gradients(usize),
    /// Exactly for so many coordinates at a time, all once.
    Block(usize),
}

/// A weighted least-squares problem's constants: of `Σ_S w (h·x − 1)² + α₀ Σ_all (h·x)² + λ |x|²`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Problem<'a> {
    /// The fixed vectors.
    pub(super) fixed: &'a Factors,
    /// Their products, f × f.
    pub(super) gram: &'a [f32],
    /// α₀
    pub(super) unobserved: f32,
    /// λ
    pub(super) ridge: f32,
}
