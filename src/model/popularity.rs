//! The most popular items, the same for everybody.

use serde::{Deserialize, Serialize};

use super::parameter::{Domain, Parameter, Search, Value, word_parameter};
use super::{
    Family, Kind, LoadError, Recommend, Request, Save, SaveError, Scored, Training, Values,
};
use crate::dataset::ItemIdx;
use crate::number::{single_count, to_u32};

/// Items by popularity; ties go to the smaller item index. Only items of the training set.
pub(super) static KIND: Kind = Kind {
    name: "popularity",
    family: Family::NonPersonal,
    summary: "The most popular items, the same for everybody, as the service's Popularity-Count.",
    equation: "score(u, j) = distinct users of j",
    source: "Amazon Personalize developer guide, \"native-recipe-popularity\"; the rule of AWS's \
             notebook is candidates=100,fill=seen,count=rows",
    cost: "time r, memory n",
    is_fast: true,
    needs: None,
    parameters: &[
        word_parameter(
            "count",
            &["users", "rows"],
            "users",
            Search::Word(&["users", "rows"]),
            "what makes an item popular: distinct users, or rows",
        ),
        Parameter {
            key: "candidates",
            domain: Domain::IntegerOr(1, u64::MAX, "all"),
            default: Value::Word("all"),
            search: Search::Fixed,
            purpose: "only so many of the most popular items are recommended",
        },
        word_parameter(
            "fill",
            &["nothing", "seen"],
            "nothing",
            Search::Fixed,
            "what becomes of places that seen items leave empty; with `seen` a user's items are \
             taken from the candidates and fill up behind them",
        ),
    ],
    memory: |_, shape| 16 * shape.items as u64,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(fit(values, training))),
    load: |bytes| {
        let model: Popularity = postcard::from_bytes(bytes)?;
        let fits = |scored: &Scored| scored.item.index() < model.n_items;
        if !model.ranking.iter().all(fits) || model.n_candidates > model.ranking.len() {
            return Err(LoadError::Damaged("an item beyond the catalogue".to_owned()));
        }
        Ok(Box::new(model))
    },
};

fn fit(values: &Values, training: &Training<'_>) -> Popularity {
    let ranking = match values.word("count") {
        "rows" => rank(&training.rows_per_item()),
        _ => training.popular().to_vec(),
    };
    Popularity {
        n_candidates: values.size("candidates").min(ranking.len()),
        ranking,
        fills_seen: values.word("fill") == "seen",
        n_items: training.n_items(),
    }
}

/// Items with a count above 0 by falling count, ties by index; the score is the count.
pub(super) fn rank(counts: &[u32]) -> Vec<Scored> {
    let mut items: Vec<u32> = (0..to_u32(counts.len())).collect();
    items.retain(|&item| counts[item as usize] > 0);
    items.sort_by_key(|&item| std::cmp::Reverse(counts[item as usize]));
    let score = |item: u32| single_count(counts[item as usize] as usize);
    items.into_iter().map(|item| Scored { item: ItemIdx(item), score: score(item) }).collect()
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

/// Appends items of `ranking` that are allowed and not in `list`, until the list holds k.
pub(super) fn fill_up(list: &mut Vec<Scored>, ranking: &[Scored], request: &Request<'_>) {
    if list.len() >= request.k {
        return;
    }
    let mut listed: Vec<ItemIdx> = list.iter().map(|scored| scored.item).collect();
    listed.sort_unstable();
    let free = ranking.iter().filter(|scored| {
        listed.binary_search(&scored.item).is_err() && request.allows(scored.item)
    });
    list.extend(free.take(request.k - list.len()));
}

/// As [`fill_up`], with scores below those of the list and below 0: users / (users of the most popular
/// + 1) − 1, less what the list's last is below 0.
pub(super) fn fill_up_below(list: &mut Vec<Scored>, ranking: &[Scored], request: &Request<'_>) {
    let n_listed = list.len();
    let least = list.last().map_or(0.0, |last| last.score.min(0.0));
    fill_up(list, ranking, request);
    let most = ranking.first().map_or(0.0, |popular| popular.score);
    for filled in &mut list[n_listed..] {
        filled.score = least + filled.score / (most + 1.0) - 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;
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
