//! Weights by an inner cut of the training users.

use rayon::prelude::*;

use super::parameters::HybridParameters;
use super::repeat::Repeat;
use super::stretch::{deeper, stretched};
use crate::dataset::ItemIdx;
use crate::model::core::{
    Event, FitError, ModelConfig, Recommend, Request, Scored, Training, recommend_all, top_n,
};
use crate::number::{from_count, ratio};
use crate::split::{Fold, InnerUsers, TestUser};

/// The number of shares into which the training users are dealt; as many of them are tested, each by members that
/// learnt from the others, as make up `inner-users`.
const SHARES: usize = 3;
/// Length of the lists that are judged.
const LENGTH: usize = 25;
/// Factors by which a weight is tried.
const STEPS: [f32; 9] = [0.0, 0.3, 0.6, 0.8, 0.9, 1.1, 1.25, 1.7, 3.0];
/// Rounds over all weights, at most.
const ROUNDS: usize = 6;

/// One inner test user: what each member gives every item, and what was held out.
struct Inner {
    /// The inputs of the blend by item, rising: the stretched score of each member, then the chance of the repeat, then
    /// −1 for an item of the history.
    scores: Vec<(ItemIdx, Vec<f32>)>,
    held_out: Vec<ItemIdx>,
}

/// The weights of the members, then that of the repeat, then the loss of a seen item; largest 1.
pub(super) fn learn(
    parameters: &HybridParameters,
    configs: &[ModelConfig],
    training: &Training<'_>,
) -> Result<Vec<f32>, FitError> {
    let even = vec![1.0_f32; configs.len() + 2];
    let inner = inner_users(parameters, configs, training)?;
    if inner.is_empty() {
        return Ok(even);
    }
    let mut weights = even;
    let mut best = quality(&inner, &weights);
    for _ in 0..ROUNDS {
        let before = best;
        for at in 0..weights.len() {
            let base = weights[at].max(0.02);
            let tried: Vec<f32> = STEPS.iter().map(|step| base * step).collect();
            for value in tried {
                let old = std::mem::replace(&mut weights[at], value);
                let now = quality(&inner, &weights);
                // Ties keep the weight that was there.
                if now > best + 1e-12 { best = now } else { weights[at] = old }
            }
        }
        if best <= before {
            break;
        }
    }
    let most = weights.iter().copied().fold(f32::MIN_POSITIVE, f32::max);
    Ok(weights.into_iter().map(|weight| weight / most).collect())
}

/// Asks members that learnt from the other users.
fn inner_users(
    parameters: &HybridParameters,
    configs: &[ModelConfig],
    training: &Training<'_>,
) -> Result<Vec<Inner>, FitError> {
    let cut = &training.task().cut;
    let users = InnerUsers::new(training.dataset(), cut, training.users(), parameters.seed);
    let n_inner = (users.n_users() / SHARES).min(parameters.inner_users);
    let mut all = Vec::new();
    for number in 0..SHARES {
        if n_inner == 0 || all.len() >= parameters.inner_users {
            break;
        }
        let fold = users.fold(number * n_inner..(number + 1) * n_inner);
        all.extend(share(parameters, configs, training, &fold)?);
    }
    Ok(all)
}

/// The test users of `fold`, asked of members that learnt from all others.
fn share(
    parameters: &HybridParameters,
    configs: &[ModelConfig],
    training: &Training<'_>,
    fold: &Fold,
) -> Result<Vec<Inner>, FitError> {
    if fold.training_rows.is_empty() || fold.test_users.is_empty() {
        return Ok(Vec::new());
    }
    let asked: Vec<Asked> = fold.test_users.iter().map(|test| Asked::new(training, test)).collect();
    let task = training.task().clone();
    let inner = Training::new(training.dataset(), &fold.training_rows).for_task(task);
    let requests: Vec<Request<'_>> =
        asked.iter().map(|asked| deeper(&asked.request(), parameters.depth)).collect();
    let mut lists = Vec::with_capacity(configs.len());
    for config in configs {
        let model: Box<dyn Recommend> = config.fit(&inner)?;
        lists.push(recommend_all(model.as_ref(), &requests));
    }
    let repeat = Repeat::of(&inner);
    let gather = |(at, asked): (usize, &Asked)| {
        let of_members: Vec<&[Scored]> = lists.iter().map(|lists| lists[at].as_slice()).collect();
        asked.scores(&of_members, repeat.of_request(&requests[at]))
    };
    Ok(asked.par_iter().enumerate().map(gather).collect())
}

/// The question about one inner test user, with owned data.
struct Asked {
    id: String,
    history: Vec<Event>,
    excluded: Vec<ItemIdx>,
    held_out: Vec<ItemIdx>,
}

impl Asked {
    fn new(training: &Training<'_>, test: &TestUser) -> Self {
        Self {
            id: training.dataset().users().id(test.user.index()).to_owned(),
            history: test.history.iter().map(|&row| training.event(row)).collect(),
            excluded: training.excluded(&test.history),
            held_out: test.held_out.clone(),
        }
    }

    fn request(&self) -> Request<'_> {
        Request { excluded: &self.excluded, ..Request::new(&self.id, &self.history, 0) }
    }

    fn scores(&self, lists: &[&[Scored]], again: Option<Scored>) -> Inner {
        let seen = self.request().distinct_history();
        let mut parts: Vec<(ItemIdx, usize, f32)> = Vec::new();
        for (member, list) in lists.iter().enumerate() {
            parts.extend(stretched(list, &seen).map(|one| (one.item, member, one.score)));
        }
        parts.extend(again.map(|again| (again.item, lists.len(), again.score)));
        parts.sort_unstable_by_key(|part| (part.0, part.1));
        let mut scores: Vec<(ItemIdx, Vec<f32>)> = Vec::new();
        for (item, member, score) in parts {
            if scores.last().is_none_or(|last| last.0 != item) {
                let mut row = vec![0.0; lists.len() + 2];
                if seen.binary_search(&item).is_ok() {
                    row[lists.len() + 1] = -1.0;
                }
                scores.push((item, row));
            }
            if let Some((_, row)) = scores.last_mut() {
                row[member] = score;
            }
        }
        Inner { scores, held_out: self.held_out.clone() }
    }
}

/// The mean over users of normalised discounted cumulative gain, reciprocal rank and the share of what
/// could be found that was, all at 25, the last counted twice: what the service reports looks at the
/// first hit, at the early ones and at all of them.
fn quality(inner: &[Inner], weights: &[f32]) -> f64 {
    let values: Vec<f64> = inner.par_iter().map(|user| user.quality(weights)).collect();
    values.iter().sum::<f64>() / from_count(inner.len())
}

impl Inner {
    fn quality(&self, weights: &[f32]) -> f64 {
        let score = |(item, row): &(ItemIdx, Vec<f32>)| {
            let score = row.iter().zip(weights).map(|(score, weight)| score * weight).sum();
            Scored { item: *item, score }
        };
        let list = top_n(self.scores.iter().map(score).collect(), LENGTH);
        let discount = |place: usize| 1.0 / libm::log2(from_count(place) + 2.0);
        let (mut gain, mut hits) = (0.0, 0);
        let mut reciprocal: f64 = 0.0;
        for (place, scored) in list.iter().enumerate() {
            if self.held_out.binary_search(&scored.item).is_ok() {
                gain += discount(place);
                hits += 1;
                reciprocal = reciprocal.max(1.0 / (from_count(place) + 1.0));
            }
        }
        let most = self.held_out.len().min(LENGTH);
        let ideal: f64 = (0..most).map(discount).sum();
        0.25 * (gain / ideal + reciprocal) + 0.5 * ratio(hits, most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quality_is_that_of_the_weighted_list() {
        let inner = Inner {
            scores: vec![(ItemIdx(0), vec![1.0, 0.0]), (ItemIdx(1), vec![0.0, 1.0])],
            held_out: vec![ItemIdx(1)],
        };
        // Second: 1/log2 3, ½ and 1; first: 1, 1 and 1.
        let second = 0.25 * (1.0 / libm::log2(3.0) + 0.5) + 0.5;
        assert!((inner.quality(&[1.0, 0.5]) - second).abs() < 1e-12);
        assert!((inner.quality(&[0.5, 1.0]) - 1.0).abs() < 1e-12);
    }
}
