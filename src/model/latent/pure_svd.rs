//! A truncated singular value decomposition of the binary matrix.

use faer::{Mat, MatRef, Side};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::model::core::parameter::{HALF_LIFE, SEED, Search, parameters, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, Training,
};
use crate::model::parts::factors::{FactorScorer, Factors, FoldIn};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::vector::dot;
use crate::number::{single, to_u32};

/// `PureSVD`: a history projected on the leading singular vectors of the items.
///
/// Cremonesi, Koren, Turrin 2010, "Performance of recommender algorithms on top-n recommendation
/// tasks", doi:10.1145/1864708.1864721, section 3.2. The vectors come from the randomised method of
/// Halko, Martinsson, Tropp 2011, doi:10.1137/090771806, algorithms 4.4 and 5.1.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "pure-svd",
    family: ModelFamily::Latent,
    summary: "A truncated singular value decomposition (PureSVD).",
    equation: "score(u, j) = x(u) V · v(j), V the leading right singular vectors of the matrix",
    source: "Cremonesi et al. 2010, doi:10.1145/1864708.1864721, section 3.2; Halko et al. 2011, \
             doi:10.1137/090771806",
    cost: "time iterations · r · factors, memory (m + n) · factors",
    is_fast: true,
    needs: None,
    method: Method::of::<PureSvdParameters>(),
    load: load::<FactorScorer<Projection>>,
};

parameters! {
    /// Parameters of `PureSVD`.
    pub(in crate::model) struct PureSvdParameters {
        factors: usize = whole(1..=4_096, 24, Search::LogInteger(4, 200), "singular vectors kept");
        iterations: usize =
            whole(0..=1_000, 8, Search::Fixed, "how often the matrix and its transpose are applied");
        oversampling: usize =
            whole(0..=1_000, 16, Search::Fixed, "vectors more than are kept, on the way");
        half_life: Option<f32> = HALF_LIFE;
        seed: u64 = SEED;
    }
}

impl Learn for PureSvdParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        // On the way four copies of the vectors, the surplus ones too.
        let width = self.factors.saturating_add(self.oversampling) as u64;
        let most = shape.users.min(shape.items) as u64;
        let vectors = (shape.users + shape.items) as u64 * width.min(most) * 16;
        vectors + shape.scores() + shape.pairs as u64 * 8
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training)?, training)))
    }
}

fn fit(
    parameters: &PureSvdParameters,
    training: &Training<'_>,
) -> Result<FactorScorer<Projection>, FitError> {
    let matrix = training.matrix();
    let n_items = training.n_items();
    let n_users = training.users().count();
    let most = n_items.min(n_users).max(1);
    let kept = parameters.factors.min(most);
    let width = kept.saturating_add(parameters.oversampling).min(most);
    let mut items = Factors::normal(n_items, width, 1.0, parameters.seed, "pure-svd");
    for _ in 0..parameters.iterations {
        let users = orthonormal(&times(matrix, &items));
        items = orthonormal(&transposed_times(matrix, &users));
    }
    let users = orthonormal(&times(matrix, &items));
    let projected = transposed_times(matrix, &users);
    Ok(FactorScorer {
        items: leading(&projected, kept)?,
        biases: Vec::new(),
        fold_in: Projection { half_life: parameters.half_life.unwrap_or(f32::INFINITY) },
    })
}

/// X · items.
pub(super) fn times(matrix: &Csr, items: &Factors) -> Factors {
    let mut users = Factors::zeros(matrix.n_users(), items.f());
    let rows: Vec<&mut [f32]> = users.rows_mut().collect();
    rows.into_par_iter().enumerate().for_each(|(user, row)| {
        add_all(row, items, matrix.items_of(UserIdx(to_u32(user))));
    });
    users
}

/// Xᵀ · users.
pub(super) fn transposed_times(matrix: &Csr, users: &Factors) -> Factors {
    let mut items = Factors::zeros(matrix.n_items(), users.f());
    let rows: Vec<&mut [f32]> = items.rows_mut().collect();
    rows.into_par_iter().enumerate().for_each(|(item, row)| {
        add_all(row, users, matrix.users_of(ItemIdx(to_u32(item))));
    });
    items
}

fn add_all(sum: &mut [f32], factors: &Factors, numbers: &[u32]) {
    for &number in numbers {
        for (sum, value) in sum.iter_mut().zip(factors.row(number as usize)) {
            *sum += value;
        }
    }
}

/// An orthonormal basis of the columns, by Householder's reflections.
fn orthonormal(vectors: &Factors) -> Factors {
    let matrix = MatRef::from_row_major_slice(vectors.values(), vectors.n(), vectors.f());
    let basis = matrix.qr().compute_thin_Q();
    let (n, f) = (basis.nrows(), basis.ncols());
    let mut values = vec![0.0_f32; n * f];
    for column in 0..f {
        for row in 0..n {
            values[row * f + column] = basis[(row, column)];
        }
    }
    Factors::from_values(n, f, values)
}

/// The `kept` leading left singular vectors of `projected`, n × q: by the eigenvectors of the q × q
/// products, in double precision.
fn leading(projected: &Factors, kept: usize) -> Result<Factors, FitError> {
    let q = projected.f();
    let mut products = Mat::<f64>::zeros(q, q);
    for row in projected.values().chunks_exact(q.max(1)) {
        for column in 0..q {
            for other in column..q {
                products[(other, column)] += f64::from(row[column]) * f64::from(row[other]);
            }
        }
    }
    let eigen = products
        .self_adjoint_eigen(Side::Lower)
        .map_err(|error| FitError::Numeric(format!("no eigenvectors ({error:?})")))?;
    let (vectors, values) = (eigen.U(), eigen.S());
    let mut factors = Factors::zeros(projected.n(), kept);
    // Eigenvalues rise: the last are the largest.
    for (row, into) in projected.values().chunks_exact(q.max(1)).zip(factors.rows_mut()) {
        for (at, value) in into.iter_mut().enumerate() {
            let column = q - 1 - at;
            let length = values.column_vector()[column].max(0.0).sqrt();
            let sum: f64 = (0..q).map(|of| f64::from(row[of]) * vectors[(of, column)]).sum();
            *value = if length > 1e-6 { single(sum / length) } else { 0.0 };
        }
    }
    Ok(factors)
}

/// The history times the items' vectors.
#[derive(Debug, Serialize, Deserialize)]
struct Projection {
    half_life: f32,
}

impl FoldIn for Projection {
    fn vector(&self, items: &Factors, request: &Request<'_>, vector: &mut [f32]) -> bool {
        for (item, weight) in request.weighted_history(self.half_life) {
            for (sum, value) in vector.iter_mut().zip(items.row(item.index())) {
                *sum += weight * value;
            }
        }
        vector.iter().any(|&value| value != 0.0)
    }

    fn contributions(&self, items: &Factors, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let history = request.weighted_history(self.half_life).into_iter();
        let part = |(from, weight): (ItemIdx, f32)| Scored {
            item: from,
            score: weight * dot(items.row(from.index()), items.row(item.index())),
        };
        history.map(part).collect()
    }

    fn is_sound(&self, _items: &Factors) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
    use crate::model::{Event, ModelConfig};

    #[test]
    fn one_factor_is_the_leading_singular_vector() {
        // X = [1 1 0; 1 1 0; 0 1 1]: XᵀX = [2 2 0; 2 3 1; 0 1 1], whose largest eigenvalue λ solves
        // λ³ − 6λ² + 6λ = 0, so λ = 3 + √3; its vector is (2, λ − 2, (λ − 2)/(λ − 1)) in proportion.
        let dataset = Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 1),
            ("2", "a", "", 1),
            ("2", "b", "", 1),
            ("3", "b", "", 1),
            ("3", "c", "", 1),
        ]);
        let rows: Vec<u32> = (0..6).collect();
        let config = ModelConfig::parse("pure-svd:factors=1").expect("known");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        let history = [Event::from(ItemIdx(1))];
        let list = model.recommend(&Request::new("x", &history, 3));
        let lambda = 3.0 + 3.0_f32.sqrt();
        let vector = [2.0, lambda - 2.0, (lambda - 2.0) / (lambda - 1.0)];
        let squared: f32 = vector.iter().map(|value| value * value).sum();
        for scored in list {
            let expected = vector[1] * vector[scored.item.index()] / squared;
            assert!((scored.score - expected).abs() < 1e-5, "{scored:?} {expected}");
        }
    }
}
