//! The paired randomisation test.

use rand_pcg::rand_core::Rng;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::from_count;
use crate::seed;

/// The number of random flips that are tried where not all can be.
pub const FLIPS: usize = 9_999;
/// The largest number of differences for which all flips are tried: 2^13 is fewer than [`FLIPS`].
const EXACT_MAX: usize = 13;
/// Differences whose flipped sums are looked up together.
const GROUP: usize = 8;

/// The result of the paired randomisation test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Randomisation {
    /// The two-sided p-value.
    pub p: f64,
    /// True if all flips were tried.
    pub exact: bool,
}

/// The paired randomisation test: how often a difference at least as large comes about when a coin swaps each user's
/// two values, as it could if the models were alike.
///
/// Two-sided on the mean. Users without a difference change nothing and are passed over. With at most
/// 13 others all flips are tried; else [`FLIPS`] random ones, and p = (1 + as far out) / (1 +
/// [`FLIPS`]), so that it is never 0. Which flips depends on the seed alone. Fisher 1935, "The design
/// of experiments", §21; Smucker, Allan, Carterette 2007, "A comparison of statistical significance
/// tests for information retrieval evaluation", doi:10.1145/1321440.1321528.
#[must_use]
pub fn randomisation(differences: &[f64], seed: u64) -> Randomisation {
    let nonzero: Vec<f64> =
        differences.iter().copied().filter(|difference| *difference != 0.0).collect();
    let groups: Vec<[f64; 1 << GROUP]> = nonzero.chunks(GROUP).map(sums).collect();
    // As the flips are summed, so that equal sums are equal to the last digit.
    let seen: f64 = groups.iter().map(|group| group[0]).sum::<f64>().abs();
    let scale: f64 = nonzero.iter().map(|difference| difference.abs()).sum();
    let is_as_far_out = |sum: &f64| sum.abs() >= seen - 1e-12 * scale;
    if nonzero.len() <= EXACT_MAX {
        let all = 0..1_u64 << nonzero.len();
        let n = all.clone().filter(|&flips| is_as_far_out(&flipped(&groups, &[flips]))).count();
        return Randomisation { p: from_count(n) / from_count(1 << nonzero.len()), exact: true };
    }
    let n_words = groups.len().div_ceil(8);
    let draw = |number: &usize| {
        let mut generator = seed::generator(seed, &format!("flips {number}"));
        let words: Vec<u64> = (0..n_words).map(|_| generator.next_u64()).collect();
        is_as_far_out(&flipped(&groups, &words))
    };
    let n = (0..FLIPS).into_par_iter().filter(draw).count();
    Randomisation { p: from_count(1 + n) / from_count(1 + FLIPS), exact: false }
}

/// The sum of up to eight differences under each of the 256 ways to flip them.
fn sums(differences: &[f64]) -> [f64; 1 << GROUP] {
    std::array::from_fn(|flips| {
        let signed = |(at, difference): (usize, &f64)| {
            if flips >> at & 1 == 1 { -difference } else { *difference }
        };
        differences.iter().enumerate().map(signed).sum()
    })
}

/// The sum under the flips whose bits `words` hold.
fn flipped(groups: &[[f64; 1 << GROUP]], words: &[u64]) -> f64 {
    let of = |(at, group): (usize, &[f64; 1 << GROUP])| {
        let byte = words[at / 8] >> (at % 8 * GROUP) & 0xFF;
        group[usize::try_from(byte).expect("one byte")]
    };
    groups.iter().enumerate().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_flips_of_a_few_and_random_ones_of_many() {
        // Of 2³ flips of 1, 1, 1 two have a sum of ±3.
        let three = randomisation(&[1.0, 0.0, 1.0, 1.0], 1);
        assert!((three.p - 0.25).abs() < 1e-12 && three.exact);
        // 40 ones: only 2 of 2^40 flips are as far out, so no random one is.
        let forty = randomisation(&[1.0; 40], 1);
        assert!((forty.p - 1.0 / 10_000.0).abs() < 1e-12 && !forty.exact);
        assert!((randomisation(&[], 1).p - 1.0).abs() < 1e-12);
    }

    #[test]
    fn random_flips_come_near_the_normal_law_of_many_users() {
        // ±1 with a sum of 20 over 100 users: z = 20/√100 = 2, two-sided .0455; with the half step
        // of a lattice of width 2, 19/10: .0574.
        let differences: Vec<f64> =
            (0..100).map(|user| if user < 60 { 1.0 } else { -1.0 }).collect();
        let found = randomisation(&differences, 7);
        assert!((found.p - 0.0574).abs() < 0.008, "{found:?}");
        assert_eq!(found, randomisation(&differences, 7));
    }
}
