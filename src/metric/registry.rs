//! The table of metrics. A new one is a file with its function and its entry, and a line here.

use super::Metric;
use super::average_precision::AVERAGE_PRECISION;
use super::calibration::MISCALIBRATION;
use super::diversity::DIVERSITY;
use super::ndcg::{NDCG_5, NDCG_10, NDCG_25, WEIGHTED_NDCG_5, WEIGHTED_NDCG_10, WEIGHTED_NDCG_25};
use super::popularity::{AVERAGE_POPULARITY, NOVELTY, POPULARITY_LIFT};
use super::precision::{PRECISION_5, PRECISION_10, PRECISION_25};
use super::recall::{HIT_RATE_5, HIT_RATE_10, HIT_RATE_25, RECALL_5, RECALL_10, RECALL_25};
use super::reciprocal_rank::RECIPROCAL_RANK;
use super::reward::AVERAGE_REWARDS;
use super::trend::TREND_ACCURACY;

/// Every metric of ours that an evaluation may tell, in the order of tables and files: those of [`ACCURACY`], then
/// those that need more than the ranks of the hits.
pub static ALL: [&Metric; 24] = [
    &RECIPROCAL_RANK,
    &NDCG_5,
    &NDCG_10,
    &NDCG_25,
    &PRECISION_5,
    &PRECISION_10,
    &PRECISION_25,
    &RECALL_5,
    &RECALL_10,
    &RECALL_25,
    &HIT_RATE_5,
    &HIT_RATE_10,
    &HIT_RATE_25,
    &AVERAGE_PRECISION,
    &WEIGHTED_NDCG_5,
    &WEIGHTED_NDCG_10,
    &WEIGHTED_NDCG_25,
    &AVERAGE_REWARDS,
    &TREND_ACCURACY,
    &NOVELTY,
    &AVERAGE_POPULARITY,
    &POPULARITY_LIFT,
    &DIVERSITY,
    &MISCALIBRATION,
];

/// The metrics that depend on the ranks of the hits alone: those that Personalize reports, then those
/// of the field.
pub static ACCURACY: [&Metric; 14] = first(&ALL);

/// The metrics of a user's list that Personalize reports of every recipe, in its order: the first of [`ACCURACY`]. Its
/// other one, coverage, is of all lists together.
pub static REPORTED: [&Metric; 7] = first(&ALL);

const fn first<const N: usize>(all: &[&'static Metric]) -> [&'static Metric; N] {
    match all.first_chunk() {
        Some(first) => *first,
        None => panic!("the table is longer"),
    }
}

/// The service's key for coverage.
pub const COVERAGE: &str = "coverage";
/// The key of [`super::gini_of_exposure`].
pub const EXPOSURE_GINI: &str = "gini_of_exposure_at_25";

/// The beginning of the keys of NDCG with event weights.
pub const WEIGHTED_NDCG: &str = "normalized_discounted_cumulative_gain_with_event_weights";

/// The keys of what Personalize reports of every recipe that recommends items: coverage, then those
/// of [`REPORTED`].
pub fn service_keys() -> impl Iterator<Item = &'static str> {
    std::iter::once(COVERAGE).chain(REPORTED.iter().map(|metric| metric.key))
}

/// The metric of ours with this key.
#[must_use]
pub fn find(key: &str) -> Option<&'static Metric> {
    ALL.into_iter().find(|metric| metric.key == key)
}

/// The name of a metric in texts and tables, by its key; of a key that is not ours the key itself.
#[must_use]
pub fn short_name(key: &str) -> String {
    if key == EXPOSURE_GINI {
        return "gini@25".to_owned();
    }
    find(key).map_or(key, |metric| metric.short_name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Formula;

    #[test]
    fn the_first_fourteen_need_the_hits_alone_and_every_key_is_plain_and_stands_once() {
        for (at, metric) in ALL.iter().enumerate() {
            let of_hits = matches!(metric.formula, Formula::OfHits(_));
            assert_eq!(of_hits, at < ACCURACY.len(), "{}", metric.key);
            assert!(metric.has_plain_key(), "{}", metric.key);
            assert_eq!(find(metric.key).map(|found| found.short_name), Some(metric.short_name));
        }
        assert!(REPORTED.iter().all(|metric| metric.is_reported));
        assert_eq!(short_name(EXPOSURE_GINI), "gini@25");
        assert_eq!(short_name("mine"), "mine");
    }
}
