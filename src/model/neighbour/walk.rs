//! Walks of three steps: from a history's item to its users, and on to their items.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::parameter::{
    Parameter, Search, Value, half_life_parameter, integer_parameter, real_parameter,
    word_parameter,
};
use crate::model::parts::co_occurrence::neighbours;
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::model::parts::sparse::{ItemWeights, memory};
use crate::model::{Family, Kind, Request, Scored, Training, Values};
use crate::number::single_count;

const K: Parameter =
    integer_parameter("k", (1, u64::MAX), 100, Search::LogInteger(5, 1_000), "ways kept per item");
const ALPHA: Parameter = real_parameter(
    "alpha",
    (0.0, 4.0),
    1.0,
    Search::Real(0.0, 2.0),
    "power of each step's probability",
);
const BETA: Parameter = real_parameter(
    "beta",
    (0.0, 4.0),
    0.3,
    Search::Real(0.0, 1.0),
    "power of the target's users that the weight is divided by",
);
const KEEP: Parameter = word_parameter(
    "keep",
    &["history", "target"],
    "history",
    Search::Fixed,
    "whether k counts the ways from each item of a history or to each item recommended",
);
const NORMALIZE: Parameter = word_parameter(
    "normalize",
    &["false", "true"],
    "true",
    Search::Word(&["false", "true"]),
    "whether the weights that are kept from each item of a history sum to 1",
);

/// P3α: where a walk of three steps ends.
///
/// A step from an item goes to each of its n users with 1/n, one from a user to each of their items;
/// each is raised to α. Cooper, Lee, Radinsky, Resnick 2014, "Random walks in recommender systems:
/// exact computation and simulations", doi:10.1145/2567948.2579244.
pub(in crate::model) static P3ALPHA: Kind = Kind {
    name: "p3alpha",
    family: Family::Neighbourhood,
    summary: "Where a random walk of three steps from the history ends.",
    equation: "score(u, j) = Σ over the history's items i of Σ over the users v of i and j of \
               (1/n(i))^α (1/n(v))^α",
    source: "Cooper et al. 2014, doi:10.1145/2567948.2579244, section 3",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    parameters: &[K, ALPHA, NORMALIZE, KEEP, half_life_parameter(Value::Word("none"))],
    memory,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(fit(values, training, 0.0))),
    load: load::<Walk>,
};

/// `RP3β`: `P3α` with popular targets held back.
///
/// Paudel, Christoffel, Newell, Bernstein 2016, "Updatable, accurate, diverse, and scalable
/// recommendations for interactive applications", doi:10.1145/2955101.
pub(in crate::model) static RP3BETA: Kind = Kind {
    name: "rp3beta",
    family: Family::Neighbourhood,
    summary: "Where a random walk of three steps ends, popular items held back.",
    equation: "score(u, j) = (P3α score) / n(j)^β",
    source: "Paudel et al. 2016, doi:10.1145/2955101, section 4",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    parameters: &[K, ALPHA, BETA, NORMALIZE, KEEP, half_life_parameter(Value::Word("none"))],
    memory,
    work: |_, _| 0,
    fit: |values, training| Ok(Box::new(fit(values, training, values.single("beta")))),
    load: load::<Walk>,
};

fn fit(values: &Values, training: &Training<'_>, beta: f32) -> Filled<Walk> {
    let matrix = training.matrix();
    let alpha = values.single("alpha");
    let power = |count: u32| single_count(count as usize).max(1.0).powf(-alpha);
    let of_user: Vec<f32> = training.items_per_user().into_iter().map(power).collect();
    let users = training.users_per_item();
    let of_item: Vec<f32> = users.iter().copied().map(power).collect();
    let held_back: Vec<f32> =
        users.iter().map(|&users| single_count(users as usize).max(1.0).powf(-beta)).collect();
    let by_target = values.word("keep") != "history";
    // The sum is the same in both directions; what differs is whose step comes first.
    let weight =
        |from: ItemIdx, to: ItemIdx, sum: f32| sum * of_item[from.index()] * held_back[to.index()];
    let score = |item: ItemIdx, other: ItemIdx, sum: f32| {
        if by_target { weight(other, item, sum) } else { weight(item, other, sum) }
    };
    let kept = neighbours(matrix, values.size("k"), false, |user| of_user[user as usize], score);
    let mut weights =
        if by_target { ItemWeights::from_columns(&kept) } else { ItemWeights::from_rows(&kept) };
    if values.flag("normalize") {
        let sums: Vec<f32> = (0..)
            .take(weights.n_items())
            .map(|item| weights.row(ItemIdx(item)).1.iter().sum())
            .collect();
        weights.scale(|from, _| 1.0 / sums[from.index()].max(f32::MIN_POSITIVE));
    }
    let walk = Walk { weights, half_life: values.single("half-life") };
    Filled::new(walk, training)
}

/// Item-to-item weights and a history that fades.
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::model) struct Walk {
    pub(in crate::model) weights: ItemWeights,
    pub(in crate::model) half_life: f32,
}

impl Scorer for Walk {
    fn n_items(&self) -> usize {
        self.weights.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        for (item, weight) in request.weighted_history(self.half_life) {
            self.weights.add_row(item, weight, scores);
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        self.weights.contributions(request.weighted_history(self.half_life), item)
    }

    fn is_sound(&self) -> bool {
        self.weights.is_sound()
    }
}
