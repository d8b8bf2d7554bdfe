//! The three exact definitions of NDCG that are in use, each under its own name.

use std::fmt;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::judged::{Judged, LIST_LENGTH};
use crate::choice::choices;
use crate::number::from_count;

/// The definition of NDCG. Figures of different conventions are never comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Convention {
    /// The definition that the published figures of Personalize can really come from: discount 1,
    /// 1, 1/log2 3, 1/log2 4, … (the first two ranks undiscounted); the ideal moves all hits of the
    /// returned list to its top, then cuts at K. This is the default of AWS's own `metrics.py`
    /// (amazon-personalize-samples, `offline_performance_evaluation`).
    #[default]
    Service,
    /// The developer guide's text: discount 1 / log2(1 + rank); the ideal moves the hits among the
    /// first K to the top.
    Documented,
    /// `trec_eval`: discount 1 / log2(1 + rank); the ideal has min(K, items to find) hits.
    Standard,
}

choices! {
    Convention {
        Service = "service": "What Personalize's published figures can come from",
        Documented = "documented": "The developer guide's text",
        Standard = "standard": "`trec_eval`",
    }
}

impl Convention {
    /// One sentence for a reader of a report.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Service => {
                "first two ranks undiscounted, ideal within the returned list of 25: what \
                 Personalize's published figures can come from"
            }
            Self::Documented => {
                "discount 1/log2(1 + rank), ideal within the first K: the developer guide's text"
            }
            Self::Standard => {
                "discount 1/log2(1 + rank), ideal over min(K, held-out items): trec_eval"
            }
        }
    }

    /// The weights of the ranks.
    #[must_use]
    pub(crate) fn discounts(self) -> &'static Discounts {
        static SERVICE: LazyLock<Discounts> =
            LazyLock::new(|| Discounts::new(|rank| if rank <= 2 { 1.0 } else { 1.0 / log2(rank) }));
        static GUIDE: LazyLock<Discounts> =
            LazyLock::new(|| Discounts::new(|rank| 1.0 / log2(rank + 1)));
        match self {
            Self::Service => &SERVICE,
            Self::Documented | Self::Standard => &GUIDE,
        }
    }

    /// The number of hits at the top of the ideal list, before it is cut at `k`.
    #[must_use]
    pub(super) fn n_ideal(self, judged: Judged, k: usize) -> usize {
        match self {
            Self::Service => judged.n_hits(),
            Self::Documented => judged.n_hits_at(k),
            Self::Standard => judged.n_relevant(),
        }
    }
}

impl fmt::Display for Convention {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The gain of a hit at each rank of a list.
#[derive(Debug)]
pub(crate) struct Discounts {
    /// The discount by rank − 1.
    at: [f64; LIST_LENGTH],
    /// The sum over the first so many ranks.
    sums: [f64; LIST_LENGTH + 1],
}

impl Discounts {
    fn new(of: impl Fn(usize) -> f64) -> Self {
        let at = std::array::from_fn(|index| of(index + 1));
        let mut sums = [0.0; LIST_LENGTH + 1];
        for (index, discount) in at.iter().enumerate() {
            sums[index + 1] = sums[index] + discount;
        }
        Self { at, sums }
    }

    /// The weight of a hit at `rank`, from 1 to 25.
    pub(crate) fn at(&self, rank: usize) -> f64 {
        self.at[rank - 1]
    }

    /// The weights of the first `n` ranks together, `n` at most 25.
    pub(crate) fn sum(&self, n: usize) -> f64 {
        self.sums[n]
    }
}

fn log2(rank: usize) -> f64 {
    // libm, so that the last digit does not depend on the platform.
    libm::log2(from_count(rank))
}
