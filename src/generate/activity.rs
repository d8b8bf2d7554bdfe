//! Draws the number of ratings that each user gives.

use super::apportion::apportion;
use super::config::Config;
use super::normal::saturating_lognormal;
use super::number::{index, real, real_length};
use super::shape::FEWEST_RATINGS;

/// The spread of what a user rates beyond the minimum: the standard deviation of its
/// logarithm.
const SPREAD: f64 = 1.615;
/// The share of the rated films that even the most active user hardly reaches.
const REACH: f64 = 0.4;

/// The ratings of each user, falling; they sum to the configured ratings, each within
/// 1 and the rated films, and at least 20 where the average allows it.
pub(super) fn ratings_per_user(config: &Config) -> Vec<u32> {
    let users = index(config.users);
    let rated = u64::from(config.rated_items);
    let average = config.ratings / u64::from(config.users);
    let fewest = fewest(average).min(rated);
    let beyond = config.ratings - fewest * u64::from(config.users);
    // A ceiling below the average could not be met at all.
    let ceiling = (REACH * real(rated)).max(2.5 * real(beyond) / real_length(users)).max(1.0);
    let mut weights = saturating_lognormal(users, SPREAD, ceiling, real(beyond));
    weights.reverse();
    let parts = apportion(&weights, beyond, &|_| rated - fewest);
    parts.into_iter().map(|part| u32::try_from(fewest + part).unwrap_or(u32::MAX)).collect()
}

/// The minimum for an average: 20, or half the average where that is too much.
fn fewest(average: u64) -> u64 {
    if average >= FEWEST_RATINGS { FEWEST_RATINGS } else { (average / 2).max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_and_bounds_hold() {
        let shapes = [(610, 9_742, 100_836), (20, 50, 400), (1, 50, 50), (5, 10, 50), (9, 9, 9)];
        for (users, items, ratings) in shapes {
            let config = Config::new(users, items, ratings, 1);
            let counts = ratings_per_user(&config);
            let average = ratings / u64::from(users);
            assert_eq!(counts.iter().map(|&count| u64::from(count)).sum::<u64>(), ratings);
            assert!(counts.iter().all(|&count| count <= config.rated_items));
            assert!(counts.iter().all(|&count| u64::from(count) >= fewest(average)));
        }
    }
}
