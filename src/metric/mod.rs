//! What a ranked list is worth: the metrics that Personalize reports, one definition each.
//!
//! Metrics know nothing of models or protocols: they are given judged lists.

mod bootstrap;
mod convention;
mod judged;
mod ndcg;
mod precision;
mod reciprocal_rank;
mod summary;

pub use bootstrap::{REPLICATES, bootstrap};
pub use convention::Convention;
pub use judged::{Judged, LIST_LENGTH};
pub use ndcg::ndcg_at;
pub use precision::precision_at;
pub use reciprocal_rank::reciprocal_rank;
pub use summary::{Interval, mean, standard_error};

/// A metric of one user's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// [`reciprocal_rank`] within 25
    ReciprocalRank,
    /// [`ndcg_at`] K
    Ndcg(usize),
    /// [`precision_at`] K
    Precision(usize),
}

/// The metrics of a user's list that Personalize reports, in its order. Its other one, coverage, is
/// of all lists together.
pub const REPORTED: [Metric; 7] = [
    Metric::ReciprocalRank,
    Metric::Ndcg(5),
    Metric::Ndcg(10),
    Metric::Ndcg(25),
    Metric::Precision(5),
    Metric::Precision(10),
    Metric::Precision(25),
];

/// The service's key for coverage.
pub const COVERAGE: &str = "coverage";

impl Metric {
    /// The service's own key.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::ReciprocalRank => format!("mean_reciprocal_rank_at_{LIST_LENGTH}"),
            Self::Ndcg(k) => format!("normalized_discounted_cumulative_gain_at_{k}"),
            Self::Precision(k) => format!("precision_at_{k}"),
        }
    }

    /// The short name for tables.
    #[must_use]
    pub fn short_name(self) -> String {
        match self {
            Self::ReciprocalRank => format!("mrr@{LIST_LENGTH}"),
            Self::Ndcg(k) => format!("ndcg@{k}"),
            Self::Precision(k) => format!("precision@{k}"),
        }
    }

    /// The value for one user; `None` when the user has nothing to find.
    #[must_use]
    pub fn of(self, judged: &Judged, convention: Convention) -> Option<f64> {
        match self {
            Self::ReciprocalRank => reciprocal_rank(judged),
            Self::Ndcg(k) => ndcg_at(judged, k, convention),
            Self::Precision(k) => precision_at(judged, k),
        }
    }
}
