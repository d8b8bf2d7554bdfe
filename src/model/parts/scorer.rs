//! Ranked lists from the scores of all items.

use serde::{Deserialize, Serialize};

use super::fill::fill_up_below;
use crate::dataset::ItemIdx;
use crate::model::core::{
    LoadError, Recommend, Request, Save, SaveError, Scored, Training, best_of, top_n,
};

/// A model that gives every item a score.
pub(in crate::model) trait Scorer: Send + Sync {
    /// The number of items that it numbers.
    fn n_items(&self) -> usize;

    /// Adds each item's score to `scores`, which are zero; `false` when the history says nothing, so
    /// that popularity has to answer.
    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool;

    /// The same for several requests, whose scores lie one after another.
    fn score_many(&self, requests: &[Request<'_>], scores: &mut [f32]) -> Vec<bool> {
        let rows = scores.chunks_mut(self.n_items().max(1));
        requests.iter().zip(rows).map(|(request, scores)| self.score(request, scores)).collect()
    }

    /// Tells whether a score of zero or less means that nothing is known of the item, so that
    /// popularity fills its place; otherwise every item of the training set is ranked by its score.
    fn is_evidence(&self) -> bool;

    /// The contribution of each item of the history to the score of `item`; in any order.
    fn contributions(&self, _request: &Request<'_>, _item: ItemIdx) -> Vec<Scored> {
        Vec::new()
    }

    /// Tells whether everything in it fits `n_items`; asked of what was read from a file.
    fn is_sound(&self) -> bool;
}

/// A scorer with popularity behind it.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::model) struct Filled<S> {
    scorer: S,
    /// Items of the training set by distinct users.
    popular: Vec<Scored>,
    /// Items that the scorer may rank, by index; all with training users where nothing was said.
    ranked: Vec<bool>,
}

impl<S: Scorer> Filled<S> {
    pub(in crate::model) fn new(scorer: S, training: &Training<'_>) -> Self {
        let ranked = training.users_per_item().iter().map(|&users| users > 0).collect();
        Self { scorer, popular: training.popular().to_vec(), ranked }
    }

    /// A model of which only `ranked` items come by score, the others by popularity.
    pub(in crate::model) fn with_ranked(
        scorer: S,
        training: &Training<'_>,
        ranked: Vec<bool>,
    ) -> Self {
        Self { scorer, popular: training.popular().to_vec(), ranked }
    }

    /// The list by these scores.
    fn by_score(&self, request: &Request<'_>, scores: &[f32]) -> Vec<Scored> {
        let ranked = |item: ItemIdx, score: f32| {
            if self.scorer.is_evidence() { score > 0.0 } else { self.ranked[item.index()] }
        };
        let mut list = match request.candidates {
            None => best_of(scores, request.k, |item, score| {
                ranked(item, score) && request.excluded.binary_search(&item).is_err()
            }),
            Some(candidates) => {
                let scored = candidates.iter().filter(|item| item.index() < scores.len());
                let scored = scored.map(|&item| Scored { item, score: scores[item.index()] });
                let allowed =
                    scored.filter(|one| ranked(one.item, one.score) && request.allows(one.item));
                top_n(allowed.collect(), request.k)
            }
        };
        fill_up_below(&mut list, &self.popular, request);
        list
    }

    fn by_popularity(&self, request: &Request<'_>) -> Vec<Scored> {
        let mut list = Vec::new();
        fill_up_below(&mut list, &self.popular, request);
        list
    }
}

impl<S: Scorer + Serialize> Recommend for Filled<S> {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        let n_items = self.scorer.n_items();
        let mut scores = vec![0.0_f32; n_items * requests.len()];
        let told = self.scorer.score_many(requests, &mut scores);
        let answers = requests.iter().zip(told).enumerate();
        answers
            .map(|(at, (request, is_told))| {
                if is_told {
                    self.by_score(request, &scores[at * n_items..(at + 1) * n_items])
                } else {
                    self.by_popularity(request)
                }
            })
            .collect()
    }

    fn why(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let mut parts = self.scorer.contributions(request, item);
        parts.retain(|part| part.score > 0.0);
        let n = parts.len();
        top_n(parts, n)
    }
}

impl<S: Scorer + Serialize> Save for Filled<S> {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        Ok(postcard::to_allocvec(self)?)
    }

    fn n_items(&self) -> usize {
        self.scorer.n_items()
    }
}

/// Reads a [`Filled`] scorer, and refuses one whose parts do not fit each other.
pub(in crate::model) fn load<S>(bytes: &[u8]) -> Result<Box<dyn Save>, LoadError>
where
    S: Scorer + Serialize + serde::de::DeserializeOwned + 'static,
{
    let model: Filled<S> = postcard::from_bytes(bytes)?;
    let n_items = model.scorer.n_items();
    let fits = |scored: &Scored| scored.item.index() < n_items;
    if !model.scorer.is_sound() || model.ranked.len() != n_items || !model.popular.iter().all(fits)
    {
        return Err(LoadError::Damaged("its parts do not fit each other".to_owned()));
    }
    Ok(Box::new(model))
}
