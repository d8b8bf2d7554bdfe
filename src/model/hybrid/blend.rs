//! The blend: its members, asked together.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::learn::learn;
use super::library::Library;
use super::parameters::HybridParameters;
use super::repeat::Repeat;
use super::stretch::{deeper, stretched, sum_by_item};
use crate::dataset::ItemIdx;
use crate::model::core::{
    FitError, Learn, Load, LoadError, Method, ModelConfig, ModelFamily, ModelKind, Recommend,
    Request, Save, SaveError, Scored, Shape, Training, top_n,
};
use crate::model::parts::fill::fill_up_below;

/// Its name.
const NAME: &str = "hybrid";

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
pub(in crate::model) const fn kind(method: Method, load: Load) -> ModelKind {
    ModelKind {
        name: NAME,
        family: ModelFamily::Blend,
        summary: "A blend of models whose weights are learnt on an inner cut of the training users.",
        equation: "score(u, j) = Σ over members m of weight(m) · (s(m, u, j) − least) / (largest − least) + \
               weight · P(the newest item again) − weight · (whether u has had j)",
        source: "Burke 2002, doi:10.1023/A:1021240730564, section 3.1",
        cost: "two to four times the members' time, their memory",
        is_fast: false,
        needs: None,
        method,
        load,
    }
}

/// The blend with its parameters and the models that it may be made of.
#[derive(Debug)]
struct Blend {
    parameters: HybridParameters,
    library: Library,
}

/// The blend before it is fitted, of models of `library`.
pub(in crate::model) fn learner(parameters: HybridParameters, library: Library) -> Arc<dyn Learn> {
    Arc::new(Blend { parameters, library })
}

/// Reads a blend that was saved, of models of `library`.
pub(in crate::model) fn load(bytes: &[u8], library: Library) -> Result<Box<dyn Save>, LoadError> {
    let state: State = postcard::from_bytes(bytes)?;
    Ok(Box::new(Hybrid::read(state, library)?))
}

impl Blend {
    fn members(&self) -> Result<Vec<ModelConfig>, FitError> {
        (self.library.members)().map_err(|error| FitError::Numeric(error.to_string()))
    }
}

impl Learn for Blend {
    fn memory(&self, shape: &Shape) -> u64 {
        let members = self.members().unwrap_or_default();
        members.iter().map(|member| member.memory(shape)).sum()
    }

    /// The members learn from two shares of the users at a time, and then from all.
    fn work(&self, shape: &Shape) -> u64 {
        let members = self.members().unwrap_or_default();
        members.iter().map(|member| member.work(shape)).sum::<u64>().saturating_mul(4)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let configs = self.members()?;
        let weights = learn(&self.parameters, &configs, training)?;
        let members: Vec<Box<dyn Save>> =
            configs.iter().map(|config| config.fit(training)).collect::<Result<_, _>>()?;
        Ok(Box::new(Hybrid {
            depth: self.parameters.depth,
            members: configs.iter().map(ModelConfig::text).zip(members).collect(),
            repeat: Repeat::of(training),
            weights,
            popular: training.popular().to_vec(),
            n_items: training.n_items(),
        }))
    }
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
    fn read(state: State, library: Library) -> Result<Self, LoadError> {
        let mut members = Vec::new();
        for (spec, bytes) in state.members {
            let config = (library.read)(&spec)?;
            if config.name() == NAME {
                return Err(LoadError::Damaged("a blend of blends".to_owned()));
            }
            members.push((spec, (config.kind().load)(&bytes)?));
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

    fn blend(&self, request: &Request<'_>, lists: &[&[Scored]]) -> Vec<Scored> {
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

impl Recommend for Hybrid {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        let deeper: Vec<Request<'_>> =
            requests.iter().map(|request| deeper(request, self.depth)).collect();
        let of_members: Vec<Vec<Vec<Scored>>> =
            self.members.iter().map(|(_, model)| model.recommend_many(&deeper)).collect();
        let blended = requests.par_iter().enumerate().map(|(at, request)| {
            let lists: Vec<&[Scored]> =
                of_members.iter().map(|lists| lists[at].as_slice()).collect();
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
