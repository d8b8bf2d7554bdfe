//! Random numbers that depend only on the seed, the purpose and an index,
//! so that any thread can draw any user's numbers at any time.

use libm::{log, sqrt};
use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng;
use xxhash_rust::xxh3::xxh3_128_with_seed;

use super::number::{real, real_length};

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
        const STEP: f64 = 1.0 / 9_007_199_254_740_992.0;
        real(self.bits.next_u64() >> 11) * STEP
    }

    /// Uniform in `0..length`; 0 for an empty range.
    pub(super) fn below(&mut self, length: usize) -> usize {
        crate::seed::below(&mut self.bits, length)
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
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }

    /// The numbers `0..length` in a random order.
    pub(super) fn order(&mut self, length: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..length).collect();
        self.shuffle(&mut order);
        order
    }
}

/// The middles of `count` equal parts of `0.0..1.0`, in rising order.
pub(super) fn strata(count: usize) -> impl Iterator<Item = f64> {
    (0..count).map(move |position| (real_length(position) + 0.5) / real_length(count))
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
