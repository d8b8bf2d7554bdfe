//! Wilcoxon's signed-rank test.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::normal;
use crate::number::from_count;

/// The largest number of differing users for which the distribution is counted out.
const EXACT_MAX: usize = 50;

/// The result of Wilcoxon's signed-rank test.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Wilcoxon {
    /// The smaller of the two sums of ranks.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// True if the distribution was counted out, rather than taken as normal.
    pub exact: bool,
}

/// The sizes of differences, ranked.
struct Ranked {
    /// Twice the rank of each, so that mean ranks are whole; rising.
    doubled_ranks: Vec<usize>,
    /// The sum of ranks with a positive sign.
    positive: f64,
    /// Σ (t³ − t) over groups of t equal sizes.
    tied: f64,
}

/// Ranks the sizes of the differences and sums the ranks of either sign; `None` when no user differs.
///
/// Differences are first rounded to twelve decimals, since 0.6 − 0.4 is not 0.4 − 0.2 in binary. Users
/// without a difference are left out, equal sizes share their mean rank. Of up to 50 differences all
/// signs are counted out, given the ranks as they are; of more, see [`wilcoxon_by_normal_law`].
/// (Wilcoxon 1945, "Individual comparisons by ranking methods", doi:10.2307/3001968; zeros and ties
/// after Pratt, Gibbons 1981, "Concepts of nonparametric theory", ch. 3.)
#[must_use]
pub fn wilcoxon(differences: &[f64]) -> Option<Wilcoxon> {
    let ranked = Ranked::of(differences)?;
    if ranked.doubled_ranks.len() > EXACT_MAX {
        return Some(ranked.by_normal_law());
    }
    Some(Wilcoxon { statistic: ranked.statistic(), p: ranked.counted_out(), exact: true })
}

/// The same with the sum taken as normal, whatever the number of differences: with the variance
/// n(n+1)(2n+1)/24 − Σ(t³ − t)/48 over groups of t equal sizes, without a continuity correction.
#[must_use]
pub fn wilcoxon_by_normal_law(differences: &[f64]) -> Option<Wilcoxon> {
    Some(Ranked::of(differences)?.by_normal_law())
}

impl Ranked {
    fn of(differences: &[f64]) -> Option<Self> {
        let rounded = differences.iter().map(|difference| (difference * 1e12).round() / 1e12);
        let mut nonzero: Vec<f64> = rounded.filter(|difference| *difference != 0.0).collect();
        if nonzero.is_empty() {
            return None;
        }
        nonzero.sort_unstable_by(|left, right| left.abs().total_cmp(&right.abs()));
        let mut ranked = Self { doubled_ranks: Vec::new(), positive: 0.0, tied: 0.0 };
        for group in nonzero.chunk_by(|left, right| left.abs().total_cmp(&right.abs()).is_eq()) {
            let before = ranked.doubled_ranks.len();
            // The mean of the ranks before + 1 … before + t, doubled.
            let doubled = 2 * before + group.len() + 1;
            let n_positive = group.iter().filter(|value| **value > 0.0).count();
            ranked.positive += from_count(doubled * n_positive) / 2.0;
            let t = from_count(group.len());
            ranked.tied += t * t * t - t;
            ranked.doubled_ranks.resize(before + group.len(), doubled);
        }
        Some(ranked)
    }

    fn n(&self) -> f64 {
        from_count(self.doubled_ranks.len())
    }

    fn statistic(&self) -> f64 {
        self.positive.min(self.n() * (self.n() + 1.0) / 2.0 - self.positive)
    }

    fn by_normal_law(&self) -> Wilcoxon {
        let (n, statistic) = (self.n(), self.statistic());
        let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - self.tied / 48.0;
        let p = normal::beyond((statistic - n * (n + 1.0) / 4.0) / variance.sqrt());
        Wilcoxon { statistic, p, exact: false }
    }

    /// Twice the share of the 2^n signs of the ranks whose positive sum is at most the statistic.
    fn counted_out(&self) -> f64 {
        let total: usize = self.doubled_ranks.iter().sum();
        let mut ways = vec![0.0_f64; total + 1];
        ways[0] = 1.0;
        for &rank in &self.doubled_ranks {
            for sum in (rank..=total).rev() {
                ways[sum] += ways[sum - rank];
            }
        }
        let most = 2.0 * self.statistic();
        let within = ways.iter().enumerate().take_while(|&(sum, _)| from_count(sum) <= most);
        let n_ways: f64 = within.map(|(_, ways)| ways).sum();
        let n = i32::try_from(self.doubled_ranks.len()).expect("at most 50");
        (2.0 * n_ways / 2.0_f64.powi(n)).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn small_samples_are_counted_out() {
        // Ranks 1 to 5, all positive: 1 of 2⁵ signs, twice.
        let found = wilcoxon(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("they differ");
        assert!(found.exact && found.statistic == 0.0 && (found.p - 2.0 / 32.0).abs() < 1e-12);
        // Five equal differences among a hundred users: the same signs count.
        let mut tied = vec![0.2; 5];
        tied.resize(100, 0.0);
        let found = wilcoxon(&tied).expect("five differ");
        assert!(found.exact && (found.p - 2.0 / 32.0).abs() < 1e-12);
        assert_eq!(wilcoxon(&[0.0, 0.0]), None);
    }

    #[test]
    fn equal_sizes_share_their_rank() {
        // Sizes 1, 1, 2: ranks 1.5, 1.5, 3; negative sum 1.5; mean 3, variance 3.5 − 6/48.
        let found = wilcoxon_by_normal_law(&[1.0, -1.0, 2.0, 0.0]).expect("they differ");
        assert!(!found.exact && (found.statistic - 1.5).abs() < 1e-12);
        let expected = normal::beyond(1.5 / (3.5_f64 - 0.125).sqrt());
        assert!((found.p - expected).abs() < 1e-12);
    }

    proptest! {
        #[test]
        fn counting_out_is_trying_all_signs(sizes in prop::collection::vec((1..4_u8, any::<bool>()), 1..11)) {
            let signed = |(size, positive): &(u8, bool)| {
                if *positive { f64::from(*size) } else { -f64::from(*size) }
            };
            let differences: Vec<f64> = sizes.iter().map(signed).collect();
            let found = wilcoxon(&differences).expect("none is zero");
            let n_signs = 1_u32 << sizes.len();
            let as_far_out = (0..n_signs).filter(|flips| {
                let flipped: Vec<f64> = (0..).zip(&differences)
                    .map(|(at, difference)| if flips >> at & 1 == 1 { -difference } else { *difference })
                    .collect();
                wilcoxon(&flipped).is_some_and(|other| other.statistic <= found.statistic)
            });
            let expected = f64::from(u32::try_from(as_far_out.count()).expect("few")) / f64::from(n_signs);
            prop_assert!((found.p - expected.min(1.0)).abs() < 1e-12, "{} {expected}", found.p);
        }
    }
}
