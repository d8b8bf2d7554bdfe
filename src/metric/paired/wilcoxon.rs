//! Wilcoxon's signed-rank test.

use serde::{Deserialize, Serialize};

use crate::normal;
use crate::number::from_count;

/// Up to so many differences, all unlike in size, the distribution is counted out.
const EXACT_MAX: usize = 50;

/// What Wilcoxon's signed-rank test says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Wilcoxon {
    /// The smaller of the two sums of ranks.
    pub statistic: f64,
    /// The two-sided p-value.
    pub p: f64,
    /// Whether the distribution was counted out, rather than taken as normal.
    pub exact: bool,
}

/// Ranks the sizes of the differences and sums the ranks of either sign; `None` when no user differs.
///
/// Differences are first rounded to twelve decimals, since 0.6 − 0.4 is not 0.4 − 0.2 in binary. Users
/// without a difference are left out, equal sizes share their mean rank. Up to 50 differences of
/// unlike sizes, with nobody left out, have the exact distribution; else the sum is taken as normal
/// with the variance n(n+1)(2n+1)/24 − Σ(t³ − t)/48 over groups of t equal sizes, without a continuity
/// correction. (Wilcoxon 1945, "Individual comparisons by ranking methods", doi:10.2307/3001968; zeros
/// and ties as `scipy.stats.wilcoxon` takes them by default.)
#[must_use]
pub fn wilcoxon(differences: &[f64]) -> Option<Wilcoxon> {
    let rounded = differences.iter().map(|difference| (difference * 1e12).round() / 1e12);
    let mut nonzero: Vec<f64> = rounded.filter(|difference| *difference != 0.0).collect();
    if nonzero.is_empty() {
        return None;
    }
    nonzero.sort_unstable_by(|left, right| left.abs().total_cmp(&right.abs()));
    let n = from_count(nonzero.len());
    let (mut positive, mut tied) = (0.0, 0.0);
    let mut rank = 0;
    for group in nonzero.chunk_by(|left, right| left.abs().total_cmp(&right.abs()).is_eq()) {
        let t = from_count(group.len());
        let mean_rank = from_count(rank) + (t + 1.0) / 2.0;
        positive += mean_rank * from_count(group.iter().filter(|value| **value > 0.0).count());
        tied += t * t * t - t;
        rank += group.len();
    }
    let statistic = positive.min(n * (n + 1.0) / 2.0 - positive);
    let exact = nonzero.len() == differences.len() && tied == 0.0 && nonzero.len() <= EXACT_MAX;
    let p = if exact {
        counted_out(nonzero.len(), statistic)
    } else {
        let variance = n * (n + 1.0) * (2.0 * n + 1.0) / 24.0 - tied / 48.0;
        normal::beyond((statistic - n * (n + 1.0) / 4.0) / variance.sqrt())
    };
    Some(Wilcoxon { statistic, p, exact })
}

/// Twice the share of the 2^n signs of the ranks 1 … n whose positive sum is at most `statistic`.
fn counted_out(n: usize, statistic: f64) -> f64 {
    let total = n * (n + 1) / 2;
    let mut ways = vec![0.0_f64; total + 1];
    ways[0] = 1.0;
    for rank in 1..=n {
        for sum in (rank..=total).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    let below: f64 = ways
        .iter()
        .enumerate()
        .take_while(|&(sum, _)| from_count(sum) <= statistic)
        .map(|(_, ways)| ways)
        .sum();
    let n = i32::try_from(n).expect("at most 50");
    (2.0 * below / 2.0_f64.powi(n)).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_samples_are_counted_out() {
        // Ranks 1 to 5, all positive: 1 of 2⁵ signs, twice.
        let found = wilcoxon(&[1.0, 2.0, 3.0, 4.0, 5.0]).expect("they differ");
        assert!(found.exact && found.statistic == 0.0 && (found.p - 2.0 / 32.0).abs() < 1e-12);
    }

    #[test]
    fn equal_sizes_share_their_rank() {
        // Sizes 1, 1, 2: ranks 1.5, 1.5, 3; negative sum 1.5; mean 3, variance 3.5 − 6/48.
        let found = wilcoxon(&[1.0, -1.0, 2.0, 0.0]).expect("they differ");
        assert!(!found.exact && (found.statistic - 1.5).abs() < 1e-12);
        let expected = normal::beyond(1.5 / (3.5_f64 - 0.125).sqrt());
        assert!((found.p - expected).abs() < 1e-12);
        assert_eq!(wilcoxon(&[0.0, 0.0]), None);
    }
}
