//! Figures that need more than lists and held-out rows: without their base they are null, with the
//! reason, and never told over another one.

use std::collections::BTreeMap;

use super::truth::{Truth, TruthFiles};
use crate::experiment::result::{BY_POPULARITY, ModelResult};
use crate::metric::{ALL, COVERAGE, EXPOSURE_GINI, Needs};

const NEEDS_CATALOGUE: &str = "neither `--train` nor `--items` says which items there are";
const NEEDS_TRAINING: &str = "no `--train` says how popular items are";

/// Takes from `result` the figures that the files of `truth` give no base for, and gives the reason
/// for each.
pub(super) fn leave_out(
    truth: &Truth,
    files: &TruthFiles<'_>,
    result: &mut ModelResult,
) -> BTreeMap<String, String> {
    let mut untold = BTreeMap::new();
    // Items of held-out rows, or of histories, are those that somebody happened to use.
    if files.train.is_none() && files.items.is_none() {
        result.coverage_union = None;
        for key in [COVERAGE, EXPOSURE_GINI] {
            result.metrics.leave_untold(key);
            untold.insert(key.to_owned(), NEEDS_CATALOGUE.to_owned());
        }
    }
    if !truth.has_training {
        // Without training no item is popular.
        result.segments.retain(|segment| segment.by != BY_POPULARITY);
        for metric in ALL.iter().filter(|metric| metric.needs == Needs::Training) {
            result.metrics.leave_untold(metric.key);
            untold.insert(metric.key.to_owned(), NEEDS_TRAINING.to_owned());
        }
    }
    untold
}
