//! Finds the ranges of the true figures from the rounding of the reported ones.

use std::collections::BTreeMap;

use super::lattice::Precisions;
use super::pattern::FIGURES;
use super::programme::{Known, Range};
use crate::metric::{COVERAGE, REPORTED};

/// Half a unit of the fourth digit, since the service rounds to four.
pub const ROUNDING: f64 = 0.000_05;
/// The digits that the service reports.
const DIGITS: usize = 4;
/// The half-width of a figure that was not rounded: beyond the programme's own error.
const EXACT: f64 = 1e-9;

/// The farthest that the true values may lie from reported ones.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounding {
    /// The half-width of the seven figures.
    pub figures: f64,
    /// The half-width of coverage.
    pub coverage: f64,
}

impl Rounding {
    /// Half a unit of the last digit that is there. A last digit of 0 does not show, so that of the
    /// seven figures the one with the most digits says it for all; and never fewer than four.
    #[must_use]
    pub fn of(metrics: &BTreeMap<String, f64>) -> Self {
        let figures = REPORTED.iter().filter_map(|metric| metrics.get(metric.key));
        let coverage = metrics.get(COVERAGE);
        Self { figures: half_unit(figures), coverage: half_unit(coverage.into_iter()) }
    }
}

fn half_unit<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    let digits = values.map(|value| digits(*value)).max().unwrap_or(0).max(DIGITS);
    let exponent = i32::try_from(digits).unwrap_or(i32::MAX);
    (0.5 * 10_f64.powi(-exponent)).max(EXACT)
}

/// Decimals of the shortest text that reads back as `value`.
fn digits(value: f64) -> usize {
    let text = format!("{value}");
    text.split_once('.').map_or(0, |(_, decimals)| decimals.len())
}

/// The range of the true value of each figure, in the order of [`REPORTED`].
pub(super) fn known(metrics: &BTreeMap<String, f64>, half_width: f64) -> Known {
    let mut known = [None; FIGURES];
    for (range, metric) in known.iter_mut().zip(REPORTED) {
        *range = metrics.get(metric.key).map(|value| Range {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_digit_that_is_there_says_how_it_was_rounded() {
        let of = |coverage: f64, precision: f64, other: f64| {
            let metrics = [
                (COVERAGE.to_owned(), coverage),
                ("precision_at_5".to_owned(), precision),
                ("precision_at_25".to_owned(), other),
            ];
            let Rounding { figures, coverage } = Rounding::of(&metrics.into());
            (figures, coverage)
        };
        let near = |found: (f64, f64), expected: (f64, f64)| {
            let close = |a: f64, b: f64| (a - b).abs() < 1e-12;
            assert!(close(found.0, expected.0) && close(found.1, expected.1), "{found:?}");
        };
        near(of(0.27, 0.1, 0.0), (5e-5, 5e-5));
        near(of(0.079_142, 0.075, 0.0379), (5e-5, 5e-7));
        // .07500 has a fifth digit that does not show; .03786 says so.
        near(of(0.0791, 0.075, 0.037_86), (5e-6, 5e-5));
        near(of(0.260_359_116_022_099_43, 0.010_989_010_989_010_99, 0.0), (1e-9, 1e-9));
    }
}
