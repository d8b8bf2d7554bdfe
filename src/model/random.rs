//! Items drawn evenly: the floor under every other model.

use crate::dataset::ItemIdx;
use crate::number::to_u32;
use crate::seed;

use super::{Recommend, Request, Scored, Training};

/// k items of the training set, drawn evenly without replacement.
///
/// Each user's draw depends on the seed and the user's id alone. Scores are
/// 1, 1/2, 1/3, …, so that the draw's order is no tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Random {
    /// Decides the draws. Default 42.
    pub seed: u64,
}

impl Default for Random {
    fn default() -> Self {
        Self { seed: 42 }
    }
}

impl Random {
    /// Remembers which items the training set has.
    #[must_use]
    pub fn fit(self, training: &Training<'_>) -> impl Recommend + use<> {
        let counts = training.rows_per_item();
        let items = (0..to_u32(counts.len())).filter(|&item| counts[item as usize] > 0);
        FittedRandom { seed: self.seed, items: items.map(ItemIdx).collect() }
    }
}

struct FittedRandom {
    seed: u64,
    items: Vec<ItemIdx>,
}

impl Recommend for FittedRandom {
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored> {
        let mut generator = seed::generator(self.seed, request.user_id);
        // The first steps of a Fisher–Yates shuffle, which stop once k items are found.
        let mut items = self.items.clone();
        let mut list = Vec::with_capacity(request.k.min(items.len()));
        for at in 0..items.len() {
            if list.len() == request.k {
                break;
            }
            let other = at + seed::below(&mut generator, items.len() - at);
            items.swap(at, other);
            if !request.excludes(items[at]) {
                let rank = u16::try_from(list.len() + 1).unwrap_or(u16::MAX);
                list.push(Scored { item: items[at], score: 1.0 / f32::from(rank) });
            }
        }
        list
    }
}
