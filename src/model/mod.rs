//! Baselines: what they learn from, what they are asked, what they answer.
//!
//! Each model is one file with its parameters, its source and its `fit`. Models know nothing of
//! metrics or protocols.

#[cfg(test)]
mod conformance;
mod item_knn;
mod popularity;
mod random;
mod repeat_last;
mod spec;
mod top_n;
mod training;

use rayon::prelude::*;

pub use item_knn::{ItemKnn, Similarity};
pub use popularity::{Count, Fill, Popularity};
pub use random::Random;
pub use repeat_last::RepeatLast;
pub use spec::{ModelConfig, NAMES, SpecError, title};
pub use top_n::{Scored, top_n};
pub use training::Training;

use crate::dataset::ItemIdx;

/// What a model is asked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The user's id; training need not have seen it.
    pub user_id: &'a str,
    /// The items of the user's visible rows in time order, oldest first, repeats included.
    pub history: &'a [ItemIdx],
    /// Items that must not be recommended, rising.
    pub excluded: &'a [ItemIdx],
    /// How many items are wanted.
    pub k: usize,
}

impl Request<'_> {
    /// Whether `item` must not be recommended.
    #[must_use]
    pub fn excludes(&self, item: ItemIdx) -> bool {
        self.excluded.binary_search(&item).is_ok()
    }

    /// The distinct items of the history, rising.
    #[must_use]
    pub fn distinct_history(&self) -> Vec<ItemIdx> {
        let mut items = self.history.to_vec();
        items.sort_unstable();
        items.dedup();
        items
    }
}

/// A fitted model.
pub trait Recommend: Send + Sync {
    /// A ranked list of at most `request.k` distinct items, best first, none of them excluded.
    ///
    /// Ties of scores go to the item with the smaller index. A list is shorter than k only when the
    /// model knows no more items.
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored>;
}

/// Answers all requests, in their order, on all threads.
#[must_use]
pub fn recommend_all(model: &dyn Recommend, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
    requests.par_iter().map(|request| model.recommend(request)).collect()
}
