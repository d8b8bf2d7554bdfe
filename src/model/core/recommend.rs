//! Fitted models: their traits, and many requests on all threads.

use rayon::prelude::*;

use super::error::SaveError;
use super::ranking::Scored;
use super::request::Request;
use crate::dataset::ItemIdx;

/// A fitted model.
pub trait Recommend: Send + Sync {
    /// The ranked list of each request: at most `k` distinct items, best first, all of them allowed
    /// ([`Request::allows`]).
    ///
    /// Ties of scores go to the item with the smaller index. A list is shorter than k only when the model has no
    /// more items to list; whether it lists items that training never saw is its own choice, and short lists are
    /// counted. Of a model that breaks this no result can be trusted; a list that has an item twice, one that is not
    /// allowed or one that the data does not have ends an evaluation with an error that names it.
    /// [`conformance::check`](crate::model::conformance::check) tells an author what their lists break.
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>>;

    /// One list.
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored> {
        self.recommend_many(std::slice::from_ref(request)).pop().unwrap_or_default()
    }

    /// The contribution of each item of the history to the score of `item`, largest first; empty where the model cannot
    /// say.
    fn why(&self, _request: &Request<'_>, _item: ItemIdx) -> Vec<Scored> {
        Vec::new()
    }
}

/// A fitted model that can be kept in a file.
pub trait Save: Recommend {
    /// The fitted state as bytes, for [`Saved`](crate::model::Saved).
    ///
    /// # Errors
    /// When it cannot be written as bytes.
    fn save(&self) -> Result<Vec<u8>, SaveError>;

    /// The number of items that it knows; an item of a request must be below.
    fn n_items(&self) -> usize;
}

/// The number of requests that a thread takes at once, so that products are blocked.
pub(crate) const BATCH: usize = 64;

/// Answers all requests, in their order, on all threads.
#[must_use]
pub fn recommend_all(model: &dyn Recommend, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
    recommend_each(model, requests, |_, list| list)
}

/// Answers all requests, in their order, on all threads, and holds no more of each list than the value that `take`
/// makes of it and of the number of its request.
pub(crate) fn recommend_each<T: Send>(
    model: &dyn Recommend,
    requests: &[Request<'_>],
    take: impl Fn(usize, Vec<Scored>) -> T + Sync,
) -> Vec<T> {
    let batches = requests.par_chunks(BATCH).enumerate();
    let taken = batches.flat_map_iter(|(number, batch)| {
        let lists = model.recommend_many(batch).into_iter().take(batch.len());
        let take = &take;
        lists.enumerate().map(move |(at, list)| take(number * BATCH + at, list))
    });
    taken.collect()
}
