//! Counts of the users that items share.

use rayon::prelude::*;

use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::model::core::{Best, Scored, all_items};

/// A thread's working space: sums by item, and which items have one.
pub(in crate::model) struct Sums {
    sums: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    pub(in crate::model) fn new(n_items: usize) -> Self {
        Self { sums: vec![0.0; n_items], touched: Vec::new() }
    }

    pub(in crate::model) fn add(&mut self, item: u32, value: f32) {
        let sum = &mut self.sums[item as usize];
        if *sum == 0.0 {
            self.touched.push(item);
        }
        *sum += value;
    }

    /// Adds `value` to every item of `items` without noting which; to be followed by
    /// [`Self::drain_all`].
    fn add_unnoted(&mut self, items: &[u32], value: f32) {
        for &item in items {
            self.sums[item as usize] += value;
        }
    }

    /// Like [`Self::drain`], of sums that were not noted: looks at all.
    fn drain_all(&mut self, mut take: impl FnMut(ItemIdx, f32)) {
        for (item, sum) in (0..).zip(&mut self.sums) {
            if *sum != 0.0 {
                take(ItemIdx(item), std::mem::take(sum));
            }
        }
    }

    /// Gives every item with a sum, and clears it.
    pub(in crate::model) fn drain(&mut self, mut take: impl FnMut(ItemIdx, f32)) {
        for &item in &self.touched {
            let sum = std::mem::take(&mut self.sums[item as usize]);
            if sum != 0.0 {
                take(ItemIdx(item), sum);
            }
        }
        self.touched.clear();
    }
}

/// The place of an item among its own neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::model) enum Itself {
    /// It may be its own neighbour.
    Included,
    /// It is not.
    Excluded,
}

/// The neighbours of each item: the items that share users with it, scored and cut to the best `k`.
///
/// The sum of items i and j is `Σ weight(u)` over the users u of both; `score(i, j, sum)` makes a
/// score of it, and those of 0 or less are dropped. O(Σ over users of items²) time; the same for any number of threads.
pub(in crate::model) fn neighbours<W, S>(
    matrix: &Csr,
    k: usize,
    itself: Itself,
    weight: W,
    score: S,
) -> Vec<Vec<Scored>>
where
    W: Fn(u32) -> f32 + Sync,
    S: Fn(ItemIdx, ItemIdx, f32) -> f32 + Sync,
{
    let n_items = matrix.n_items();
    let items: Vec<ItemIdx> = all_items(n_items).collect();
    items
        .par_iter()
        .map_init(
            || Sums::new(n_items),
            |sums, &item| {
                let users = matrix.users_of(item);
                let work: usize =
                    users.iter().map(|&user| matrix.items_of(UserIdx(user)).len()).sum();
                let mut best = Best::new(k);
                let mut take = |other: ItemIdx, sum: f32| {
                    if itself == Itself::Included || other != item {
                        let score = score(item, other, sum);
                        if score > 0.0 {
                            best.push(Scored { item: other, score });
                        }
                    }
                };
                // Where most sums are touched anyway, noting them costs more than looking at all.
                if work > n_items / 2 {
                    for &user in users {
                        sums.add_unnoted(matrix.items_of(UserIdx(user)), weight(user));
                    }
                    sums.drain_all(&mut take);
                } else {
                    for &user in users {
                        let value = weight(user);
                        for &other in matrix.items_of(UserIdx(user)) {
                            sums.add(other, value);
                        }
                    }
                    sums.drain(&mut take);
                }
                best.finish()
            },
        )
        .collect()
}
