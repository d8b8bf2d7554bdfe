//! The most popular items, the same for everybody.

use serde::{Deserialize, Serialize};

use crate::model::core::parameter::{Search, Searched, parameters, whole_or};
use crate::model::core::{
    FitError, Learn, LoadError, Method, ModelFamily, ModelKind, Recommend, Request, Save,
    SaveError, Scored, Shape, Training, rank_by_count,
};
use crate::model::parts::fill::fill_up_below;

/// Items by popularity; ties go to the smaller item index. Only items of the training set.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "popularity",
    family: ModelFamily::NonPersonal,
    summary: "The most popular items, the same for everybody, as the service's Popularity-Count.",
    equation: "score(u, j) = distinct users of j",
    source: "Amazon Personalize developer guide, \"native-recipe-popularity\"; the rule of AWS's \
             notebook is candidates=100,fill=seen,count=rows",
    cost: "time r, memory n",
    is_fast: true,
    needs: None,
    method: Method::of::<PopularityParameters>(),
    load: |bytes| {
        let model: Popularity = postcard::from_bytes(bytes)?;
        let fits = |scored: &Scored| scored.item.index() < model.n_items;
        if !model.ranking.iter().all(fits) || model.n_candidates > model.ranking.len() {
            return Err(LoadError::Damaged("an item beyond the catalogue".to_owned()));
        }
        Ok(Box::new(model))
    },
};

parameters! {
    /// The number that makes an item popular.
    pub(in crate::model) enum PopularityCount {
        Users = "users",
        Rows = "rows",
    }

    /// The items for the places that seen items leave empty.
    pub(in crate::model) enum FillWith {
        Nothing = "nothing",
        Seen = "seen",
    }

    /// Parameters of popularity.
    pub(in crate::model) struct PopularityParameters {
        count: PopularityCount = PopularityCount::parameter(
            Searched::Yes,
            "what makes an item popular: distinct users, or rows",
        );
        candidates: Option<usize> = whole_or(
            "all",
            1..=u64::MAX,
            Search::Fixed,
            "only so many of the most popular items are recommended",
        );
        fill: FillWith = FillWith::parameter(
            Searched::No,
            "what becomes of places that seen items leave empty; with `seen` a user's items are \
             taken from the candidates and fill up behind them",
        );
    }
}

impl Learn for PopularityParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        16 * shape.items as u64
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let ranking = match self.count {
            PopularityCount::Users => training.popular().to_vec(),
            PopularityCount::Rows => rank_by_count(&training.rows_per_item()),
        };
        Ok(Box::new(Popularity {
            n_candidates: self.candidates.unwrap_or(usize::MAX).min(ranking.len()),
            ranking,
            fills_seen: self.fill == FillWith::Seen,
            n_items: training.n_items(),
        }))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Popularity {
    ranking: Vec<Scored>,
    n_candidates: usize,
    fills_seen: bool,
    n_items: usize,
}

impl Popularity {
    fn list(&self, request: &Request<'_>) -> Vec<Scored> {
        let candidates = self.ranking[..self.n_candidates].iter().copied();
        let allowed = candidates.filter(|scored| request.allows(scored.item));
        if !self.fills_seen {
            return allowed.take(request.k).collect();
        }
        let seen = request.distinct_history();
        let unseen = allowed.filter(|scored| seen.binary_search(&scored.item).is_err());
        let mut list: Vec<Scored> = unseen.take(request.k).collect();
        fill_up_below(&mut list, &self.ranking, request);
        list
    }
}

impl Recommend for Popularity {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(|request| self.list(request)).collect()
    }
}

impl Save for Popularity {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        Ok(postcard::to_allocvec(self)?)
    }

    fn n_items(&self) -> usize {
        self.n_items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Dataset, ItemIdx};
    use crate::model::{Event, ModelConfig};

    fn dataset() -> Dataset {
        Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "a", "", 2),
            ("1", "a", "", 3),
            ("1", "b", "", 4),
            ("2", "b", "", 5),
            ("2", "c", "", 6),
        ])
    }

    fn list(spec: &str, request: &Request<'_>) -> Vec<u32> {
        let dataset = dataset();
        let rows: Vec<u32> = (0..6).collect();
        let config = ModelConfig::parse(spec).expect("a model");
        let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
        model.recommend(request).iter().map(|scored| scored.item.0).collect()
    }

    const EVERYTHING: Request<'static> = Request::new("1", &[], 25);

    #[test]
    fn users_count_once_and_rows_every_time() {
        assert_eq!(list("popularity", &EVERYTHING), [1, 0, 2]);
        assert_eq!(list("popularity:count=rows", &EVERYTHING), [0, 1, 2]);
    }

    #[test]
    fn seen_items_move_behind_the_candidates() {
        let rule = "popularity:candidates=2,fill=seen";
        let history = [Event::from(ItemIdx(1))];
        let request = Request { history: &history, ..EVERYTHING };
        assert_eq!(list(rule, &request), [0, 1, 2], "a stays, then b and c fill up");
        let excluding = Request { excluded: &[ItemIdx(1)], ..request };
        assert_eq!(list(rule, &excluding), [0, 2]);
    }
}
