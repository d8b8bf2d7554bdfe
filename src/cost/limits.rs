//! The checks on amounts and limits of a file of prices.

/// Tells whether an amount can be: finite, and from 0 up.
pub(super) fn is_amount(amount: f64) -> bool {
    amount.is_finite() && amount >= 0.0
}

/// Tells whether limits can be those of tiers: above 0, and each above the one before.
pub(super) fn rise(limits: &[f64]) -> bool {
    limits.windows(2).all(|pair| pair[0] < pair[1])
        && limits.iter().all(|&limit| is_amount(limit) && limit > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_rise_from_above_nothing() {
        assert!(rise(&[]) && rise(&[1.0, 2.0]));
        assert!(!rise(&[2.0, 2.0]) && !rise(&[0.0, 1.0]) && !rise(&[1.0, f64::NAN]));
        assert!(is_amount(0.0) && !is_amount(-0.1) && !is_amount(f64::INFINITY));
    }
}
