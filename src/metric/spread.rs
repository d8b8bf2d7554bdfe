//! The spread of a single test set of the service's size.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::summary::mean;
use super::values::UserValues;
use crate::number::{from_count, quantile, to_u32};
use crate::seed::{self, HalfDraws};

/// The range of the figures of small test sets.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Spread {
    /// 2.5 % of the test sets have less.
    pub low: f64,
    /// 2.5 % of the test sets have more.
    pub high: f64,
    /// The standard deviation over the test sets.
    pub standard_deviation: f64,
}

/// Draws `replicates` test sets of `n_drawn` of the users, without replacement, and says where the
/// means of each metric fall. `None` where no test set has a value, and for all when `replicates` or
/// `n_drawn` is 0.
///
/// The service tests a tenth of the users, once: its figure is one such draw.
#[must_use]
pub fn spread(
    values: &UserValues,
    n_drawn: usize,
    seed: u64,
    replicates: usize,
) -> Vec<Option<Spread>> {
    if n_drawn == 0 || n_drawn > values.n_users() {
        return vec![None; values.n_metrics()];
    }
    let one = |number| means(values, &sample(values.n_users(), n_drawn, seed, number));
    let drawn = rising(values, replicates, one);
    drawn.iter().map(|means| (!means.is_empty()).then(|| of(means))).collect()
}

/// The means of each metric over `draws` test sets of `n_drawn` users, drawn with replacement; each
/// metric's rise. Without those of test sets in which nobody has a value; all are empty without users.
#[must_use]
pub fn drawn_means(values: &UserValues, n_drawn: usize, seed: u64, draws: usize) -> Vec<Vec<f64>> {
    if n_drawn == 0 || values.n_users() == 0 {
        return vec![Vec::new(); values.n_metrics()];
    }
    let one = |number: usize| {
        let mut drawn = HalfDraws::new(seed::generator(seed, &format!("drawn users {number}")));
        let mut users: Vec<u32> =
            (0..n_drawn).map(|_| to_u32(drawn.below(values.n_users()))).collect();
        // Summed in one order, whatever the order of drawing.
        users.sort_unstable();
        means(values, &users)
    };
    rising(values, draws, one)
}

fn rising(
    values: &UserValues,
    draws: usize,
    one: impl Fn(usize) -> Vec<f64> + Sync + Send,
) -> Vec<Vec<f64>> {
    let drawn: Vec<Vec<f64>> = (0..draws).into_par_iter().map(one).collect();
    let of_metric = |metric: usize| {
        let mut means: Vec<f64> =
            drawn.iter().map(|means| means[metric]).filter(|mean| !mean.is_nan()).collect();
        means.sort_unstable_by(f64::total_cmp);
        means
    };
    (0..values.n_metrics()).map(of_metric).collect()
}

/// The spread of rising means.
fn of(means: &[f64]) -> Spread {
    let (first, last) = (means[0], means[means.len() - 1]);
    // Sums in another order differ in their last digits: that is no spread.
    if last - first <= 1e-12 * last.abs() {
        return Spread { low: first, high: first, standard_deviation: 0.0 };
    }
    let centre = mean(means);
    let squares: f64 = means.iter().map(|mean| (mean - centre) * (mean - centre)).sum();
    let variance = squares / from_count(means.len().saturating_sub(1).max(1));
    let at = |share| quantile(means.len(), share, |at| means[at]);
    let (low, high) = (at(0.025), at(0.975));
    Spread { low, high, standard_deviation: variance.sqrt() }
}

/// `n_drawn` of `0..n`, each at most once, rising: the front of a shuffle, made no further than that.
fn sample(n: usize, n_drawn: usize, seed: u64, number: usize) -> Vec<u32> {
    let mut draws = HalfDraws::new(seed::generator(seed, &format!("test set {number}")));
    let mut users: Vec<u32> = (0..to_u32(n)).collect();
    for at in 0..n_drawn {
        users.swap(at, at + draws.below(n - at));
    }
    users.truncate(n_drawn);
    users.sort_unstable();
    users
}

fn means(values: &UserValues, users: &[u32]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0_usize); values.n_metrics()];
    for &user in users {
        for ((sum, n), value) in sums.iter_mut().zip(values.row(user as usize)) {
            if !value.is_nan() {
                *sum += value;
                *n += 1;
            }
        }
    }
    sums.iter().map(|&(sum, n)| sum / from_count(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_test_sets_stray_by_the_standard_error() {
        let mut values = UserValues::new(1);
        (0..600).for_each(|user| values.push(&[Some(f64::from(user % 2))]));
        let found = spread(&values, 60, 1, 2_000)[0].expect("600 users");
        // √(¼ / 60 · (1 − 59/599)), for draws without replacement
        let expected = (0.25_f64 / 60.0 * (540.0 / 599.0)).sqrt();
        assert!((found.standard_deviation - expected).abs() < 0.003, "{found:?}");
        assert!(found.low < 0.4 && found.high > 0.6);
        assert_eq!(spread(&values, 601, 1, 10), [None]);
    }

    #[test]
    fn draws_with_replacement_stray_by_the_whole_standard_error() {
        let mut values = UserValues::new(1);
        (0..600).for_each(|user| values.push(&[Some(f64::from(user % 2))]));
        let means = &drawn_means(&values, 60, 1, 4_000)[0];
        let centre = mean(means);
        let variance = mean(&means.iter().map(|one| (one - centre).powi(2)).collect::<Vec<_>>());
        // √(¼ / 60)
        assert!((variance.sqrt() - (0.25_f64 / 60.0).sqrt()).abs() < 0.002);
        assert!(means.windows(2).all(|pair| pair[0] <= pair[1]));
        assert_eq!(drawn_means(&UserValues::new(1), 3, 1, 10), [[0.0; 0]]);
    }

    #[test]
    fn nobody_is_drawn_twice() {
        let mut drawn = sample(50, 50, 3, 0);
        drawn.dedup();
        assert_eq!(drawn.len(), 50);
        assert_ne!(sample(50, 5, 3, 0), sample(50, 5, 3, 1));
    }
}
