//! Two models, user by user.

mod correction;
mod randomisation;
mod wilcoxon;

pub use correction::{benjamini_hochberg, holm};
pub use randomisation::{FLIPS, Randomisation, randomisation};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
pub use wilcoxon::{Wilcoxon, wilcoxon, wilcoxon_by_normal_law};

use super::bootstrap::bca_of;
use super::summary::{Interval, mean, standard_error};
use crate::number::from_count;

/// The comparison of two models on the same users.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Paired {
    /// Users with a value under both.
    pub n_users: usize,
    /// Mean of the first less the second.
    pub difference: f64,
    /// 95 % `BCa` bootstrap interval of the difference; none with fewer than two users.
    pub interval: Option<Interval>,
    /// The paired randomisation test.
    pub randomisation: Randomisation,
    /// Wilcoxon's signed-rank test; none when no user differs.
    pub wilcoxon: Option<Wilcoxon>,
    /// Cohen's d of paired values: mean difference ÷ standard deviation of the differences; none when
    /// these are all equal.
    pub effect_size: Option<f64>,
    /// Users for whom the first is better.
    pub n_better: usize,
    /// Users for whom it is worse.
    pub n_worse: usize,
    /// The smallest true difference that as many users with differences of this spread would show in
    /// four of five test sets, at the 5 % level, two-sided: (1.96 + 0.84) standard errors.
    pub smallest_difference: f64,
}

/// Two-sided 95 % and one-sided 80 % of the normal distribution, added.
const DETECTABLE_STANDARD_ERRORS: f64 = 1.959_963_984_540_054 + 0.841_621_233_572_914;

/// Compares per-user values of two models, in the same order of users. `None` without users.
///
/// `seed` decides the flips of the randomisation test and the bootstrap's draws.
///
/// # Panics
/// When the two are not of the same users.
#[must_use]
pub fn paired(first: &[f64], second: &[f64], seed: u64, replicates: usize) -> Option<Paired> {
    assert_eq!(first.len(), second.len(), "the same users");
    let differences: Vec<f64> = first.iter().zip(second).map(|(a, b)| a - b).collect();
    if differences.is_empty() {
        return None;
    }
    let difference = mean(&differences);
    let error = standard_error(&differences);
    let deviation = error * from_count(differences.len()).sqrt();
    // What rounding leaves where all differences are equal is no spread.
    let is_spread = deviation > 1e-12 * difference.abs();
    Some(Paired {
        n_users: differences.len(),
        difference,
        interval: bca_of(&differences, seed, replicates),
        randomisation: randomisation(&differences, seed),
        wilcoxon: wilcoxon(&differences),
        effect_size: is_spread.then(|| difference / deviation),
        n_better: differences.iter().filter(|&&difference| difference > 0.0).count(),
        n_worse: differences.iter().filter(|&&difference| difference < 0.0).count(),
        smallest_difference: if is_spread { DETECTABLE_STANDARD_ERRORS * error } else { 0.0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_models_differ_in_nothing() {
        let same = paired(&[0.5, 0.0, 1.0], &[0.5, 0.0, 1.0], 1, 100).expect("three users");
        assert!((same.randomisation.p - 1.0).abs() < 1e-12);
        assert_eq!((same.wilcoxon, same.effect_size), (None, None));
        assert_eq!((same.n_better, same.n_worse), (0, 0));
        assert_eq!(paired(&[], &[], 1, 100), None);
    }

    #[test]
    fn equal_differences_have_no_spread() {
        let found = paired(&[0.3; 7], &[0.1; 7], 1, 10).expect("seven");
        assert_eq!(found.effect_size, None);
        assert!(found.smallest_difference.abs() < 1e-15);
    }

    #[test]
    fn the_effect_and_the_smallest_difference_by_hand() {
        let found = paired(&[1.0, 0.0, 1.0, 0.0], &[0.0, 0.0, 0.0, 0.0], 1, 100).expect("four");
        // Differences 1, 0, 1, 0: mean ½, deviation √(1/3), standard error √(1/12).
        assert!((found.difference - 0.5).abs() < 1e-12);
        assert!((found.effect_size.expect("they differ") - 0.5 * 3.0_f64.sqrt()).abs() < 1e-12);
        let expected = 2.801_585_218_112_968 * (1.0_f64 / 12.0).sqrt();
        assert!((found.smallest_difference - expected).abs() < 1e-12);
        // Flips of two ones: +2, 0, 0, −2; two of four are as far out.
        assert!((found.randomisation.p - 0.5).abs() < 1e-12 && found.randomisation.exact);
    }
}
