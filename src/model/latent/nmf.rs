//! Factors that are never negative.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::pure_svd::{times, transposed_times};
use super::vectors::memory;
use crate::model::core::parameter::{HALF_LIFE, SEED, Search, parameters, real_f32, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Shape, Training,
};
use crate::model::parts::factors::{FactorScorer, Factors, FoldIn};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::vector::dot;
use crate::number::{from_count, ratio};

/// Non-negative matrix factorisation by coordinate descent.
///
/// Lee and Seung 1999, doi:10.1038/44565, with the update of Cichocki and Phan 2009,
/// doi:10.1587/transfun.E92.A.708 (HALS), one coordinate of one vector at a time. A user under test is
/// folded in by the same update with the items fixed.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "nmf",
    family: ModelFamily::Latent,
    summary: "Non-negative matrix factorisation.",
    equation: "score(u, j) = w(u)·h(j), least ½ Σ over all (x − ŷ)² + ½ λ (Σ|w|² + Σ|h|²), w and h \
               not negative",
    source: "Lee and Seung 1999, doi:10.1038/44565; Cichocki and Phan 2009, \
             doi:10.1587/transfun.E92.A.708, algorithm 2",
    cost: "time epochs · (r · factors + (m + n) · factors²), memory (m + n) · factors",
    is_fast: true,
    needs: None,
    method: Method::of::<NmfParameters>(),
    load: load::<FactorScorer<NmfFoldIn>>,
};

parameters! {
    /// Parameters of non-negative factors.
    pub(in crate::model) struct NmfParameters {
        factors: usize = whole(1..=1_024, 24, Search::LogInteger(4, 100), "length of the vectors");
        epochs: usize =
            whole(1..=10_000, 40, Search::LogInteger(10, 100), "rounds over users and items");
        l2: f32 =
            real_f32(0.0..=1e6, 1.0, Search::LogReal(0.01, 100.0), "λ, what holds vectors back");
        half_life: Option<f32> = HALF_LIFE;
        seed: u64 = SEED;
    }
}

impl Learn for NmfParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.factors, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training)?, training)))
    }
}

/// Rounds over a vector's coordinates when a user is folded in.
const FOLD_IN_ROUNDS: usize = 50;

fn fit(
    parameters: &NmfParameters,
    training: &Training<'_>,
) -> Result<FactorScorer<NmfFoldIn>, FitError> {
    let &NmfParameters { factors: f, epochs, l2, half_life, seed } = parameters;
    let matrix = training.matrix();
    let (n_users, n_items) = (matrix.n_users(), matrix.n_items());
    let mean = ratio(matrix.n_pairs(), training.users().count() * n_items);
    let deviation = (mean / from_count(f)).sqrt();
    let mut users = Factors::normal(n_users, f, deviation, seed, "nmf user");
    let mut items = Factors::normal(n_items, f, deviation, seed, "nmf item");
    for value in users.values_mut().iter_mut().chain(items.values_mut()) {
        *value = value.abs();
    }
    for _ in 0..epochs {
        descend(&times(matrix, &items), &items.gram(), l2, &mut users);
        descend(&transposed_times(matrix, &users), &users.gram(), l2, &mut items);
    }
    if !items.values().iter().all(|value| value.is_finite()) {
        return Err(FitError::Numeric("raise `l2`".to_owned()));
    }
    let half_life = half_life.unwrap_or(f32::INFINITY);
    let fold_in = NmfFoldIn { gram: items.gram(), l2, half_life };
    Ok(FactorScorer { items, biases: Vec::new(), fold_in })
}

/// One round over all coordinates of all vectors; `products` is the data times the fixed vectors.
fn descend(products: &Factors, gram: &[f32], l2: f32, vectors: &mut Factors) {
    let f = vectors.f();
    let rows: Vec<(&mut [f32], &[f32])> =
        vectors.rows_mut().zip(products.values().chunks(f)).collect();
    rows.into_par_iter().for_each(|(vector, product)| round(product, gram, l2, vector));
}

fn round(product: &[f32], gram: &[f32], l2: f32, vector: &mut [f32]) {
    let f = vector.len();
    for at in 0..f {
        let row = &gram[at * f..(at + 1) * f];
        let predicted = dot(row, vector);
        let curvature = row[at] + l2;
        if curvature > 0.0 {
            let step = (product[at] - predicted - l2 * vector[at]) / curvature;
            vector[at] = (vector[at] + step).max(0.0);
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct NmfFoldIn {
    gram: Vec<f32>,
    l2: f32,
    half_life: f32,
}

impl FoldIn for NmfFoldIn {
    fn vector(&self, items: &Factors, request: &Request<'_>, vector: &mut [f32]) -> bool {
        let mut product = vec![0.0_f32; items.f()];
        for (item, weight) in request.weighted_history(self.half_life) {
            for (sum, value) in product.iter_mut().zip(items.row(item.index())) {
                *sum += weight * value;
            }
        }
        for _ in 0..FOLD_IN_ROUNDS {
            round(&product, &self.gram, self.l2, vector);
        }
        vector.iter().any(|&value| value != 0.0)
    }

    fn is_sound(&self, items: &Factors) -> bool {
        self.gram.len() == items.f() * items.f()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_exact_in_each_coordinate_and_never_negative() {
        // ½ (3 − 2a)² + ½ λ a² with λ 1: a = 6 / (4 + 1).
        let mut vector = [0.3];
        round(&[6.0], &[4.0], 1.0, &mut vector);
        assert!((vector[0] - 1.2).abs() < 1e-6);
        round(&[-6.0], &[4.0], 1.0, &mut vector);
        assert!(vector[0].abs() < 1e-12);
    }
}
