//! Shares, quantiles and inequality.

use super::cast::{from_count, round_to_count};

/// `part / whole`; 0 when `whole` is 0.
#[must_use]
pub const fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { from_count(part) / from_count(whole) }
}

/// The quantile at `share` in [0, 1] of `n` rising values, of which `value` gives the one at an index:
/// linear between neighbours, at position `share · (n − 1)` (type 7 of Hyndman and Fan 1996,
/// doi:10.2307/2684934, as numpy and pandas do by default). 0 when there are none.
#[must_use]
pub fn quantile(n: usize, share: f64, value: impl Fn(usize) -> f64) -> f64 {
    let Some(([below, above], beyond)) = neighbours(n, share) else { return 0.0 };
    let (low, high) = (value(below), value(above));
    low + (high - low) * beyond
}

/// The indices of the neighbours between which [`quantile`] lies, and how far it is from the lower one, from 0 to 1; none
/// when there are no values.
#[must_use]
pub fn neighbours(n: usize, share: f64) -> Option<([usize; 2], f64)> {
    let last = n.checked_sub(1)?;
    let position = share.clamp(0.0, 1.0) * from_count(last);
    let below = round_to_count(position.floor()).min(last);
    Some(([below, (below + 1).min(last)], position - position.floor()))
}

/// The Gini coefficient of rising values x: `2 Σ i·x_i / (n Σ x_i) − (n + 1)/n`, i from 1. 0 when all
/// are equal, all are zero or there are none; towards 1 when one has all.
#[must_use]
pub fn gini(rising: &[f64]) -> f64 {
    let total: f64 = rising.iter().sum();
    if total <= 0.0 {
        return 0.0;
    }
    let n = from_count(rising.len());
    let weighted: f64 = (1..).zip(rising).map(|(rank, value)| from_count(rank) * value).sum();
    2.0 * weighted / (n * total) - (n + 1.0) / n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_neighbours() {
        let of = |values: &[f64], share| quantile(values.len(), share, |at| values[at]);
        assert!((of(&[1.0, 2.0, 3.0, 10.0], 0.5) - 2.5).abs() < 1e-12);
        assert!((of(&[1.0, 2.0, 3.0, 10.0], 0.9) - (3.0 + 0.7 * 7.0)).abs() < 1e-12);
        assert!((of(&[4.0], 0.3) - 4.0).abs() < 1e-12 && of(&[], 0.3).abs() < 1e-12);
    }

    #[test]
    fn gini_of_equals_is_zero_and_of_one_rich_is_nearly_one() {
        assert!(gini(&[3.0, 3.0, 3.0]).abs() < 1e-12);
        // 2 · (4 · 8) / (4 · 8) − 5/4
        assert!((gini(&[0.0, 0.0, 0.0, 8.0]) - 0.75).abs() < 1e-12);
        // 2 · (1·1 + 2·3) / (2 · 4) − 3/2
        assert!((gini(&[1.0, 3.0]) - 0.25).abs() < 1e-12);
        assert!(gini(&[0.0, 0.0]).abs() < 1e-12 && gini(&[]).abs() < 1e-12);
    }

    #[test]
    fn a_ratio_of_nothing_is_zero() {
        assert_eq!(ratio(3, 0).to_bits(), 0.0_f64.to_bits());
        assert!((ratio(1, 4) - 0.25).abs() < f64::EPSILON);
    }
}
