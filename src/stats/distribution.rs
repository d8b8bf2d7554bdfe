//! Quantiles, Gini and the share of the head.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::{from_count, ratio};

/// How counts are spread over users or items.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// [`gini`]
    pub gini: f64,
    /// How many have exactly 1.
    pub with_1: usize,
    /// How many have exactly 2.
    pub with_2: usize,
    /// How many have fewer than 5.
    pub below_5: usize,
}

impl Distribution {
    /// Describes `counts`, in any order; all zero when there are none.
    #[must_use]
    pub fn of(counts: &[usize]) -> Self {
        let mut sorted = counts.to_vec();
        sorted.sort_unstable();
        let at = |share| quantile(&sorted, share);
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
            gini: gini(&sorted),
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
        let at = |share| interpolated(sorted.len(), share, |index| real(sorted[index]));
        let sum: f64 = sorted.iter().map(|&value| real(value)).sum();
        Self { p50: at(0.5), p90: at(0.9), max: real(last), mean: sum / from_count(sorted.len()) }
    }
}

/// The quantile of rising counts at `share` in [0, 1], linear between neighbours: position
/// `share · (n − 1)` (type 7 of Hyndman and Fan 1996, as numpy and pandas do by default).
/// 0 when there are none.
#[must_use]
pub fn quantile(sorted: &[usize], share: f64) -> f64 {
    interpolated(sorted.len(), share, |index| from_count(sorted[index]))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the position lies between 0 and the number of values"
)]
fn interpolated(n: usize, share: f64, value: impl Fn(usize) -> f64) -> f64 {
    let Some(last) = n.checked_sub(1) else { return 0.0 };
    let position = share * from_count(last);
    let below = position.floor() as usize;
    let (low, high) = (value(below), value((below + 1).min(last)));
    low + (high - low) * (position - position.floor())
}

/// The Gini coefficient of rising counts: `2 Σ i·x_i / (n Σ x_i) − (n + 1)/n`, i from 1.
/// 0 when all are equal or there are none, towards 1 when one has all.
#[must_use]
pub fn gini(sorted: &[usize]) -> f64 {
    let total: usize = sorted.iter().sum();
    if total == 0 {
        return 0.0;
    }
    let n = from_count(sorted.len());
    let weighted: f64 = sorted
        .iter()
        .enumerate()
        .map(|(index, &count)| from_count(index + 1) * from_count(count))
        .sum();
    2.0 * weighted / (n * from_count(total)) - (n + 1.0) / n
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
    fn quantiles_lie_between_neighbours() {
        close(quantile(&[1, 2, 3, 10], 0.5), 2.5);
        close(quantile(&[1, 2, 3, 10], 0.9), 3.0 + 0.7 * 7.0);
        close(quantile(&[4], 0.3), 4.0);
        close(quantile(&[], 0.3), 0.0);
    }

    #[test]
    fn gini_of_equals_is_zero_and_of_one_rich_is_nearly_one() {
        close(gini(&[3, 3, 3]), 0.0);
        // 2 · (4 · 8) / (4 · 8) − 5/4
        close(gini(&[0, 0, 0, 8]), 0.75);
        // 2 · (1·1 + 2·3) / (2 · 4) − 3/2
        close(gini(&[1, 3]), 0.25);
        close(gini(&[]), 0.0);
    }

    #[test]
    fn the_head_is_rounded_up_to_whole_items() {
        close(head_share(&[1, 1, 2, 6], 20), 0.6);
        close(head_share(&[1, 1, 2, 6], 50), 0.8);
        close(head_share(&[], 20), 0.0);
    }
}
