//! The matrix P of EASE and EDLAE: itself, or through the users where those are fewer.

use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef, Par};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::model::core::FitError;
use crate::model::parts::dense::{Symmetric, gram};
use crate::model::parts::vector::axpy;
use crate::number::{single, to_u32};

/// P, or a smaller matrix that gives its products.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Inverse {
    /// P itself, n × n.
    Items { values: Vec<f32>, diagonal: Vec<f32> },
    /// M = (I + X D⁻¹ Xᵀ)⁻¹, m × m, with P = D⁻¹ − D⁻¹ Xᵀ M X D⁻¹.
    Users {
        values: Vec<f32>,
        ridge: Vec<f32>,
        diagonal: Vec<f32>,
        items_of: Vec<Vec<u32>>,
        users_of: Vec<Vec<u32>>,
    },
}

impl Inverse {
    pub(super) fn by_items(matrix: &Csr, ridge: &[f32]) -> Result<Self, FitError> {
        let mut inverse = gram(matrix);
        inverse.invert(|at| ridge[at])?;
        let diagonal = inverse.diagonal();
        Ok(Self::Items { values: inverse.into_values(), diagonal })
    }

    pub(super) fn by_users(matrix: &Csr, ridge: &[f32]) -> Result<Self, FitError> {
        let n_users = matrix.n_users();
        let users: Vec<UserIdx> = (0..to_u32(n_users)).map(UserIdx).collect();
        let items_of: Vec<Vec<u32>> =
            users.iter().map(|&user| matrix.items_of(user).to_vec()).collect();
        let users_of: Vec<Vec<u32>> = (0..to_u32(matrix.n_items()))
            .map(|item| matrix.users_of(ItemIdx(item)).to_vec())
            .collect();
        let mut inverse = Symmetric::from_rows(n_users, |user, row| {
            for &item in &items_of[user] {
                for &other in &users_of[item as usize] {
                    row[other as usize] += 1.0 / ridge[item as usize];
                }
            }
        });
        inverse.invert(|_| 1.0)?;
        // P(j, j) = 1/d − Σ over users u, v of j of M(u, v) / d².
        let diagonal: Vec<f32> = users_of
            .par_iter()
            .zip(ridge)
            .map(|(users, d)| {
                let sum: f64 = users
                    .iter()
                    .flat_map(|&user| {
                        let row = inverse.row(user as usize);
                        users.iter().map(move |&other| f64::from(row[other as usize]))
                    })
                    .sum();
                let d = f64::from(*d);
                single((1.0 - sum / d) / d)
            })
            .collect();
        let values = inverse.into_values();
        Ok(Self::Users { values, ridge: ridge.to_vec(), diagonal, items_of, users_of })
    }

    pub(super) fn n(&self) -> usize {
        self.diagonal().len()
    }

    pub(super) fn diagonal(&self) -> &[f32] {
        match self {
            Self::Items { diagonal, .. } | Self::Users { diagonal, .. } => diagonal,
        }
    }

    /// Adds x P to `products` for each x of `histories`, rows of n.
    pub(super) fn multiply(&self, histories: &[Vec<(usize, f32)>], products: &mut [f32]) {
        match self {
            Self::Items { values, .. } => multiply_items(values, self.n(), histories, products),
            Self::Users { values, ridge, items_of, users_of, .. } => {
                ByUsers { values, ridge, items_of, users_of }.multiply(histories, products);
            }
        }
    }

    /// P(i, j).
    pub(super) fn entry(&self, row: usize, column: usize) -> f32 {
        let mut product = vec![0.0; self.n()];
        self.multiply(&[vec![(row, 1.0)]], &mut product);
        product[column]
    }

    pub(super) fn is_sound(&self) -> bool {
        let n = self.n();
        match self {
            Self::Items { values, .. } => values.len() == n * n,
            Self::Users { values, ridge, items_of, users_of, .. } => {
                let m = items_of.len();
                let below = |lists: &[Vec<u32>], most: usize| {
                    lists.iter().flatten().all(|&one| (one as usize) < most)
                };
                values.len() == m * m
                    && ridge.len() == n
                    && users_of.len() == n
                    && below(items_of, n)
                    && below(users_of, m)
            }
        }
    }
}

/// Columns of the matrix taken at a time, so that their part of all rows stays in the cache.
const TILE: usize = 512;

fn multiply_items(values: &[f32], n: usize, histories: &[Vec<(usize, f32)>], products: &mut [f32]) {
    for begin in (0..n).step_by(TILE) {
        let tile = begin..(begin + TILE).min(n);
        for (history, product) in histories.iter().zip(products.chunks_mut(n)) {
            let product = &mut product[tile.clone()];
            for &(item, weight) in history {
                axpy(weight, &values[item * n..][tile.clone()], product);
            }
        }
    }
}

/// [`Inverse::Users`] without its diagonal.
struct ByUsers<'i> {
    values: &'i [f32],
    ridge: &'i [f32],
    items_of: &'i [Vec<u32>],
    users_of: &'i [Vec<u32>],
}

impl ByUsers<'_> {
    fn multiply(&self, histories: &[Vec<(usize, f32)>], products: &mut [f32]) {
        let &Self { values, ridge, items_of, users_of } = self;
        let (m, n) = (items_of.len(), ridge.len());
        // X D⁻¹ x for each history, one column each.
        let mut reached = vec![0.0_f32; m * histories.len()];
        for (history, reached) in histories.iter().zip(reached.chunks_mut(m.max(1))) {
            for &(item, weight) in history {
                for &user in &users_of[item] {
                    reached[user as usize] += weight / ridge[item];
                }
            }
        }
        let mut solved = vec![0.0_f32; m * histories.len()];
        matmul(
            MatMut::from_column_major_slice_mut(&mut solved, m, histories.len()),
            Accum::Replace,
            MatRef::from_column_major_slice(values, m, m),
            MatRef::from_column_major_slice(&reached, m, histories.len()),
            1.0,
            Par::Seq,
        );
        for ((history, solved), product) in
            histories.iter().zip(solved.chunks(m.max(1))).zip(products.chunks_mut(n))
        {
            for (items, &weight) in items_of.iter().zip(solved) {
                for &item in items {
                    product[item as usize] -= weight;
                }
            }
            for &(item, weight) in history {
                product[item] += weight;
            }
            for (product, d) in product.iter_mut().zip(ridge) {
                *product /= d;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::head::Head;
    use super::*;
    use crate::model::core::Training;
    use crate::number::single_count;

    #[test]
    fn both_ways_are_the_same() {
        let dataset = crate::model::conformance::dataset(40, 60);
        let wide = crate::model::conformance::dataset(40, 30);
        for spec in ["ease:l2=3", "edlae:l2=2,dropout=0.2"] {
            for dataset in [&dataset, &wide] {
                let rows: Vec<u32> = (0..to_u32(dataset.n_rows())).collect();
                let training = Training::new(dataset, &rows);
                let head = Head::of(&training, usize::MAX);
                let ridge: Vec<f32> = head
                    .counts()
                    .iter()
                    .map(|&users| 0.1 * single_count(users as usize) + 2.0)
                    .collect();
                let left = Inverse::by_items(&head.matrix, &ridge).expect("definite");
                let right = Inverse::by_users(&head.matrix, &ridge).expect("definite");
                for row in 0..head.items.len() {
                    for column in 0..head.items.len() {
                        let (left, right) = (left.entry(row, column), right.entry(row, column));
                        assert!((left - right).abs() < 1e-5, "{spec}: {left} {right}");
                    }
                }
            }
        }
    }
}
