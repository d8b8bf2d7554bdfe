//! The three exact definitions of NDCG that are in use, each under its own name.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::judged::Judged;

/// Which definition of NDCG holds. Figures of different conventions are never comparable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Convention {
    /// What the published figures of Personalize can really come from: discount 1, 1, 1/log2 3,
    /// 1/log2 4, … (the first two ranks undiscounted); the ideal moves all hits of the returned
    /// list to its top, then cuts at K. This is the default of AWS's own `metrics.py`
    /// (amazon-personalize-samples, `offline_performance_evaluation`).
    #[default]
    Service,
    /// The developer guide's text: discount 1 / log2(1 + rank); the ideal moves the hits among the
    /// first K to the top.
    Documented,
    /// `trec_eval`: discount 1 / log2(1 + rank); the ideal has min(K, items to find) hits.
    Standard,
}

impl Convention {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Service, Self::Documented, Self::Standard];

    /// Its name on the command line and in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::Documented => "documented",
            Self::Standard => "standard",
        }
    }

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

    /// The weight of a hit at `rank`, from 1.
    #[must_use]
    pub(super) fn discount(self, rank: usize) -> f64 {
        match self {
            Self::Service if rank <= 2 => 1.0,
            Self::Service => 1.0 / log2(rank),
            Self::Documented | Self::Standard => 1.0 / log2(rank + 1),
        }
    }

    /// How many hits the ideal list has at its top, before it is cut at `k`.
    #[must_use]
    pub(super) fn n_ideal(self, judged: &Judged, k: usize) -> usize {
        match self {
            Self::Service => judged.hit_ranks().count(),
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

fn log2(rank: usize) -> f64 {
    // libm, so that the last digit does not depend on the platform.
    libm::log2(crate::number::from_count(rank))
}
