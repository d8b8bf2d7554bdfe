//! Sparse linear weights by elastic net.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::head::Head;
use crate::model::core::parameter::{
    HALF_LIFE, HEAD, Search, Searched, parameters, real_f32, true_flag,
};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Save, Scored, Shape, Training,
};
use crate::model::parts::dense::{Symmetric, gram};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::sparse::ItemWeights;
use crate::model::parts::vector::axpy;
use crate::model::parts::walk::Walk;

/// SLIM: each item regressed on all others, with few weights that are not zero.
///
/// Ning and Karypis 2011, "SLIM: sparse linear methods for top-N recommender systems",
/// doi:10.1109/ICDM.2011.134, equation 3, by coordinate descent on the items' products (Friedman,
/// Hastie, Tibshirani 2010, doi:10.18637/jss.v033.i01, section 2.2). Only items that can enter are
/// looked at: where weights may not be negative, one that shares no more than `l1` users with the
/// target never can.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "slim",
    family: ModelFamily::Linear,
    summary: "Each item regressed on few others (SLIM, elastic net).",
    equation: "score(u, j) = Σ w(i) · W(i, j), W(·, j) least ½|x(j) − X w|² + l1 Σ|w| + ½ l2 |w|², \
               w(j) = 0, w not negative",
    source: "Ning and Karypis 2011, doi:10.1109/ICDM.2011.134, equation 3; Friedman et al. 2010, \
             doi:10.18637/jss.v033.i01",
    cost: "time Σ over users of items² + n² · weights per item, memory n²",
    is_fast: false,
    needs: None,
    method: Method::of::<SlimParameters>(),
    load: load::<Walk>,
};

parameters! {
    /// Parameters of SLIM.
    pub(in crate::model) struct SlimParameters {
        l1: f32 = real_f32(
            0.0..=1e9,
            3.0,
            Search::LogReal(0.5, 30.0),
            "what makes weights zero; in users",
        );
        l2: f32 = real_f32(
            0.0..=1e9,
            30.0,
            Search::LogReal(1.0, 1_000.0),
            "what holds weights back; in users",
        );
        positive: bool = true_flag(Searched::No, "whether weights may not be negative");
        tolerance: f32 = real_f32(
            1e-12..=1.0,
            1e-4,
            Search::Fixed,
            "the largest change of a weight at which a column is done",
        );
        half_life: Option<f32> = HALF_LIFE;
        head: Option<usize> = HEAD;
    }
}

impl SlimParameters {
    /// The most items that are regressed on each other.
    fn most_items(&self) -> usize {
        self.head.unwrap_or(usize::MAX)
    }
}

impl Learn for SlimParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        let n = self.most_items().min(shape.items) as u64;
        n * n * 4 + shape.pairs as u64 * 24 + shape.items as u64 * 1_024
    }

    /// A column of each item, whose gradients are as many numbers as there are items, about ten times.
    fn work(&self, shape: &Shape) -> u64 {
        let n = self.most_items().min(shape.items) as u64;
        n.saturating_mul(n).saturating_mul(10)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let (model, ranked) = fit(self, training);
        Ok(Box::new(Filled::with_ranked(model, training, ranked)))
    }
}

fn fit(parameters: &SlimParameters, training: &Training<'_>) -> (Walk, Vec<bool>) {
    let &SlimParameters { l1, l2, positive: is_positive, tolerance, half_life, .. } = parameters;
    let net = ElasticNet { l1, l2, is_positive, tolerance };
    // What no more than l1 users have can neither enter nor be reached.
    let possible = |scored: &&Scored| !net.is_positive || scored.score > net.l1;
    let n_possible = training.popular().iter().filter(possible).count();
    let head = Head::of(training, parameters.most_items().min(n_possible));
    let products = gram(&head.matrix);
    let n = head.items.len();
    let solved: Vec<Vec<Scored>> = (0..n)
        .into_par_iter()
        .map(|target| {
            let weights = net.column(&products, target);
            weights.into_iter().map(|(at, score)| Scored { item: head.items[at], score }).collect()
        })
        .collect();
    let mut columns = vec![Vec::new(); training.n_items()];
    for (item, column) in head.items.iter().zip(solved) {
        columns[item.index()] = column;
    }
    let weights = ItemWeights::from_columns(&columns);
    let half_life = half_life.unwrap_or(f32::INFINITY);
    (Walk { weights, half_life }, head.ranked())
}

/// The elastic net: the penalties on the weights of a column.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
struct ElasticNet {
    l1: f32,
    l2: f32,
    is_positive: bool,
    tolerance: f32,
}

/// Sweeps over the active weights before the others are looked at again, at most.
const SWEEPS: usize = 200;
/// The least number of weights that may enter at a time.
const ENTERING: usize = 32;
/// Rounds in which others may enter, at most.
const ROUNDS: usize = 1_000;

impl ElasticNet {
    /// The weights of the regression of `target` on all other items that are not zero, by index.
    fn column(&self, products: &Symmetric<f32>, target: usize) -> Vec<(usize, f32)> {
        // What is left of x(i)·(x(j) − X w), which is x(i)·x(j) at first.
        let mut left = products.row(target).to_vec();
        let mut active: Vec<usize> = Vec::new();
        let mut weights: Vec<f32> = Vec::new();
        for _ in 0..ROUNDS {
            let mut entering: Vec<usize> = (0..left.len())
                .filter(|&at| self.may_enter(left[at]) && at != target)
                .filter(|at| active.binary_search(at).is_err())
                .collect();
            if entering.is_empty() {
                break;
            }
            // The strongest first: most of the others fall away once these have their weights.
            let most = ENTERING.max(active.len() / 2);
            if entering.len() > most {
                entering.select_nth_unstable_by(most - 1, |&one, &other| {
                    left[other].abs().total_cmp(&left[one].abs()).then(one.cmp(&other))
                });
                entering.truncate(most);
                entering.sort_unstable();
            }
            for at in entering {
                let place = active.partition_point(|&other| other < at);
                active.insert(place, at);
                weights.insert(place, 0.0);
            }
            let before = weights.clone();
            self.descend(products, &active, &left, &mut weights);
            for ((&at, new), old) in active.iter().zip(&weights).zip(&before) {
                if new.to_bits() != old.to_bits() {
                    axpy(old - new, products.row(at), &mut left);
                }
            }
            // Those that came to nothing would only slow the next sweeps.
            let mut kept = weights.iter().map(|&weight| weight != 0.0);
            active.retain(|_| kept.next().unwrap_or(false));
            weights.retain(|&weight| weight != 0.0);
        }
        active.into_iter().zip(weights).collect()
    }

    /// Tells whether a weight of zero would move.
    fn may_enter(&self, left: f32) -> bool {
        let slack = self.l1 + self.tolerance * (1.0 + self.l1);
        left > slack || (!self.is_positive && left < -slack)
    }

    /// Sweeps over `active` until nothing moves; `left` is as it was before the first.
    fn descend(
        &self,
        products: &Symmetric<f32>,
        active: &[usize],
        left: &[f32],
        weights: &mut [f32],
    ) {
        let n = active.len();
        let small: Vec<f32> = active
            .iter()
            .flat_map(|&at| {
                let row = products.row(at);
                active.iter().map(move |&other| row[other])
            })
            .collect();
        let mut left: Vec<f32> = active.iter().map(|&at| left[at]).collect();
        for _ in 0..SWEEPS {
            let mut largest = 0.0_f32;
            for at in 0..n {
                let own = small[at * n + at];
                let new = self.shrunk(left[at] + own * weights[at], own);
                let step = new - weights[at];
                if step != 0.0 {
                    weights[at] = new;
                    axpy(-step, &small[at * n..(at + 1) * n], &mut left);
                    largest = largest.max(step.abs());
                }
            }
            if largest <= self.tolerance {
                break;
            }
        }
    }

    /// The least of ½ own w² − pull w + l1 |w| + ½ l2 w².
    fn shrunk(&self, pull: f32, own: f32) -> f32 {
        let curvature = own + self.l2;
        if curvature <= 0.0 {
            0.0
        } else if pull > self.l1 {
            (pull - self.l1) / curvature
        } else if !self.is_positive && pull < -self.l1 {
            (pull + self.l1) / curvature
        } else {
            0.0
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::{Csr, ItemIdx, UserIdx};

    #[test]
    fn one_other_item_by_hand() {
        // x(a)·x(b) = 2, |x(b)|² = 3: w = (2 − ½) / (3 + 1).
        let pairs = [(0, 0), (0, 1), (1, 0), (1, 1), (2, 1)];
        let pairs = pairs.map(|(user, item)| (UserIdx(user), ItemIdx(item))).to_vec();
        let products = gram(&Csr::from_pairs(3, 2, pairs));
        let net = ElasticNet { l1: 0.5, l2: 1.0, is_positive: true, tolerance: 1e-7 };
        let column = net.column(&products, 0);
        assert_eq!(column.len(), 1);
        assert!((column[0].1 - 1.5 / 4.0).abs() < 1e-6, "{column:?}");
        let strict = ElasticNet { l1: 2.0, ..net };
        assert_eq!(strict.column(&products, 0), []);
    }
}
