//! Walks of three steps: from a history's item to its users, and on to their items.

use crate::dataset::ItemIdx;
use crate::model::core::parameter::{
    Definition, HALF_LIFE, Search, Searched, parameters, real_f32, true_flag, whole,
};
use crate::model::core::{FitError, Learn, Method, ModelFamily, ModelKind, Save, Shape, Training};
use crate::model::parts::co_occurrence::{Itself, neighbours};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::sparse::{ItemWeights, memory};
use crate::model::parts::walk::Walk;
use crate::number::single_count;

const K: Definition<usize> =
    whole(1..=u64::MAX, 100, Search::LogInteger(5, 1_000), "ways kept per item");
const ALPHA: Definition<f32> =
    real_f32(0.0..=4.0, 1.0, Search::Real(0.0, 2.0), "power of each step's probability");
const NORMALIZE: Definition<bool> = true_flag(
    Searched::Yes,
    "whether the weights that are kept from each item of a history sum to 1",
);
const KEEP: Definition<KeepWays> = KeepWays::parameter(
    Searched::No,
    "whether k counts the ways from each item of a history or to each item recommended",
);

parameters! {
    /// The items whose ways `k` counts.
    pub(in crate::model) enum KeepWays {
        History = "history",
        Target = "target",
    }

    /// Parameters of P3α.
    pub(in crate::model) struct P3alphaParameters {
        k: usize = K;
        alpha: f32 = ALPHA;
        normalize: bool = NORMALIZE;
        keep: KeepWays = KEEP;
        half_life: Option<f32> = HALF_LIFE;
    }

    /// Parameters of `RP3β`.
    pub(in crate::model) struct Rp3betaParameters {
        k: usize = K;
        alpha: f32 = ALPHA;
        beta: f32 = real_f32(
            0.0..=4.0,
            0.3,
            Search::Real(0.0, 1.0),
            "power of the target's users that the weight is divided by",
        );
        normalize: bool = NORMALIZE;
        keep: KeepWays = KEEP;
        half_life: Option<f32> = HALF_LIFE;
    }
}

/// P3α: where a walk of three steps ends.
///
/// A step from an item goes to each of its n users with 1/n, one from a user to each of their items;
/// each is raised to α. Cooper, Lee, Radinsky, Resnick 2014, "Random walks in recommender systems:
/// exact computation and simulations", doi:10.1145/2567948.2579244.
pub(in crate::model) static P3ALPHA: ModelKind = ModelKind {
    name: "p3alpha",
    family: ModelFamily::Neighbourhood,
    summary: "Where a random walk of three steps from the history ends.",
    equation: "score(u, j) = Σ over the history's items i of Σ over the users v of i and j of \
               (1/n(i))^α (1/n(v))^α",
    source: "Cooper et al. 2014, doi:10.1145/2567948.2579244, section 3",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    method: Method::of::<P3alphaParameters>(),
    load: load::<Walk>,
};

/// `RP3β`: `P3α` with popular targets held back.
///
/// Paudel, Christoffel, Newell, Bernstein 2016, "Updatable, accurate, diverse, and scalable
/// recommendations for interactive applications", doi:10.1145/2955101.
pub(in crate::model) static RP3BETA: ModelKind = ModelKind {
    name: "rp3beta",
    family: ModelFamily::Neighbourhood,
    summary: "Where a random walk of three steps ends, popular items held back.",
    equation: "score(u, j) = (P3α score) / n(j)^β",
    source: "Paudel et al. 2016, doi:10.1145/2955101, section 4",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    method: Method::of::<Rp3betaParameters>(),
    load: load::<Walk>,
};

impl Learn for P3alphaParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.k, shape)
    }

    /// As `RP3β` that holds nothing back.
    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        let &Self { k, alpha, normalize, keep, half_life } = self;
        Rp3betaParameters { k, alpha, beta: 0.0, normalize, keep, half_life }.fit(training)
    }
}

impl Learn for Rp3betaParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.k, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training), training)))
    }
}

fn fit(parameters: &Rp3betaParameters, training: &Training<'_>) -> Walk {
    let matrix = training.matrix();
    let &Rp3betaParameters { k, alpha, beta, normalize, keep, half_life } = parameters;
    let power = |count: u32| single_count(count as usize).max(1.0).powf(-alpha);
    let of_user: Vec<f32> = training.items_per_user().into_iter().map(power).collect();
    let users = training.users_per_item();
    let of_item: Vec<f32> = users.iter().copied().map(power).collect();
    let held_back: Vec<f32> =
        users.iter().map(|&users| single_count(users as usize).max(1.0).powf(-beta)).collect();
    // The sum is the same in both directions; what differs is whose step comes first.
    let weight =
        |from: ItemIdx, to: ItemIdx, sum: f32| sum * of_item[from.index()] * held_back[to.index()];
    let score = |item: ItemIdx, other: ItemIdx, sum: f32| match keep {
        KeepWays::History => weight(item, other, sum),
        KeepWays::Target => weight(other, item, sum),
    };
    let step = |user: u32| of_user[user as usize];
    let kept = neighbours(matrix, k, Itself::Excluded, step, score);
    let mut weights = match keep {
        KeepWays::History => ItemWeights::from_rows(&kept),
        KeepWays::Target => ItemWeights::from_columns(&kept),
    };
    if normalize {
        let sums: Vec<f32> = (0..)
            .take(weights.n_items())
            .map(|item| weights.row(ItemIdx(item)).1.iter().sum())
            .collect();
        weights.scale(|from, _| 1.0 / sums[from.index()].max(f32::MIN_POSITIVE));
    }
    Walk { weights, half_life: half_life.unwrap_or(f32::INFINITY) }
}
