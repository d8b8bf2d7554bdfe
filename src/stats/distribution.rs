//! Quantiles, Gini and the share of the head.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::{from_count, gini, quantile, ratio};

/// The distribution of counts over users or items.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Distribution {
    /// The smallest count.
    pub min: f64,
    /// The 10 % quantile.
    pub p10: f64,
    /// The first quartile.
    pub p25: f64,
    /// The median.
    pub p50: f64,
    /// The third quartile.
    pub p75: f64,
    /// The 90 % quantile.
    pub p90: f64,
    /// The 99 % quantile.
    pub p99: f64,
    /// The largest count.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// [`crate::number::gini`]
    pub gini: f64,
    /// The number of those with exactly 1.
    pub with_1: usize,
    /// The number of those with exactly 2.
    pub with_2: usize,
    /// The number of those with fewer than 5.
    pub below_5: usize,
}

impl Distribution {
    /// Describes `counts`, in any order; all zero when there are none.
    #[must_use]
    pub fn of(counts: &[usize]) -> Self {
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        let at = |share| quantile(sorted.len(), share, |index| from_count(sorted[index]));
        Self {
            min: at(0.0),
            p10: at(0.1),
            p25: at(0.25),
            p50: at(0.5),
            p75: at(0.75),
            p90: at(0.9),
            p99: at(0.99),
            max: at(1.0),
            mean: ratio(sorted.iter().sum(), sorted.len()),
            gini: gini(&sorted.iter().map(|&count| from_count(count)).collect::<Vec<_>>()),
            with_1: sorted.iter().filter(|&&count| count == 1).count(),
            with_2: sorted.iter().filter(|&&count| count == 2).count(),
            below_5: sorted.iter().filter(|&&count| count < 5).count(),
        }
    }
}

/// Some quantiles of a number.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Quantiles {
    /// The median.
    pub p50: f64,
    /// The 90 % quantile.
    pub p90: f64,
    /// The largest.
    pub max: f64,
    /// The mean.
    pub mean: f64,
}

impl Quantiles {
    /// Of rising values; all zero when there are none.
    pub(super) fn of<T: Copy>(sorted: &[T], real: impl Fn(T) -> f64) -> Self {
        let Some(&last) = sorted.last() else { return Self::default() };
        let at = |share| quantile(sorted.len(), share, |index| real(sorted[index]));
        let sum: f64 = sorted.iter().map(|&value| real(value)).sum();
        Self { p50: at(0.5), p90: at(0.9), max: real(last), mean: sum / from_count(sorted.len()) }
    }
}

/// The share of all that the top `percent` % have: the ⌈percent · n / 100⌉ largest of the rising
/// counts. 0 when there are none.
#[must_use]
pub fn head_share(sorted: &[usize], percent: usize) -> f64 {
    let n_head = (sorted.len() * percent).div_ceil(100);
    let head: usize = sorted.iter().rev().take(n_head).sum();
    ratio(head, sorted.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
    }

    #[test]
    fn the_head_is_rounded_up_to_whole_items() {
        close(head_share(&[1, 1, 2, 6], 20), 0.6);
        close(head_share(&[1, 1, 2, 6], 50), 0.8);
        close(head_share(&[], 20), 0.0);
    }
}
