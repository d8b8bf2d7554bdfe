//! A lognormal that saturates.

use libm::exp;

use super::random::strata;
use crate::normal::quantile;

/// `count` values at the strata of a lognormal with the given spread (the standard
/// deviation of the logarithm), bent so that none exceeds `ceiling`, summing to
/// `total` as nearly as the ceiling allows; rising.
pub(super) fn saturating_lognormal(
    count: usize,
    spread: f64,
    ceiling: f64,
    total: f64,
) -> Vec<f64> {
    let deviates: Vec<f64> = strata(count).map(quantile).collect();
    let value = |location: f64, deviate: f64| {
        let free = exp(location + spread * deviate);
        free / (1.0 + free / ceiling)
    };
    let (mut low, mut high) = (-60.0, 60.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        let sum: f64 = deviates.iter().map(|&deviate| value(middle, deviate)).sum();
        if sum < total {
            low = middle;
        } else {
            high = middle;
        }
    }
    deviates.iter().map(|&deviate| value(low, deviate)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_to_the_total_below_the_ceiling() {
        let values = saturating_lognormal(500, 1.6, 200.0, 10_000.0);
        assert!((values.iter().sum::<f64>() - 10_000.0).abs() < 1e-3);
        assert!(values.is_sorted() && values[499] < 200.0);
    }
}
