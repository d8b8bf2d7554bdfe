//! Microsoft's Simple Algorithm for Recommendation.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::parameter::{Search, Searched, parameters, real, whole};
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Request, Save, Scored, Shape, Training,
};
use crate::model::parts::co_occurrence::{Itself, neighbours};
use crate::model::parts::scorer::{Filled, Scorer, load};
use crate::model::parts::sparse::{ItemWeights, memory};
use crate::number::{from_seconds, single, single_count};

/// SAR: similarities by co-occurrence, affinities that halve with age.
///
/// The affinity of an item is the sum of `0.5^(age / days)` over its rows, age from the newest row of
/// the history. An item is similar to itself, so seen ones score high. S keeps the `k` best of each
/// item; the original keeps all.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "sar",
    family: ModelFamily::Neighbourhood,
    summary: "Affinities that halve with age, times similarities by co-occurrence.",
    equation: "score(u, j) = Σ a(u, i) · s(i, j), a(u, i) = Σ over rows of 0.5^(age / days); s one of \
               c, c/(n + m − c), c/(n·m), with s(i, i)",
    source: "Microsoft Recommenders, \"SAR\", after Aggarwal 2016, \"Recommender Systems: The \
             Textbook\", chapter 2",
    cost: "time Σ over users of items², memory n·k",
    is_fast: true,
    needs: None,
    method: Method::of::<SarParameters>(),
    load: load::<Sar>,
};

parameters! {
    /// The similarity of two items, from c common users of n and m.
    pub(in crate::model) enum SarSimilarity {
        Jaccard = "jaccard",
        Lift = "lift",
        CoOccurrence = "co-occurrence",
    }

    /// Parameters of SAR.
    pub(in crate::model) struct SarParameters {
        k: usize =
            whole(1..=u64::MAX, 500, Search::LogInteger(20, 2_000), "similarities kept per item");
        similarity: SarSimilarity = SarSimilarity::parameter(
            Searched::Yes,
            "jaccard c/(n + m − c), lift c/(n·m), or co-occurrence c",
        );
        threshold: usize =
            whole(1..=1_000_000, 1, Search::LogInteger(1, 20), "the least number of common users");
        days: f64 = real(1e-6..=1e9, 30.0, Search::LogReal(0.01, 1_000.0), "half-life of a row");
    }
}

impl Learn for SarParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        memory(self.k, shape)
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(Filled::new(fit(self, training), training)))
    }
}

fn fit(parameters: &SarParameters, training: &Training<'_>) -> Sar {
    let users = training.users_per_item();
    let count = |item: ItemIdx| single_count(users[item.index()] as usize);
    let least = single_count(parameters.threshold);
    let of = |left: ItemIdx, right: ItemIdx, common: f32| {
        if common < least {
            return 0.0;
        }
        match parameters.similarity {
            SarSimilarity::Jaccard => common / (count(left) + count(right) - common),
            SarSimilarity::Lift => common / (count(left) * count(right)),
            SarSimilarity::CoOccurrence => common,
        }
    };
    let rows = neighbours(training.matrix(), parameters.k, Itself::Included, |_| 1.0, of);
    Sar { similarities: ItemWeights::from_rows(&rows), days: parameters.days }
}

#[derive(Debug, Serialize, Deserialize)]
struct Sar {
    similarities: ItemWeights,
    days: f64,
}

impl Sar {
    /// Each row of the history with its affinity.
    fn affinities(&self, request: &Request<'_>) -> Vec<(ItemIdx, f32)> {
        let newest_s = request.history.iter().map(|event| event.timestamp_s).max().unwrap_or(0);
        let affinity = |timestamp_s: i64| {
            let age_days = from_seconds(newest_s.saturating_sub(timestamp_s)) / 86_400.0;
            single(libm::exp2(-age_days / self.days))
        };
        request.history.iter().map(|event| (event.item, affinity(event.timestamp_s))).collect()
    }
}

impl Scorer for Sar {
    fn n_items(&self) -> usize {
        self.similarities.n_items()
    }

    fn score(&self, request: &Request<'_>, scores: &mut [f32]) -> bool {
        for (item, affinity) in self.affinities(request) {
            self.similarities.add_row(item, affinity, scores);
        }
        true
    }

    fn is_evidence(&self) -> bool {
        true
    }

    fn contributions(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let mut parts = self.similarities.contributions(self.affinities(request), item);
        parts.sort_by_key(|part| part.item);
        let merge = |right: &mut Scored, left: &mut Scored| {
            let is_same = right.item == left.item;
            if is_same {
                left.score += right.score;
            }
            is_same
        };
        parts.dedup_by(merge);
        parts
    }

    fn is_sound(&self) -> bool {
        self.similarities.is_sound()
    }
}
