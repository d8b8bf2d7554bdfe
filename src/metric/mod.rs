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
mod entry;
mod gini;
mod growth;
mod judged;
mod ndcg;
mod overlap;
mod paired;
mod popularity;
mod precision;
mod recall;
mod reciprocal_rank;
mod registry;
mod reward;
mod segmentation;
mod spread;
mod summary;
mod ties;
mod trend;
mod values;

pub use average_precision::{AVERAGE_PRECISION, average_precision};
pub use bootstrap::{REPLICATES, acceleration, bca, bca_of};
pub use calibration::{MISCALIBRATION, miscalibration};
pub use catalogue::Catalogue;
pub use convention::Convention;
pub(crate) use convention::Discounts;
pub use definition::{Definition, definitions, page};
pub use diversity::{DIVERSITY, intra_list_diversity};
pub use entry::{Formula, JudgedList, Metric, Needs};
pub use gini::gini_of_exposure;
pub use growth::Growth;
pub use judged::{Judged, LIST_LENGTH};
pub use ndcg::{
    NDCG_5, NDCG_10, NDCG_25, WEIGHTED_NDCG_5, WEIGHTED_NDCG_10, WEIGHTED_NDCG_25, ndcg_at,
    weighted_ndcg_at,
};
pub use overlap::{OVERLAP_PERSISTENCE, rank_biased_overlap};
pub use paired::{
    FLIPS, Paired, Randomisation, Wilcoxon, benjamini_hochberg, holm, paired, randomisation,
    wilcoxon, wilcoxon_by_normal_law,
};
pub use popularity::{
    AVERAGE_POPULARITY, NOVELTY, POPULARITY_LIFT, average_popularity, novelty, popularity_lift,
};
pub use precision::{PRECISION_5, PRECISION_10, PRECISION_25, precision_at};
pub use recall::{
    HIT_RATE_5, HIT_RATE_10, HIT_RATE_25, RECALL_5, RECALL_10, RECALL_25, hit_rate_at, recall_at,
};
pub use reciprocal_rank::{RECIPROCAL_RANK, reciprocal_rank};
pub use registry::{
    ACCURACY, ALL, COVERAGE, EXPOSURE_GINI, REPORTED, WEIGHTED_NDCG, find, service_keys, short_name,
};
pub use reward::{AVERAGE_REWARDS, reward_share};
pub use segmentation::{SegmentScore, one_percent, segment_score};
pub use spread::{Spread, drawn_means, spread};
pub use summary::{Interval, mean, standard_error};
pub use ties::TiedList;
pub use trend::TREND_ACCURACY;
pub use values::UserValues;
