//! Bayesian personalised ranking.

use serde::{Deserialize, Serialize};

use super::bpr_epoch::{Bpr, BprSettings};
use super::vectors::{FACTORS, memory};
use crate::model::core::parameter::{SEED, Search, Searched, parameters, real_f32, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Shape, Training,
};
use crate::model::parts::factors::{FactorScorer, Factors, FoldIn};
use crate::model::parts::scorer::{Filled, load};
use crate::model::parts::vector::dot;
use crate::number::from_count;
use crate::seed;

/// BPR-MF: a pair that is there should score above one that is not.
///
/// Rendle, Freudenthaler, Gantner, Schmidt-Thieme 2009, "BPR: Bayesian personalized ranking from
/// implicit feedback", arXiv:1205.2618, section 4. Steps are drawn in blocks that share nothing, so
/// that the same seed gives the same vectors on any number of threads. A user under test is folded in
/// by the same steps with the items fixed, drawn by the user's id.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "bpr",
    family: ModelFamily::Latent,
    summary: "Bayesian personalised ranking of vectors (BPR-MF).",
    equation: "score(u, j) = w(u)·h(j) + b(j), most Σ ln σ(score(u, i) − score(u, j)) − λ/2 |…|², i of \
               the user, j not",
    source: "Rendle et al. 2009, arXiv:1205.2618, section 4",
    cost: "time epochs · r · factors, memory (m + n) · factors",
    is_fast: false,
    needs: None,
    method: Method::of::<BprParameters>(),
    load: load::<FactorScorer<BprFoldIn>>,
};

parameters! {
    /// The draw of items that a user does not have.
    pub(in crate::model) enum Negatives {
        Uniform = "uniform",
        Popular = "popular",
    }

    /// Parameters of BPR.
    pub(in crate::model) struct BprParameters {
        factors: usize = FACTORS;
        epochs: usize =
            whole(1..=100_000, 60, Search::LogInteger(10, 200), "passes over the pairs");
        rate: f32 = real_f32(1e-6..=10.0, 0.05, Search::LogReal(0.005, 0.2), "size of a step");
        l2: f32 =
            real_f32(0.0..=10.0, 0.01, Search::LogReal(1e-4, 0.1), "λ, what holds vectors back");
        negatives: Negatives = Negatives::parameter(
            Searched::Yes,
            "whether items that are not there are drawn evenly or as often as they occur",
        );
        seed: u64 = SEED;
    }
}

impl Learn for BprParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.factors, shape) + 16 * shape.pairs as u64
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training)?, training)))
    }
}

/// Passes over the history when a user is folded in.
const FOLD_IN_PASSES: usize = 30;

fn fit(
    parameters: &BprParameters,
    training: &Training<'_>,
) -> Result<FactorScorer<BprFoldIn>, FitError> {
    let &BprParameters { factors, epochs, rate, l2, negatives, seed } = parameters;
    let popular_negatives = negatives == Negatives::Popular;
    let settings = BprSettings { f: factors, rate, l2, popular_negatives, seed };
    let matrix = training.matrix();
    let deviation = 0.1 / from_count(settings.f).sqrt();
    let draw = |n, name| Factors::normal(n, settings.f, deviation, settings.seed, name);
    let mut model = Bpr {
        matrix,
        users: draw(matrix.n_users(), "bpr user"),
        items: draw(matrix.n_items(), "bpr item"),
        biases: vec![0.0; matrix.n_items()],
    };
    for number in 0..epochs {
        model.epoch(number, &settings);
    }
    if !model.items.values().iter().all(|value| value.is_finite()) {
        return Err(FitError::Numeric("lower `rate` or raise `l2`".to_owned()));
    }
    let counts = training.users_per_item();
    let mut ends: Vec<u64> = Vec::with_capacity(counts.len());
    for &count in &counts {
        // Every item of the training set is as likely, or as likely as it is frequent.
        let weight = if settings.popular_negatives { count } else { count.min(1) };
        ends.push(ends.last().copied().unwrap_or(0) + u64::from(weight));
    }
    Ok(FactorScorer {
        items: model.items,
        biases: model.biases.clone(),
        fold_in: BprFoldIn { settings, biases: model.biases, ends },
    })
}

#[derive(Debug, Serialize, Deserialize)]
struct BprFoldIn {
    settings: BprSettings,
    biases: Vec<f32>,
    /// The running sum of the items' weights as negatives, up to and with each item.
    ends: Vec<u64>,
}

impl FoldIn for BprFoldIn {
    fn vector(&self, items: &Factors, request: &Request<'_>, vector: &mut [f32]) -> bool {
        let history = request.distinct_history();
        let total = self.ends.last().copied().unwrap_or(0);
        let Ok(total) = usize::try_from(total) else { return false };
        if history.is_empty() || total == 0 {
            return false;
        }
        let mut generator = seed::generator(self.settings.seed, request.user_id);
        let BprSettings { rate, l2, .. } = self.settings;
        for _ in 0..FOLD_IN_PASSES * history.len() {
            let positive = history[seed::below(&mut generator, history.len())];
            let drawn = seed::below(&mut generator, total) as u64;
            let negative = self.ends.partition_point(|&end| end <= drawn);
            if history.binary_search_by_key(&negative, |item| item.index()).is_ok() {
                continue;
            }
            let (liked, other) = (items.row(positive.index()), items.row(negative));
            let difference = dot(vector, liked) - dot(vector, other)
                + self.biases[positive.index()]
                - self.biases[negative];
            let pull = rate / (1.0 + libm::expf(difference));
            for ((w, p), n) in vector.iter_mut().zip(liked).zip(other) {
                *w += pull * (p - n) - rate * l2 * *w;
            }
        }
        true
    }

    fn is_sound(&self, items: &Factors) -> bool {
        self.biases.len() == items.n() && self.ends.len() == items.n() && self.ends.is_sorted()
    }
}
