//! The columns of items as sparse features.

use crate::dataset::ItemIdx;
use crate::model::core::Training;
use crate::number::{single_count, to_u32};

/// Buckets of a numeric column.
const BUCKETS: usize = 10;

/// The values of each item's columns, by number, each with its weight: 1 divided by the number of the column's values
/// that the item has, so that every column weighs the same.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct ItemColumns {
    of_items: Vec<Vec<(u32, f32)>>,
    n_values: usize,
}

impl ItemColumns {
    /// The genres of all items, and ten buckets of years with as many items each; nothing where there are none.
    pub(super) fn of(training: &Training<'_>) -> Self {
        let dataset = training.dataset();
        let mut columns = Self { of_items: vec![Vec::new(); training.n_items()], n_values: 0 };
        if let Some(genres) = dataset.genres() {
            let of = |item: usize| genres.of(ItemIdx(to_u32(item))).to_vec();
            columns.add(genres.names().len(), of);
        }
        if let Some(years) = dataset.years() {
            let bounds = bounds(years);
            let of = |item: usize| {
                let year = years[item];
                year.map(|year| to_u32(bounds.partition_point(|&bound| bound < year)))
                    .into_iter()
                    .collect()
            };
            columns.add(BUCKETS, of);
        }
        columns
    }

    /// No column.
    pub(super) fn none(n_items: usize) -> Self {
        Self { of_items: vec![Vec::new(); n_items], n_values: 0 }
    }

    /// The same for these items alone, in this order.
    pub(super) fn of_items(&self, items: &[ItemIdx]) -> Self {
        let of_items = items.iter().map(|item| self.of_items[item.index()].clone()).collect();
        Self { of_items, n_values: self.n_values }
    }

    /// These features of each item.
    #[cfg(test)]
    pub(super) const fn of_rows(of_items: Vec<Vec<(u32, f32)>>, n_values: usize) -> Self {
        Self { of_items, n_values }
    }

    fn add(&mut self, n: usize, of: impl Fn(usize) -> Vec<u32>) {
        let begin = to_u32(self.n_values);
        self.n_values += n;
        for (item, features) in self.of_items.iter_mut().enumerate() {
            let own = of(item);
            let weight = 1.0 / single_count(own.len()).max(1.0);
            features.extend(own.into_iter().map(|value| (begin + value, weight)));
        }
    }

    pub(super) fn n_values(&self) -> usize {
        self.n_values
    }

    /// The features of each item.
    pub(super) fn rows(&self) -> impl Iterator<Item = &[(u32, f32)]> {
        self.of_items.iter().map(Vec::as_slice)
    }
}

/// The largest year of each bucket but the last.
fn bounds(years: &[Option<i32>]) -> Vec<i32> {
    let mut known: Vec<i32> = years.iter().flatten().copied().collect();
    known.sort_unstable();
    let at = |bucket: usize| known.get((bucket * known.len() / BUCKETS).saturating_sub(1)).copied();
    (1..BUCKETS).filter_map(at).collect()
}
