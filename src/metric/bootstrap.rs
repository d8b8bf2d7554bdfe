//! Bootstrap intervals over users.

use rayon::prelude::*;

use super::summary::Interval;
use crate::number::{from_count, round_to_count};
use crate::seed;

/// How many times the users are drawn anew.
pub const REPLICATES: usize = 1_000;

/// 95 % percentile intervals of the means of `columns`, each with one value per user in the same
/// order of users.
///
/// Each of [`REPLICATES`] replicates draws as many users as there are, with replacement, the same
/// for all columns; the interval runs from the 25th to the 975th of the sorted means (Efron 1979,
/// "Bootstrap methods", doi:10.1214/aos/1176344552). A replicate's draw depends on the seed and its
/// number alone. Without users the interval is [0, 0].
#[must_use]
pub fn bootstrap<const N: usize>(users: &[[f64; N]], seed: u64) -> [Interval; N] {
    if users.is_empty() {
        return [Interval { low: 0.0, high: 0.0 }; N];
    }
    let means: Vec<[f64; N]> =
        (0..REPLICATES).into_par_iter().map(|number| replicate(users, seed, number)).collect();
    std::array::from_fn(|column| {
        let mut sorted: Vec<f64> = means.iter().map(|mean| mean[column]).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let at = |share: f64| sorted[round_to_count(share * from_count(REPLICATES)) - 1];
        Interval { low: at(0.025), high: at(0.975) }
    })
}

fn replicate<const N: usize>(users: &[[f64; N]], seed: u64, number: usize) -> [f64; N] {
    let mut generator = seed::generator(seed, &format!("bootstrap {number}"));
    let mut sums = [0.0; N];
    for _ in 0..users.len() {
        let drawn = &users[seed::below(&mut generator, users.len())];
        for (sum, value) in sums.iter_mut().zip(drawn) {
            *sum += value;
        }
    }
    sums.map(|sum| sum / from_count(users.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_fair_coin_is_about_two_standard_errors_wide() {
        let users: Vec<[f64; 1]> = (0..400).map(|user| [f64::from(user % 2)]).collect();
        let [interval] = bootstrap(&users, 1);
        // ½ ± 1.96 · √(¼ / 400) = ½ ± 0.049
        assert!((interval.low - 0.451).abs() < 0.006, "{interval:?}");
        assert!((interval.high - 0.549).abs() < 0.006, "{interval:?}");
        assert_eq!(bootstrap(&users, 1), bootstrap(&users, 1));
    }

    #[test]
    fn users_who_agree_leave_no_doubt() {
        let [interval] = bootstrap(&[[0.25], [0.25]], 1);
        assert_eq!(interval, Interval { low: 0.25, high: 0.25 });
        assert_eq!(bootstrap::<1>(&[], 1), [Interval { low: 0.0, high: 0.0 }]);
    }
}
