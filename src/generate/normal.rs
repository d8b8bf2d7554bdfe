//! The normal distribution's quantiles, and a lognormal that saturates.

use libm::{erfc, exp};

use super::random::strata;

/// The standard normal quantile: where the share `probability` lies below.
///
/// By bisection: slower than a rational approximation, but right to the last digits
/// and called only once per user and item.
pub(super) fn quantile(probability: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        let below = 0.5 * erfc(-middle * std::f64::consts::FRAC_1_SQRT_2);
        if below < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

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
    fn knows_the_usual_quantiles() {
        assert!(quantile(0.5).abs() < 1e-9);
        assert!((quantile(0.975) - 1.959_963_985).abs() < 1e-8);
        assert!((quantile(0.025) + 1.959_963_985).abs() < 1e-8);
    }

    #[test]
    fn sums_to_the_total_below_the_ceiling() {
        let values = saturating_lognormal(500, 1.6, 200.0, 10_000.0);
        assert!((values.iter().sum::<f64>() - 10_000.0).abs() < 1e-3);
        assert!(values.is_sorted() && values[499] < 200.0);
    }
}
