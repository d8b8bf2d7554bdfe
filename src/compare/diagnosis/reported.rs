//! What reported figures say of the true ones: rounding.

use std::collections::BTreeMap;

use super::lattice::Precisions;
use super::pattern::FIGURES;
use super::programme::{Known, Range};
use crate::metric::{COVERAGE, REPORTED};

/// Half a unit of the fourth digit: the service rounds to four.
pub const ROUNDING: f64 = 0.000_05;
/// What is left of the last bit where more digits were reported.
const EXACT: f64 = 1e-9;

/// Whether all of these have four digits at most, as the service reports them.
fn are_rounded(metrics: &BTreeMap<String, f64>) -> bool {
    keys().filter_map(|key| metrics.get(&key)).all(|value| {
        let scaled = value * 1e4;
        (scaled - scaled.round()).abs() < 1e-7
    })
}

/// How far the true value may lie from a reported one of these.
#[must_use]
pub fn half_width(metrics: &BTreeMap<String, f64>) -> f64 {
    if are_rounded(metrics) { ROUNDING } else { EXACT }
}

fn keys() -> impl Iterator<Item = String> {
    std::iter::once(COVERAGE.to_owned()).chain(REPORTED.iter().map(|metric| metric.key()))
}

/// Where the true value of each figure lies, in the order of [`REPORTED`].
pub(super) fn known(metrics: &BTreeMap<String, f64>, half_width: f64) -> Known {
    let mut known = [None; FIGURES];
    for (range, metric) in known.iter_mut().zip(REPORTED) {
        *range = metrics.get(&metric.key()).map(|value| Range {
            low: (value - half_width).max(0.0),
            high: (value + half_width).min(1.0),
        });
    }
    known
}

/// The precisions of them.
pub(super) fn precisions(known: &Known) -> Precisions {
    [known[4], known[5], known[6]]
}
