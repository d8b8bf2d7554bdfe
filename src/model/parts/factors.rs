//! Users and items as vectors.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use serde::{Deserialize, Serialize};

use super::scorer::Scorer;
use crate::dataset::ItemIdx;
use crate::model::core::{Request, Scored};
use crate::number::single;
use crate::seed;

/// `n` vectors of `f` numbers, one after another.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(in crate::model) struct Factors {
    n: usize,
    f: usize,
    values: Vec<f32>,
}

impl Factors {
    pub(in crate::model) fn zeros(n: usize, f: usize) -> Self {
        Self { n, f, values: vec![0.0; n * f] }
    }

    pub(in crate::model) fn from_values(n: usize, f: usize, values: Vec<f32>) -> Self {
        debug_assert_eq!(values.len(), n * f, "n × f");
        Self { n, f, values }
    }

    /// Normal draws with this standard deviation; vector i is drawn by a generator of its own.
    pub(in crate::model) fn normal(
        n: usize,
        f: usize,
        deviation: f64,
        seed: u64,
        name: &str,
    ) -> Self {
        let mut factors = Self::zeros(n, f);
        for (at, row) in factors.values.chunks_mut(f.max(1)).enumerate() {
            let mut generator = seed::generator(seed, &format!("{name} {at}"));
            for pair in row.chunks_mut(2) {
                // Box and Muller 1958, from a draw above 0 and one from 0.
                let radius = (-2.0 * libm::log(1.0 - seed::unit(&mut generator))).sqrt();
                let angle = std::f64::consts::TAU * seed::unit(&mut generator);
                let drawn = [radius * libm::cos(angle), radius * libm::sin(angle)];
                for (value, drawn) in pair.iter_mut().zip(drawn) {
                    *value = single(deviation * drawn);
                }
            }
        }
        factors
    }

    pub(in crate::model) fn n(&self) -> usize {
        self.n
    }

    pub(in crate::model) fn f(&self) -> usize {
        self.f
    }

    pub(in crate::model) fn row(&self, at: usize) -> &[f32] {
        &self.values[at * self.f..(at + 1) * self.f]
    }

    pub(in crate::model) fn rows_mut(&mut self) -> std::slice::ChunksMut<'_, f32> {
        self.values.chunks_mut(self.f.max(1))
    }

    pub(in crate::model) fn values(&self) -> &[f32] {
        &self.values
    }

    pub(in crate::model) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }

    /// As f × n, columns the vectors.
    pub(in crate::model) fn columns(&self) -> MatRef<'_, f32> {
        MatRef::from_column_major_slice(&self.values, self.f, self.n)
    }

    /// `FᵀF`: f × f, row-major.
    pub(in crate::model) fn gram(&self) -> Vec<f32> {
        let mut gram = vec![0.0_f32; self.f * self.f];
        let into = MatMut::from_column_major_slice_mut(&mut gram, self.f, self.f);
        matmul(
            into,
            Accum::Replace,
            self.columns(),
            self.columns().transpose(),
            1.0,
            Par::rayon(0),
        );
        gram
    }

    pub(in crate::model) fn is_sound(&self) -> bool {
        self.n.checked_mul(self.f) == Some(self.values.len())
    }
}

/// The method by which a model makes a user's vector from a history.
pub(in crate::model) trait FoldIn: Send + Sync {
    /// Writes the vector; `false` when the history says nothing.
    fn vector(&self, items: &Factors, request: &Request<'_>, vector: &mut [f32]) -> bool;

    /// The contribution of each item of the history to the score of `item`, where a score is the
    /// sum of such contributions; otherwise empty.
    fn contributions(
        &self,
        _items: &Factors,
        _request: &Request<'_>,
        _item: ItemIdx,
    ) -> Vec<Scored> {
        Vec::new()
    }

    /// Tells whether it fits `items`; asked of what was read from a file.
    fn is_sound(&self, items: &Factors) -> bool;
}

/// score(user, item) = vector · item vector + bias.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::model) struct FactorScorer<U> {
    pub(in crate::model) items: Factors,
    /// Empty where there are none.
    pub(in crate::model) biases: Vec<f32>,
    pub(in crate::model) fold_in: U,
}

impl<U: FoldIn> Scorer for FactorScorer<U> {
    fn n_items(&self) -> usize {
        self.items.n()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        self.score_many(std::slice::from_ref(request), scores).pop().unwrap_or(false)
    }

    fn score_many(&self, requests: &[Request<'_>], scores: &mut [f32]) -> Vec<bool> {
        let f = self.items.f();
        let mut users = vec![0.0_f32; f * requests.len()];
        let vectors = requests.iter().zip(users.chunks_mut(f.max(1)));
        let told: Vec<bool> = vectors
            .map(|(request, vector)| self.fold_in.vector(&self.items, request, vector))
            .collect();
        let into = MatMut::from_column_major_slice_mut(scores, self.items.n(), requests.len());
        let users = MatRef::from_column_major_slice(&users, f, requests.len());
        // The requests are on several threads already.
        matmul(into, Accum::Replace, self.items.columns().transpose(), users, 1.0, Par::Seq);
        if !self.biases.is_empty() {
            for scores in scores.chunks_mut(self.items.n().max(1)) {
                super::vector::axpy(1.0, &self.biases, scores);
            }
        }
        told
    }

    fn is_evidence(&self) -> bool {
        false
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        self.fold_in.contributions(&self.items, request, item)
    }

    fn is_sound(&self) -> bool {
        self.items.is_sound()
            && self.fold_in.is_sound(&self.items)
            && (self.biases.is_empty() || self.biases.len() == self.items.n())
    }
}
