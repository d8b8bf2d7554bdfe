//! Transitions: items that tend to come near each other in a sequence.

use rayon::prelude::*;

use crate::model::core::parameter::{Search, half_life_of, parameters, real_f32, whole};
use crate::model::core::{
    Best, FitError, Learn, Method, ModelFamily, ModelKind, Save, Scored, Shape, Training,
};
use crate::model::parts::co_occurrence::Sums;
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::sparse::{ItemWeights, memory};
use crate::model::parts::walk::Walk;
use crate::number::single_count;

/// A Markov chain of items with memory: transitions over several steps, ahead and back, that decay
/// with distance; from several items of the history, the newest first.
///
/// Shani, Heckerman, Brafman 2005, "An MDP-based recommender system", JMLR 6, section 4.2 (skipping);
/// Rendle, Freudenthaler, Schmidt-Thieme 2010, doi:10.1145/1772690.1772773, equation 3, not factored.
/// Each user's items are taken in the order of their first rows.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "markov",
    family: ModelFamily::OrderAware,
    summary: "What tends to come soon after, or before, the newest items of the history.",
    equation: "score(u, j) = Σ w(i) · T(i, j) / (n(i)^α n(j)^β), T(i, j) = Σ over users of decay^(d − 1) \
               where j comes d ≤ window items after i, and backward · decay^(d − 1) where it comes before; \
               w halves every `half-life` newer items",
    source: "Shani et al. 2005, JMLR 6, section 4.2; Rendle et al. 2010, doi:10.1145/1772690.1772773",
    cost: "time r · window, memory n·k",
    is_fast: true,
    needs: None,
    method: Method::of::<MarkovParameters>(),
    load: load::<Walk>,
};

parameters! {
    /// Parameters of transitions.
    pub(in crate::model) struct MarkovParameters {
        window: usize =
            whole(1..=1_000, 40, Search::LogInteger(5, 100), "how far apart two items may be");
        decay: f32 = real_f32(
            0.0..=1.0,
            0.95,
            Search::Real(0.6, 1.0),
            "what each further step leaves of the weight",
        );
        backward: f32 =
            real_f32(0.0..=1.0, 0.4, Search::Real(0.0, 1.0), "what the other direction counts");
        alpha: f32 =
            real_f32(0.0..=2.0, 0.5, Search::Real(0.0, 1.0), "power of the history item's users");
        beta: f32 = real_f32(0.0..=2.0, 0.25, Search::Real(0.0, 0.6), "power of the target's users");
        half_life: Option<f32> = half_life_of(3.0);
        k: usize = whole(1..=u64::MAX, 500, Search::Fixed, "transitions kept from each item");
    }
}

impl Learn for MarkovParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.k, shape) + shape.pairs as u64 * 24
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let half_life = self.half_life.unwrap_or(f32::INFINITY);
        let walk = Walk { weights: weights(self, training), half_life };
        Ok(Box::new(Filled::new(walk, training)))
    }
}

/// The places of each item: the number of a sequence and the place in it.
pub(super) fn places(training: &Training<'_>) -> Vec<Vec<(u32, u32)>> {
    let mut places = vec![Vec::new(); training.n_items()];
    for (number, sequence) in (0_u32..).zip(training.sequences()) {
        for (place, item) in (0_u32..).zip(&sequence.items) {
            places[item.index()].push((number, place));
        }
    }
    places
}

/// The transitions.
pub(in crate::model) fn weights(
    parameters: &MarkovParameters,
    training: &Training<'_>,
) -> ItemWeights {
    let &MarkovParameters { window, decay, backward, alpha, beta, k, .. } = parameters;
    let fading: Vec<f32> =
        (0..window).map(|steps| decay.powi(i32::try_from(steps).unwrap_or(i32::MAX))).collect();
    let users = training.users_per_item();
    let power = |item: usize, power: f32| single_count(users[item] as usize).max(1.0).powf(-power);
    let held_back: Vec<f32> = (0..users.len()).map(|item| power(item, beta)).collect();
    let sequences = training.sequences();
    let rows: Vec<Vec<Scored>> = places(training)
        .par_iter()
        .enumerate()
        .map_init(
            || Sums::new(users.len()),
            |sums, (item, places)| {
                for &(number, place) in places {
                    let items = &sequences[number as usize].items;
                    let place = place as usize;
                    for (other, weight) in items[place + 1..].iter().zip(&fading) {
                        sums.add(other.0, *weight);
                    }
                    for (other, weight) in items[..place].iter().rev().zip(&fading) {
                        sums.add(other.0, backward * weight);
                    }
                }
                let own = power(item, alpha);
                let mut best = Best::new(k);
                sums.drain(|other, sum| {
                    best.push(Scored { item: other, score: sum * own * held_back[other.index()] });
                });
                best.finish()
            },
        )
        .collect();
    ItemWeights::from_rows(&rows)
}

/// Items of a list, for tests.
#[cfg(test)]
fn scores(spec: &str, history: &[u32]) -> Vec<(u32, f32)> {
    use crate::dataset::{Dataset, ItemIdx};
    use crate::model::core::{Event, ModelConfig, Request};
    // a b c, and b c.
    let dataset = Dataset::from_rows(&[
        ("1", "a", "", 1),
        ("1", "b", "", 2),
        ("1", "c", "", 3),
        ("2", "b", "", 1),
        ("2", "c", "", 2),
    ]);
    let rows: Vec<u32> = (0..5).collect();
    let config = ModelConfig::parse(spec).expect("known");
    let model = config.fit(&Training::new(&dataset, &rows)).expect("fits");
    let history: Vec<Event> = history.iter().map(|&item| ItemIdx(item).into()).collect();
    let list = model.recommend(&Request::new("x", &history, 3));
    list.iter().map(|scored| (scored.item.0, scored.score)).filter(|one| one.1 > 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::scores;

    #[test]
    fn steps_ahead_and_back_decay_with_distance() {
        let plain = "markov:alpha=0,beta=0,decay=0.5,backward=0.25";
        // From b: c comes next twice, a before once.
        assert_eq!(scores(plain, &[1]), [(2, 2.0), (0, 0.25)]);
        // From a: b next, c the one after.
        assert_eq!(scores(plain, &[0]), [(1, 1.0), (2, 0.5)]);
        // From a, then b: b's count whole, a's by half.
        let both = scores("markov:alpha=0,beta=0,decay=0.5,backward=0.25,half-life=1", &[0, 1]);
        assert_eq!(both, [(2, 2.25), (1, 0.5), (0, 0.25)]);
    }

    #[test]
    fn users_of_both_ends_hold_back() {
        let found = scores("markov:alpha=1,beta=0.5,backward=0", &[1]);
        // 2 transitions, 2 users of b, √2 of c.
        assert!((found[0].1 - 2.0 / 2.0 / 2.0_f32.sqrt()).abs() < 1e-6, "{found:?}");
    }
}
