//! Metrics of ranked lists: those that Personalize reports and those of the field, one definition each, with their
//! confidence intervals.
//!
//! Metrics know nothing of models or protocols: they are given judged lists.

mod average_precision;
mod bootstrap;
mod calibration;
mod catalogue;
mod convention;
mod definition;
mod diversity;
mod gini;
mod judged;
mod ndcg;
mod own;
mod paired;
mod popularity;
mod precision;
mod recall;
mod reciprocal_rank;
mod reward;
mod segmentation;
mod spread;
mod summary;
mod ties;
mod trend;
mod values;

pub use average_precision::average_precision;
pub use bootstrap::{REPLICATES, acceleration, bca, bca_of};
pub use calibration::miscalibration;
pub use catalogue::Catalogue;
pub use convention::Convention;
pub(crate) use convention::Discounts;
pub use definition::{Definition, definitions, page};
pub use diversity::intra_list_diversity;
pub use gini::gini_of_exposure;
pub use judged::{Judged, LIST_LENGTH};
pub use ndcg::{ndcg_at, weighted_ndcg_at};
pub use own::{JudgedList, OwnMetric};
pub use paired::{
    FLIPS, Paired, Randomisation, Wilcoxon, benjamini_hochberg, holm, paired, randomisation,
    wilcoxon, wilcoxon_by_normal_law,
};
pub use popularity::{average_popularity, novelty, popularity_lift};
pub use precision::precision_at;
pub use recall::{hit_rate_at, recall_at};
pub use reciprocal_rank::reciprocal_rank;
pub use reward::reward_share;
pub use segmentation::{SegmentScore, one_percent, segment_score};
pub use spread::{Spread, drawn_means, spread};
pub use summary::{Interval, mean, standard_error};
pub use ties::TiedList;
pub use trend::Growth;
pub use values::Values;

/// A metric of one user's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// [`reciprocal_rank`] within 25
    ReciprocalRank,
    /// [`ndcg_at`] K
    Ndcg(usize),
    /// [`precision_at`] K
    Precision(usize),
    /// [`recall_at`] K
    Recall(usize),
    /// [`hit_rate_at`] K
    HitRate(usize),
    /// [`average_precision`] within 25
    AveragePrecision,
    /// [`weighted_ndcg_at`] K, by the weights of event types
    WeightedNdcg(usize),
    /// [`reward_share`] of the 25
    AverageRewards,
    /// [`Growth::accuracy`] of the 25
    TrendAccuracy,
    /// [`novelty`] of the 25
    Novelty,
    /// [`average_popularity`] of the 25
    AveragePopularity,
    /// [`popularity_lift`] of the 25
    PopularityLift,
    /// [`intra_list_diversity`] of the 25
    Diversity,
    /// [`miscalibration`] of the 25
    Miscalibration,
    /// A metric of the caller's own
    Own(&'static OwnMetric),
}

/// The metrics of a user's list that Personalize reports, in its order: the first of [`ACCURACY`]. Its
/// other one, coverage, is of all lists together.
pub const REPORTED: [Metric; 7] = match ACCURACY.first_chunk() {
    Some(reported) => *reported,
    None => panic!("there are fourteen"),
};

/// The metrics that depend on the ranks of the hits alone: those that Personalize reports, then those
/// of the field.
pub const ACCURACY: [Metric; 14] = [
    Metric::ReciprocalRank,
    Metric::Ndcg(5),
    Metric::Ndcg(10),
    Metric::Ndcg(25),
    Metric::Precision(5),
    Metric::Precision(10),
    Metric::Precision(25),
    Metric::Recall(5),
    Metric::Recall(10),
    Metric::Recall(25),
    Metric::HitRate(5),
    Metric::HitRate(10),
    Metric::HitRate(25),
    Metric::AveragePrecision,
];

/// Every metric of ours that an evaluation may tell.
pub const ALL: [Metric; 24] = {
    let mut all = [Metric::ReciprocalRank; 24];
    let mut at = 0;
    while at < ACCURACY.len() {
        all[at] = ACCURACY[at];
        at += 1;
    }
    while at < ACCURACY.len() + BEYOND.len() {
        all[at] = BEYOND[at - ACCURACY.len()];
        at += 1;
    }
    all[21] = Metric::WeightedNdcg(5);
    all[22] = Metric::WeightedNdcg(10);
    all[23] = Metric::WeightedNdcg(25);
    all
};

/// The metrics that need more than the ranks of the hits, but for NDCG with event weights.
const BEYOND: [Metric; 7] = [
    Metric::AverageRewards,
    Metric::TrendAccuracy,
    Metric::Novelty,
    Metric::AveragePopularity,
    Metric::PopularityLift,
    Metric::Diversity,
    Metric::Miscalibration,
];

/// The service's key for coverage.
pub const COVERAGE: &str = "coverage";
/// The key of [`gini_of_exposure`].
pub const EXPOSURE_GINI: &str = "gini_of_exposure_at_25";

/// The beginning of the keys of NDCG with event weights.
pub const WEIGHTED_NDCG: &str = "normalized_discounted_cumulative_gain_with_event_weights";

/// The keys of what Personalize reports of every recipe that recommends items: coverage, then those
/// of [`REPORTED`].
pub fn service_keys() -> impl Iterator<Item = String> {
    std::iter::once(COVERAGE.to_owned()).chain(REPORTED.iter().map(|metric| metric.key()))
}

/// The name of a metric in texts and tables, by its key; of a key that is not ours the key itself.
#[must_use]
pub fn short_name(key: &str) -> String {
    if key == EXPOSURE_GINI {
        return "gini@25".to_owned();
    }
    let known = ALL.into_iter().find(|metric| metric.key() == key);
    known.map_or_else(|| key.to_owned(), Metric::short_name)
}

impl Metric {
    /// The service's own key, or ours in its style.
    #[must_use]
    pub fn key(self) -> String {
        match self {
            Self::ReciprocalRank => format!("mean_reciprocal_rank_at_{LIST_LENGTH}"),
            Self::Ndcg(k) => format!("normalized_discounted_cumulative_gain_at_{k}"),
            Self::Precision(k) => format!("precision_at_{k}"),
            Self::Recall(k) => format!("recall_at_{k}"),
            Self::HitRate(k) => format!("hit_rate_at_{k}"),
            Self::AveragePrecision => format!("mean_average_precision_at_{LIST_LENGTH}"),
            Self::WeightedNdcg(k) => {
                format!("normalized_discounted_cumulative_gain_with_event_weights_at_{k}")
            }
            Self::AverageRewards => "average_rewards_at_k".to_owned(),
            Self::TrendAccuracy => "trend_prediction_accuracy".to_owned(),
            Self::Novelty => format!("novelty_at_{LIST_LENGTH}"),
            Self::AveragePopularity => format!("average_popularity_at_{LIST_LENGTH}"),
            Self::PopularityLift => format!("popularity_lift_at_{LIST_LENGTH}"),
            Self::Diversity => format!("intra_list_diversity_at_{LIST_LENGTH}"),
            Self::Miscalibration => format!("miscalibration_at_{LIST_LENGTH}"),
            Self::Own(own) => own.key.to_owned(),
        }
    }

    /// The short name for tables.
    #[must_use]
    pub fn short_name(self) -> String {
        match self {
            Self::ReciprocalRank => format!("mrr@{LIST_LENGTH}"),
            Self::Ndcg(k) => format!("ndcg@{k}"),
            Self::Precision(k) => format!("precision@{k}"),
            Self::Recall(k) => format!("recall@{k}"),
            Self::HitRate(k) => format!("hit@{k}"),
            Self::AveragePrecision => format!("map@{LIST_LENGTH}"),
            Self::WeightedNdcg(k) => format!("weighted ndcg@{k}"),
            Self::AverageRewards => "rewards@25".to_owned(),
            Self::TrendAccuracy => "trend@25".to_owned(),
            Self::Novelty => "novelty@25".to_owned(),
            Self::AveragePopularity => "popularity@25".to_owned(),
            Self::PopularityLift => "lift@25".to_owned(),
            Self::Diversity => "diversity@25".to_owned(),
            Self::Miscalibration => "miscalibration@25".to_owned(),
            Self::Own(own) => own.short_name.to_owned(),
        }
    }

    /// The number of ranks that it looks at.
    #[must_use]
    pub const fn k(self) -> usize {
        match self {
            Self::Ndcg(k)
            | Self::Precision(k)
            | Self::Recall(k)
            | Self::HitRate(k)
            | Self::WeightedNdcg(k) => k,
            _ => LIST_LENGTH,
        }
    }

    /// The value for one user, for the metrics of [`ACCURACY`]; `None` for others, and when the user
    /// has nothing to find.
    #[must_use]
    pub fn of(self, judged: Judged, convention: Convention) -> Option<f64> {
        match self {
            Self::ReciprocalRank => reciprocal_rank(judged),
            Self::Ndcg(k) => ndcg_at(judged, k, convention),
            Self::Precision(k) => precision_at(judged, k),
            Self::Recall(k) => recall_at(judged, k),
            Self::HitRate(k) => hit_rate_at(judged, k),
            Self::AveragePrecision => average_precision(judged),
            _ => None,
        }
    }
}
