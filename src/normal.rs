//! The standard normal distribution.

use std::f64::consts::FRAC_1_SQRT_2;

use libm::erfc;

/// The share of the standard normal distribution below `deviate`.
#[must_use]
pub fn below(deviate: f64) -> f64 {
    0.5 * erfc(-deviate * FRAC_1_SQRT_2)
}

/// The share of the standard normal distribution that lies at least as far from 0 as `deviate`, on
/// either side.
#[must_use]
pub fn beyond(deviate: f64) -> f64 {
    erfc(deviate.abs() * FRAC_1_SQRT_2)
}

/// The standard normal quantile: where the share `probability` lies below; ±9 at the ends.
///
/// By bisection: slower than a rational approximation, but right to the last digits, and never
/// called in a hot loop.
#[must_use]
pub fn quantile(probability: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if below(middle) < probability {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_usual_quantiles() {
        assert!(quantile(0.5).abs() < 1e-9);
        assert!((quantile(0.975) - 1.959_963_985).abs() < 1e-8);
        assert!((quantile(0.025) + 1.959_963_985).abs() < 1e-8);
        assert!((beyond(1.959_963_984_540_054) - 0.05).abs() < 1e-12);
        assert!((below(quantile(0.2)) - 0.2).abs() < 1e-12);
    }
}
