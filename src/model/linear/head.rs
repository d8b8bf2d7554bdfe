//! The most popular items, for models whose cost grows with the square of the catalogue.

use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::model::core::Training;
use crate::number::to_u32;

/// The place of an item outside the head.
const OUTSIDE: u32 = u32::MAX;

/// Items of the head, and the training set's matrix of them alone.
pub(super) struct Head {
    /// The items, rising.
    pub(super) items: Vec<ItemIdx>,
    /// Each catalogue item's place in the head, or `u32::MAX`.
    pub(super) places: Vec<u32>,
    /// Training users × items of the head.
    pub(super) matrix: Csr,
}

impl Head {
    /// The `most` items with most distinct users, ties by index; users by their order.
    pub(super) fn of(training: &Training<'_>, most: usize) -> Self {
        let popular = training.popular().iter().take(most);
        let mut items: Vec<ItemIdx> = popular.map(|scored| scored.item).collect();
        items.sort_unstable();
        let mut places = vec![OUTSIDE; training.n_items()];
        for (place, item) in (0..).zip(&items) {
            places[item.index()] = place;
        }
        let matrix = training.matrix();
        let mut pairs = Vec::new();
        let mut n_users = 0;
        for (user, _) in training.users() {
            let known = matrix.items_of(user).iter().map(|&item| places[item as usize]);
            let before = pairs.len();
            pairs.extend(
                known.filter(|&at| at != OUTSIDE).map(|at| (UserIdx(n_users), ItemIdx(at))),
            );
            n_users += u32::from(pairs.len() > before);
        }
        let matrix = Csr::from_pairs(n_users as usize, items.len(), pairs);
        Self { items, places, matrix }
    }

    /// A flag for each item of the catalogue: `true` if the head has it.
    pub(super) fn ranked(&self) -> Vec<bool> {
        self.places.iter().map(|&place| place != OUTSIDE).collect()
    }

    /// Users of each item.
    pub(super) fn counts(&self) -> Vec<u32> {
        let items = (0..to_u32(self.items.len())).map(ItemIdx);
        items.map(|item| to_u32(self.matrix.users_of(item).len())).collect()
    }
}

/// The place of `item`, if it is in the head.
pub(super) fn place(places: &[u32], item: ItemIdx) -> Option<usize> {
    let place = places[item.index()];
    (place != OUTSIDE).then_some(place as usize)
}
