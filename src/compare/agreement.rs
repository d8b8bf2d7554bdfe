//! Test users who all have one value: how far the true mean can be from it.
//!
//! Their standard error is 0, which says nothing of users who were not drawn. What can be said is that
//! users of another value are rare: if a share q of all users had one, n users without it would turn up
//! with probability (1 − q)ⁿ. At the two-sided 95 % level q is at most 1 − 0.025^(1/n), the bound of
//! Clopper and Pearson 1934, "The use of confidence or fiducial limits illustrated in the case of the
//! binomial", Biometrika 26, for no case among n; Hanley and Lippman-Hand 1983, "If nothing goes wrong,
//! is everything all right?", JAMA 249, is its one-sided form, the rule of three (3/n).

use crate::number::from_count;

/// Half of 5 %: what lies beyond each end of a two-sided 95 % interval.
const TAIL: f64 = 0.025;
/// A standard deviation below this is what rounding leaves of none: users who differ in a metric, at
/// least one of ten million by at least 1/1,000, have more.
const ROUNDING: f64 = 1e-9;

/// Tells whether a standard deviation over users is none.
pub(super) fn is_agreed(deviation: f64) -> bool {
    deviation < ROUNDING
}

/// The largest share of users with another value that is likely where `n_users` drawn ones have none.
pub(super) fn others(n_users: usize) -> f64 {
    -libm::expm1(libm::log(TAIL) / from_count(n_users.max(1)))
}

/// The farthest that the true mean can be from `value`, which `n_users` share, towards `end`, the end of the range
/// that values have on that side: as far as if all others had the value `end`.
pub(super) fn half_width(value: f64, n_users: usize, end: f64) -> f64 {
    others(n_users) * (value - end).abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_are_rare_by_the_exact_bound() {
        // One user: anything up to 97.5 %. 30 users: 1 − 0.025^(1/30), the exact upper limit for 0 of 30.
        assert!((others(1) - 0.975).abs() < 1e-12);
        assert!((others(30) - 0.115_703_307_8).abs() < 1e-9, "{}", others(30));
        // Near ln 40 / n for many.
        assert!((others(100_000) * 100_000.0 - 40.0_f64.ln()).abs() < 1e-3);
        assert!((half_width(0.04, 30, 0.0) - 0.04 * others(30)).abs() < 1e-15);
        assert!((half_width(0.04, 30, 1.0) - 0.96 * others(30)).abs() < 1e-15);
    }

    #[test]
    fn what_rounding_leaves_is_no_spread() {
        let values = [0.04; 29];
        let deviation = crate::metric::standard_error(&values) * 29.0_f64.sqrt();
        assert!(is_agreed(deviation), "{deviation}");
        let mut values = vec![0.0; 1_000_000];
        values[7] = 0.001;
        let deviation = crate::metric::standard_error(&values) * 1_000.0;
        assert!(!is_agreed(deviation), "{deviation}");
    }
}
