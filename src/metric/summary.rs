//! A mean over users and its confidence interval.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::from_count;

/// A range that holds the true mean in about 95 of 100 samples of users.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// The mean; 0 of nothing. Summed in the order given, so that it never depends on threads.
#[must_use]
pub fn mean(values: &[f64]) -> f64 {
    if values.is_empty() { 0.0 } else { values.iter().sum::<f64>() / from_count(values.len()) }
}

/// The standard error of the mean: √(Σ (x − mean)² / (n − 1) / n); 0 for fewer than two values.
#[must_use]
pub fn standard_error(values: &[f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let (mean, n) = (mean(values), from_count(values.len()));
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (n - 1.0) / n).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_and_standard_error_by_hand() {
        let values = [0.0, 1.0, 0.0, 1.0];
        assert!((mean(&values) - 0.5).abs() < 1e-15);
        // Σ (x − ½)² = 1; 1 / 3 / 4 = 1/12
        assert!((standard_error(&values) - (1.0_f64 / 12.0).sqrt()).abs() < 1e-15);
        assert!(standard_error(&[1.0]).abs() < 1e-15 && mean(&[]).abs() < 1e-15);
    }
}
