//! Bootstrap intervals over users.

use rayon::prelude::*;

use super::summary::{Interval, mean};
use super::values::UserValues;
use crate::normal;
use crate::number::{from_count, quantile};
use crate::seed::{self, HalfDraws};

/// The number of times the users are drawn anew where nothing else is said.
pub const REPLICATES: usize = 2_000;

/// 95 % intervals of the mean of every metric of `values`, bias-corrected and accelerated (`BCa`).
///
/// Each of `replicates` draws as many users as there are, with replacement, the same for all
/// metrics. The interval runs between the quantiles of the drawn means that Efron's formula names:
/// with z0 the normal quantile of the share of means below the one seen (of equal ones, half), and
/// the acceleration a of the jackknife, the quantile for z is Φ(z0 + (z0 + z) / (1 − a (z0 + z))).
/// Quantiles are linear between neighbours. For a mean, a = Σ (x − x̄)³ / (6 (Σ (x − x̄)²)^1.5).
/// (Efron 1987, "Better bootstrap confidence intervals", doi:10.1080/01621459.1987.10478410, eqs. 2.3,
/// 4.1 and 6.5, there with the other sign of the influence.)
///
/// A draw depends on the seed and its number alone. `None` for a metric of which fewer than two
/// users have a value, and for all when `replicates` is 0. When all users agree, both ends are what
/// they agree on.
#[must_use]
pub fn bca(values: &UserValues, seed: u64, replicates: usize) -> Vec<Option<Interval>> {
    let drawn = draw_means(values, seed, replicates);
    let interval = |metric: usize| {
        let column = values.column(metric);
        if column.len() < 2 || replicates == 0 {
            return None;
        }
        let mut means: Vec<f64> =
            drawn.iter().map(|means| means[metric]).filter(|mean| !mean.is_nan()).collect();
        means.sort_unstable_by(f64::total_cmp);
        Some(interval(&means, &column))
    };
    (0..values.n_metrics()).into_par_iter().map(interval).collect()
}

/// The interval of one paired difference; see [`bca`].
#[must_use]
pub fn bca_of(column: &[f64], seed: u64, replicates: usize) -> Option<Interval> {
    let mut values = UserValues::new(1);
    for &value in column {
        values.push(&[Some(value)]);
    }
    bca(&values, seed, replicates).pop().flatten()
}

fn interval(means: &[f64], column: &[f64]) -> Interval {
    let seen = mean(column);
    if means.is_empty() || column.iter().all(|value| value.total_cmp(&column[0]).is_eq()) {
        return Interval { low: seen, high: seen };
    }
    // Sums in another order differ in their last digits: what is that near is equal.
    let slack = 1e-12 * seen.abs();
    let n_below = means.iter().filter(|&&mean| mean < seen - slack).count();
    let n_equal = means.iter().filter(|&&mean| (mean - seen).abs() <= slack).count();
    let n = from_count(means.len());
    let share = (from_count(n_below) + 0.5 * from_count(n_equal)) / n;
    let bias = normal::quantile(share.clamp(0.5 / n, 1.0 - 0.5 / n));
    let acceleration = acceleration(column);
    let end = |probability: f64| {
        let shifted = bias + normal::quantile(probability);
        let corrected = bias + shifted / (1.0 - acceleration * shifted);
        quantile(means.len(), normal::below(corrected), |at| means[at])
    };
    Interval { low: end(0.025), high: end(0.975) }
}

/// The acceleration of the mean; 0 when all values are equal.
#[must_use]
pub fn acceleration(column: &[f64]) -> f64 {
    let mean = mean(column);
    let sum = |power: i32| column.iter().map(|value| (value - mean).powi(power)).sum::<f64>();
    let squares = sum(2);
    if squares > 0.0 { sum(3) / (6.0 * squares * squares.sqrt()) } else { 0.0 }
}

/// The means of every replicate, by metric; NaN where none of the drawn users has a value.
fn draw_means(values: &UserValues, seed: u64, replicates: usize) -> Vec<Vec<f64>> {
    if values.n_users() == 0 {
        return Vec::new();
    }
    (0..replicates).into_par_iter().map(|number| replicate(values, seed, number)).collect()
}

fn replicate(values: &UserValues, seed: u64, number: usize) -> Vec<f64> {
    let mut draws = HalfDraws::new(seed::generator(seed, &format!("bootstrap {number}")));
    let mut sums = vec![0.0; values.n_metrics()];
    let mut missing = vec![0_usize; values.n_metrics()];
    for _ in 0..values.n_users() {
        let row = values.row(draws.below(values.n_users()));
        for ((sum, missing), value) in sums.iter_mut().zip(&mut missing).zip(row) {
            let is_missing = value.is_nan();
            *sum += if is_missing { 0.0 } else { *value };
            *missing += usize::from(is_missing);
        }
    }
    let means = sums.iter().zip(&missing);
    means.map(|(sum, missing)| sum / from_count(values.n_users() - missing)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(column: impl IntoIterator<Item = f64>) -> Option<Interval> {
        bca_of(&column.into_iter().collect::<Vec<_>>(), 1, REPLICATES)
    }

    #[test]
    fn the_interval_of_a_fair_coin_is_about_two_standard_errors_wide() {
        let interval = one((0..400).map(|user| f64::from(user % 2))).expect("400 users");
        // ½ ± 1.96 · √(¼ / 400) = ½ ± 0.049
        assert!((interval.low - 0.451).abs() < 0.006, "{interval:?}");
        assert!((interval.high - 0.549).abs() < 0.006, "{interval:?}");
    }

    #[test]
    fn a_skewed_sample_has_an_interval_that_leans_to_its_tail() {
        let interval = one((0..100).map(|user| if user < 5 { 1.0 } else { 0.0 })).expect("100");
        assert!(0.05 - interval.low < interval.high - 0.05, "{interval:?}");
    }

    #[test]
    fn users_who_agree_leave_no_doubt_and_one_user_says_nothing() {
        assert_eq!(one([0.25, 0.25]), Some(Interval { low: 0.25, high: 0.25 }));
        assert_eq!(one([0.25]), None);
        assert_eq!(one([]), None);
        assert_eq!(bca_of(&[0.0, 1.0], 1, 0), None);
    }

    #[test]
    fn users_without_a_value_do_not_touch_the_others() {
        let mut values = UserValues::new(2);
        (0..100).for_each(|user| values.push(&[Some(f64::from(user % 2)), None]));
        (0..50).for_each(|user| values.push(&[None, Some(f64::from(user))]));
        let found = bca(&values, 1, 500);
        assert!(found.iter().flatten().count() == 2);
        let coin = found[0].expect("100 users");
        assert!(coin.low < 0.5 && coin.high > 0.5 && coin.high < 0.65, "{coin:?}");
    }
}
