//! Several models at once, by weights that are learnt.

mod learn;
mod repeat;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::parameter::{SEED, Search, integer_parameter};
use super::popularity::fill_up_below;
use super::registry;
use super::top_n::top_n;
use super::{
    Family, FitError, Kind, LoadError, ModelConfig, Recommend, Request, Save, SaveError, Scored,
    Shape, Training, Values,
};
use crate::dataset::ItemIdx;
use learn::learn;
use repeat::Repeat;

/// A weighted sum of the lists of several models.
///
/// The training users are dealt to three shares, and as many shares as make up `inner-users` are inner
/// test sets, their newest tenth cut off (rows or items, seen items or not, as asked of the blend), each
/// with members that learn from the other shares; the weights are those with the best lists for the
/// inner test users. Then the members learn from everybody. Nothing that is held out is ever seen.
///
/// A member's list is stretched so that its first item has 1 and what it does not list 0. Beside the
/// members stands the chance that the newest item comes once more, by the event types that it has
/// had, as the training users show it: the leak of rows that belong together, when rows are held
/// out; and a weight that items of the history lose, where people rarely come back. Burke 2002, "Hybrid recommender systems: survey and experiments",
/// doi:10.1023/A:1021240730564, section 3.1 (weighted).
pub(super) static KIND: Kind = Kind {
    name: "hybrid",
    family: Family::Blend,
    summary: "A blend of models whose weights are learnt on an inner cut of the training users.",
    equation: "score(u, j) = Σ over members m of weight(m) · (s(m, u, j) − least) / (largest − least) + \
               weight · P(the newest item again) − weight · (whether u has had j)",
    source: "Burke 2002, doi:10.1023/A:1021240730564, section 3.1",
    cost: "two to four times the members' time, their memory",
    is_fast: false,
    needs: None,
    parameters: &[
        integer_parameter(
            "depth",
            (1, 100_000),
            60,
            Search::LogInteger(50, 400),
            "length of the members' lists",
        ),
        integer_parameter(
            "inner-users",
            (1, 1_000_000),
            600,
            Search::Fixed,
            "how many inner test users the weights rest on, where there are so many",
        ),
        SEED,
    ],
    memory,
    work,
    fit: |values, training| Ok(Box::new(fit(values, training)?)),
    load: |bytes| {
        let state: State = postcard::from_bytes(bytes)?;
        Ok(Box::new(Hybrid::read(state)?))
    },
};

/// The members.
const MEMBERS: [&str; 8] = [
    "ease:half-life=5",
    "markov",
    "session-knn",
    "user-knn:half-life=20",
    "item-knn:half-life=5",
    "pure-svd:factors=32,half-life=10",
    "trending",
    "repeat-last",
];

fn configs() -> Result<Vec<ModelConfig>, FitError> {
    let parsed = MEMBERS.iter().map(|text| ModelConfig::parse(text));
    parsed.collect::<Result<_, _>>().map_err(|error| FitError::Numeric(error.to_string()))
}

fn memory(_values: &Values, shape: &Shape) -> u64 {
    let members = configs().unwrap_or_default();
    members.iter().map(|member| member.memory(shape)).sum()
}

/// The members learn from two shares of the users at a time, and then from all.
fn work(_values: &Values, shape: &Shape) -> u64 {
    let members = configs().unwrap_or_default();
    members.iter().map(|member| member.work(shape)).sum::<u64>().saturating_mul(4)
}

fn fit(values: &Values, training: &Training<'_>) -> Result<Hybrid, FitError> {
    let configs = configs()?;
    let weights = learn(values, &configs, training)?;
    let members: Vec<Box<dyn Save>> =
        configs.iter().map(|config| config.fit(training)).collect::<Result<_, _>>()?;
    Ok(Hybrid {
        depth: values.size("depth"),
        members: configs.iter().map(ModelConfig::text).zip(members).collect(),
        repeat: Repeat::of(training),
        weights,
        popular: training.popular().to_vec(),
        n_items: training.n_items(),
    })
}

struct Hybrid {
    depth: usize,
    members: Vec<(String, Box<dyn Save>)>,
    repeat: Repeat,
    /// The weight of each member, then that of the repeat, then the loss of a seen item.
    weights: Vec<f32>,
    /// The popular items that fill lists longer than the members' lists.
    popular: Vec<Scored>,
    n_items: usize,
}

/// The part of the model that is saved.
#[derive(Debug, Serialize, Deserialize)]
struct State {
    depth: usize,
    members: Vec<(String, Vec<u8>)>,
    repeat: Repeat,
    weights: Vec<f32>,
    popular: Vec<Scored>,
    n_items: usize,
}

impl Hybrid {
    fn read(state: State) -> Result<Self, LoadError> {
        let mut members = Vec::new();
        for (spec, bytes) in state.members {
            let config = ModelConfig::parse(&spec)?;
            if config.name() == KIND.name {
                return Err(LoadError::Damaged("a blend of blends".to_owned()));
            }
            let kind = registry::find(config.name()).unwrap_or(config.kind());
            members.push((spec, (kind.load)(&bytes)?));
        }
        let fits = members.iter().all(|(_, model)| model.n_items() == state.n_items);
        if !fits || state.weights.len() != members.len() + 2 {
            return Err(LoadError::Damaged("its members do not fit each other".to_owned()));
        }
        let is_known = |one: &Scored| one.item.index() < state.n_items;
        if !state.popular.iter().all(is_known) {
            return Err(LoadError::Damaged("an item beyond the catalogue".to_owned()));
        }
        let State { depth, repeat, weights, popular, n_items, .. } = state;
        Ok(Self { depth, members, repeat, weights, popular, n_items })
    }

    fn blend(&self, request: &Request<'_>, lists: &[Vec<Scored>]) -> Vec<Scored> {
        let seen = request.distinct_history();
        let mut parts: Vec<Scored> = Vec::new();
        for (list, &weight) in lists.iter().zip(&self.weights) {
            parts.extend(
                stretched(list, &seen).map(|one| Scored { score: weight * one.score, ..one }),
            );
        }
        if let Some(again) = self.repeat.of_request(request) {
            let weight = self.weights[self.members.len()];
            parts.push(Scored { score: weight * again.score, ..again });
        }
        let mut blended = sum_by_item(parts);
        for one in &mut blended {
            if seen.binary_search(&one.item).is_ok() {
                one.score -= self.weights[self.members.len() + 1];
            }
        }
        let mut list = top_n(blended, request.k);
        fill_up_below(&mut list, &self.popular, request);
        list
    }
}

/// The same request for a list that still has `depth` items when seen ones are taken off.
fn deeper<'r>(request: &Request<'r>, depth: usize) -> Request<'r> {
    let n_seen = request.distinct_history().len();
    Request { k: depth.saturating_add(n_seen), ..*request }
}

/// The list with its scores stretched: its first item that is not in `seen` at 1, and an item that would come behind it
/// at 0. Models differ in how far they put seen items above all others, which says nothing of the others.
fn stretched<'l>(list: &'l [Scored], seen: &[ItemIdx]) -> impl Iterator<Item = Scored> + use<'l> {
    let is_new = |one: &&Scored| seen.binary_search(&one.item).is_err();
    let first = list.iter().find(is_new).or(list.first());
    let most = first.map_or(0.0, |first| first.score);
    let least = list.last().map_or(0.0, |last| last.score);
    let width = most - least;
    list.iter().map(move |one| {
        let score = if width > 0.0 { ((one.score - least) / width).min(1.0) } else { 1.0 };
        Scored { score, ..*one }
    })
}

/// The sums of equal items, in the order in which they stand.
fn sum_by_item(mut parts: Vec<Scored>) -> Vec<Scored> {
    parts.sort_by_key(|part| part.item);
    parts.dedup_by(|right, left| {
        let is_same = right.item == left.item;
        if is_same {
            left.score += right.score;
        }
        is_same
    });
    parts
}

impl Recommend for Hybrid {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        let deeper: Vec<Request<'_>> =
            requests.iter().map(|request| deeper(request, self.depth)).collect();
        let of_members: Vec<Vec<Vec<Scored>>> =
            self.members.iter().map(|(_, model)| model.recommend_many(&deeper)).collect();
        let blended = requests.par_iter().enumerate().map(|(at, request)| {
            let lists: Vec<Vec<Scored>> =
                of_members.iter().map(|lists| lists[at].clone()).collect();
            self.blend(request, &lists)
        });
        blended.collect()
    }

    fn why(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        // Each member's shares of its own reasons, by its weight.
        let mut parts = Vec::new();
        for ((_, model), &weight) in self.members.iter().zip(&self.weights) {
            let reasons = model.why(request, item);
            let total: f32 = reasons.iter().map(|reason| reason.score).sum();
            let shares = reasons.into_iter().filter(|_| weight > 0.0 && total > 0.0);
            parts.extend(shares.map(|one| Scored { score: weight * one.score / total, ..one }));
        }
        let summed = sum_by_item(parts);
        let n = summed.len();
        top_n(summed, n)
    }
}

impl Save for Hybrid {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        let save = |(spec, model): &(String, Box<dyn Save>)| Ok((spec.clone(), model.save()?));
        let state = State {
            depth: self.depth,
            members: self.members.iter().map(save).collect::<Result<_, SaveError>>()?,
            repeat: self.repeat.clone(),
            weights: self.weights.clone(),
            popular: self.popular.clone(),
            n_items: self.n_items,
        };
        Ok(postcard::to_allocvec(&state)?)
    }

    fn n_items(&self) -> usize {
        self.n_items
    }
}
