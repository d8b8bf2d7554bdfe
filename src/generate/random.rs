//! Numbers drawn from the seed alone, and whole numbers split in given shares.

use libm::{exp, log, sqrt};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use crate::normal::quantile;
use crate::number::{from_count, from_u64, truncate};
use crate::seed;

/// One stream of random numbers.
pub(super) struct Random {
    bits: Pcg64Mcg,
    spare: Option<f64>,
}

impl Random {
    /// The stream for one purpose and one index under the seed.
    pub(super) fn new(seed: u64, purpose: &str, index: usize) -> Self {
        let mut key = [0_u8; 32];
        let name = purpose.as_bytes();
        let length = name.len().min(24);
        key[..length].copy_from_slice(&name[..length]);
        key[24..].copy_from_slice(&(index as u64).to_le_bytes());
        Self { bits: Pcg64Mcg::new(xxh3_128_with_seed(&key, seed)), spare: None }
    }

    /// Uniform in `0.0..1.0`, never 1.
    pub(super) fn unit(&mut self) -> f64 {
        seed::unit(&mut self.bits)
    }

    /// Uniform in `0..length`; 0 for an empty range.
    pub(super) fn below(&mut self, length: usize) -> usize {
        seed::below(&mut self.bits, length)
    }

    /// Uniform over all 32-bit words.
    pub(super) fn word(&mut self) -> u32 {
        self.bits.next_u32()
    }

    /// Standard normal, by the polar method.
    pub(super) fn gaussian(&mut self) -> f64 {
        if let Some(spare) = self.spare.take() {
            return spare;
        }
        loop {
            let x = 2.0 * self.unit() - 1.0;
            let y = 2.0 * self.unit() - 1.0;
            let s = x * x + y * y;
            if s > 0.0 && s < 1.0 {
                let factor = sqrt(-2.0 * log(s) / s);
                self.spare = Some(y * factor);
                return x * factor;
            }
        }
    }

    /// Standard Gumbel: the largest of a few of these added to scores draws by softmax.
    pub(super) fn gumbel(&mut self) -> f64 {
        -log(-log(self.unit() + f64::MIN_POSITIVE))
    }

    /// An index drawn in proportion to the weights; the last one if they are all 0.
    pub(super) fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut left = self.unit() * weights.iter().sum::<f64>();
        for (position, weight) in weights.iter().enumerate() {
            left -= weight;
            if left < 0.0 {
                return position;
            }
        }
        weights.len().saturating_sub(1)
    }

    /// Puts the values in a uniformly random order.
    pub(super) fn shuffle<T>(&mut self, values: &mut [T]) {
        seed::shuffle(&mut self.bits, values);
    }

    /// The numbers `0..length` in a random order.
    pub(super) fn order(&mut self, length: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..length).collect();
        self.shuffle(&mut order);
        order
    }
}

/// The middles of `count` equal parts of `0.0..1.0`, in rising order.
fn strata(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |position| (from_count(position) + 0.5) / from_count(count))
}

/// `count` values at the strata of a lognormal with the given spread (the standard
/// deviation of the logarithm), bent so that none exceeds `ceiling`, summing to
/// `total` as nearly as the ceiling allows; rising.
pub(super) fn saturating_lognormal(
    count: usize,
    spread: f64,
    ceiling: f64,
    total: f64,
) -> Vec<f64> {
    let deviates: Vec<f64> = strata(count).map(quantile).collect();
    let value = |location: f64, deviate: f64| {
        let free = exp(location + spread * deviate);
        free / (1.0 + free / ceiling)
    };
    let (mut low, mut high) = (-60.0, 60.0);
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        let sum: f64 = deviates.iter().map(|&deviate| value(middle, deviate)).sum();
        if sum < total {
            low = middle;
        } else {
            high = middle;
        }
    }
    deviates.iter().map(|&deviate| value(low, deviate)).collect()
}

/// Walker's alias table over some items.
#[derive(Default)]
pub(super) struct AliasTable {
    columns: Vec<Column>,
}

struct Column {
    /// The 32-bit word below which the column means `item`, else `other`.
    keep: u32,
    item: u32,
    other: u32,
}

impl AliasTable {
    /// A table that draws each item in proportion to its weight (not negative).
    pub(super) fn new(weighted: &[(u32, f64)]) -> Self {
        let total: f64 = weighted.iter().map(|pair| pair.1).sum();
        if total <= 0.0 {
            return Self::default();
        }
        let factor = from_count(weighted.len()) / total;
        let mut share: Vec<f64> = weighted.iter().map(|pair| pair.1 * factor).collect();
        let mut alias: Vec<usize> = (0..weighted.len()).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) =
            (0..weighted.len()).partition(|&column| share[column] < 1.0);
        while let (Some(&poor), Some(&rich)) = (small.last(), large.last()) {
            small.pop();
            alias[poor] = rich;
            share[rich] -= 1.0 - share[poor];
            if share[rich] < 1.0 {
                large.pop();
                small.push(rich);
            }
        }
        // What is left over differs from 1 only by rounding.
        for column in small.into_iter().chain(large) {
            share[column] = 1.0;
        }
        let column = |position: usize| Column {
            keep: u32::try_from(truncate(share[position] * from_u64(1 << 32))).unwrap_or(u32::MAX),
            item: weighted[position].0,
            other: weighted[alias[position]].0,
        };
        Self { columns: (0..weighted.len()).map(column).collect() }
    }

    /// Tells whether nothing can be drawn.
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// One item; `None` only from an empty table.
    pub(super) fn draw(&self, random: &mut Random) -> Option<u32> {
        let column = self.columns.get(random.below(self.columns.len()))?;
        let keeps = random.word() <= column.keep;
        Some(if keeps { column.item } else { column.other })
    }
}

/// Splits `total` into whole parts in proportion to the weights by the largest
/// remainder, no part above its cap.
///
/// The parts sum to `total`, or to the sum of the caps if that is less. Weights are
/// not negative; a part of weight 0 grows only when all others are at their caps.
pub(super) fn apportion(weights: &[f64], total: u64, cap: &dyn Fn(usize) -> u64) -> Vec<u64> {
    let scale = scale(weights, total, cap);
    let ideal = |position: usize| (weights[position] * scale).min(from_u64(cap(position)));
    let mut parts: Vec<u64> =
        (0..weights.len()).map(|position| truncate(ideal(position))).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |position: usize| ideal(position) - from_u64(parts[position]);
        rest(b).total_cmp(&rest(a)).then(weights[b].total_cmp(&weights[a])).then(a.cmp(&b))
    });
    let mut left = total - parts.iter().sum::<u64>();
    while left > 0 {
        let before = left;
        for &position in &order {
            if left > 0 && parts[position] < cap(position) {
                parts[position] += 1;
                left -= 1;
            }
        }
        if left == before {
            break;
        }
    }
    parts
}

/// The largest found factor with which the capped weights do not exceed the total.
fn scale(weights: &[f64], total: u64, cap: &dyn Fn(usize) -> u64) -> f64 {
    let fits = |scale: f64| {
        let sum: u64 = (0..weights.len())
            .map(|position| truncate((weights[position] * scale).min(from_u64(cap(position)))))
            .sum();
        sum <= total
    };
    let (mut low, mut high) = (0.0, 1e-12);
    while fits(high) && high < 1e24 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if fits(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::number::{to_index, to_u32};

    #[test]
    fn streams_differ_by_seed_purpose_and_index() {
        let first = |seed, purpose, index| Random::new(seed, purpose, index).word();
        let base = first(1, "ratings", 7);
        assert_eq!(base, first(1, "ratings", 7));
        assert_ne!(base, first(2, "ratings", 7));
        assert_ne!(base, first(1, "sessions", 7));
        assert_ne!(base, first(1, "ratings", 8));
    }

    #[test]
    fn gaussian_has_mean_0_and_variance_1() {
        let mut random = Random::new(1, "test", 0);
        let draws: Vec<f64> = (0..20_000).map(|_| random.gaussian()).collect();
        let mean = draws.iter().sum::<f64>() / 20_000.0;
        let variance = draws.iter().map(|x| x * x).sum::<f64>() / 20_000.0;
        assert!(mean.abs() < 0.03 && (variance - 1.0).abs() < 0.05);
    }

    #[test]
    fn sums_to_the_total_below_the_ceiling() {
        let values = saturating_lognormal(500, 1.6, 200.0, 10_000.0);
        assert!((values.iter().sum::<f64>() - 10_000.0).abs() < 1e-3);
        assert!(values.is_sorted() && values[499] < 200.0);
    }

    /// The weights of the items `0..` as pairs.
    fn numbered(weights: &[f64]) -> Vec<(u32, f64)> {
        weights.iter().enumerate().map(|(item, &weight)| (to_u32(item), weight)).collect()
    }

    #[test]
    fn draws_in_proportion() {
        let table = AliasTable::new(&numbered(&[1.0, 0.0, 3.0, 6.0]));
        let mut random = Random::new(1, "test", 0);
        let mut seen = [0_u32; 4];
        for _ in 0..20_000 {
            seen[to_index(table.draw(&mut random).unwrap())] += 1;
        }
        assert!(seen[1] < 3);
        assert!(seen[0].abs_diff(2_000) < 200 && seen[3].abs_diff(12_000) < 300);
    }

    #[test]
    fn an_empty_table_draws_nothing() {
        let mut random = Random::new(1, "test", 0);
        assert!(AliasTable::new(&[]).is_empty());
        assert_eq!(AliasTable::new(&numbered(&[0.0])).draw(&mut random), None);
    }

    #[test]
    fn keeps_the_total_and_the_proportions() {
        assert_eq!(apportion(&[1.0, 2.0, 1.0], 8, &|_| 100), [2, 4, 2]);
        assert_eq!(apportion(&[1.0, 1.0, 1.0], 8, &|_| 100).iter().sum::<u64>(), 8);
    }

    #[test]
    fn respects_caps_even_against_the_weights() {
        assert_eq!(apportion(&[9.0, 1.0, 0.0], 10, &|_| 4), [4, 4, 2]);
        assert_eq!(apportion(&[9.0, 1.0], 100, &|_| 4), [4, 4]);
        assert_eq!(apportion(&[], 0, &|_| 4), [0; 0]);
    }
}
