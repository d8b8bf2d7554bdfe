//! What a model learns from.

use std::sync::OnceLock;

use crate::dataset::{Csr, Dataset, ItemIdx};
use crate::number::to_u32;

/// Rows of a data set to learn from.
#[derive(Debug)]
pub struct Training<'a> {
    dataset: &'a Dataset,
    rows: &'a [u32],
    matrix: OnceLock<Csr>,
}

impl<'a> Training<'a> {
    /// `rows` in the order of users, each user's in time order.
    #[must_use]
    pub fn new(dataset: &'a Dataset, rows: &'a [u32]) -> Self {
        Self { dataset, rows, matrix: OnceLock::new() }
    }

    /// Number of items of the whole catalogue.
    #[must_use]
    pub fn n_items(&self) -> usize {
        self.dataset.items().len()
    }

    /// Users × items, binary, made once; users outside the training set have empty rows.
    #[must_use]
    pub fn matrix(&self) -> &Csr {
        self.matrix.get_or_init(|| {
            let pair = |&row: &u32| (self.dataset.user(row), self.dataset.item(row));
            let pairs = self.rows.iter().map(pair).collect();
            Csr::from_pairs(self.dataset.users().len(), self.n_items(), pairs)
        })
    }

    /// Rows per item.
    #[must_use]
    pub fn rows_per_item(&self) -> Vec<u32> {
        let mut counts = vec![0; self.n_items()];
        for &row in self.rows {
            counts[self.dataset.item(row).index()] += 1;
        }
        counts
    }

    /// Distinct users per item.
    #[must_use]
    pub fn users_per_item(&self) -> Vec<u32> {
        let matrix = self.matrix();
        let items = (0..to_u32(self.n_items())).map(ItemIdx);
        items.map(|item| to_u32(matrix.users_of(item).len())).collect()
    }
}
