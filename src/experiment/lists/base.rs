//! Figures that need more than lists and held-out rows: without their base they are null, with the
//! reason, and never told over another one.

use std::collections::BTreeMap;

use crate::experiment::result::{BY_POPULARITY, ModelResult};
use crate::metric::{ALL, COVERAGE, EXPOSURE_GINI, Needs};

const NEEDS_CATALOGUE: &str = "neither `--train` nor `--items` says which items there are";
const NEEDS_TRAINING: &str = "no `--train` says how popular items are";

/// The files that there are beside lists and held-out rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Base {
    /// True if a file says which items there are.
    pub(super) catalogue: bool,
    /// True if there is a training file.
    pub(super) training: bool,
}

/// Takes from `result` the figures that the files give no base for, and gives the reason for each.
pub(super) fn leave_out(base: Base, result: &mut ModelResult) -> BTreeMap<String, String> {
    let mut untold = BTreeMap::new();
    // Items of held-out rows, or of histories, are those that somebody happened to use.
    if !base.catalogue {
        result.coverage_union = None;
        for key in [COVERAGE, EXPOSURE_GINI] {
            result.metrics.leave_untold(key);
            untold.insert(key.to_owned(), NEEDS_CATALOGUE.to_owned());
        }
    }
    if !base.training {
        // Without training no item is popular.
        result.segments.retain(|segment| segment.by != BY_POPULARITY);
        for metric in ALL.iter().filter(|metric| metric.needs == Needs::Training) {
            result.metrics.leave_untold(metric.key);
            untold.insert(metric.key.to_owned(), NEEDS_TRAINING.to_owned());
        }
    }
    untold
}
