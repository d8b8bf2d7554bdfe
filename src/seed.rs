//! Random numbers that depend on nothing but a seed and the name of their purpose.
//!
//! Each user, fold or replicate gets a generator of its own, so that neither the number of threads
//! nor the order of work can change a result.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::number::{WHOLE_END, from_u64, to_index};

/// The generator for `name` under `seed`.
#[must_use]
pub fn generator(seed: u64, name: &str) -> Pcg64Mcg {
    Pcg64Mcg::seed_from_u64(hash(seed, name))
}

/// xxh3-64 of the bytes of `name` with `seed`.
#[must_use]
pub fn hash(seed: u64, name: &str) -> u64 {
    xxh3_64_with_seed(name.as_bytes(), seed)
}

/// A whole number drawn evenly from `0..bound`; 0 when `bound` is 0 or 1.
///
/// The high half of a 128-bit product, which is off from even by less than `bound / 2^64`
/// (Lemire 2019, "Fast Random Integer Generation in an Interval", without its rejection step).
///
/// # Panics
/// Never: the high half is below `bound`.
pub fn below(generator: &mut Pcg64Mcg, bound: usize) -> usize {
    let product = u128::from(generator.next_u64()) * (bound as u128);
    usize::try_from(product >> 64).expect("the high half is below `bound`, a usize")
}

/// A real number drawn evenly from 0 up to, but not, 1: the upper 53 bits of a number.
pub fn unit(generator: &mut Pcg64Mcg) -> f64 {
    from_u64(generator.next_u64() >> 11) / WHOLE_END
}

/// Puts the values in an order that is drawn evenly (Durstenfeld 1964, "Algorithm 235").
pub fn shuffle<T>(generator: &mut Pcg64Mcg, values: &mut [T]) {
    for last in (1..values.len()).rev() {
        values.swap(last, below(generator, last + 1));
    }
}

/// Draws from small intervals, two for each number of a generator.
#[derive(Debug)]
pub struct HalfDraws {
    generator: Pcg64Mcg,
    kept: Option<u32>,
}

impl HalfDraws {
    /// Draws from this generator.
    #[must_use]
    pub const fn new(generator: Pcg64Mcg) -> Self {
        Self { generator, kept: None }
    }

    /// A whole number of `0..bound`; off from even by less than `bound / 2^32`. `bound` must be below
    /// 2^32, which a data set's constructor sees to.
    pub fn below(&mut self, bound: usize) -> usize {
        let bits = self.kept.take().unwrap_or_else(|| {
            let both = self.generator.next_u64();
            self.kept = Some(low_half(both));
            low_half(both >> 32)
        });
        let product = u64::from(bits) * (bound as u64);
        to_index(low_half(product >> 32))
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
const fn low_half(both: u64) -> u32 {
    both as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_and_a_seed_fix_the_sequence() {
        let draw = |seed, name| below(&mut generator(seed, name), 1_000_000);
        assert_eq!(draw(1, "a"), draw(1, "a"));
        assert_ne!(draw(1, "a"), draw(2, "a"));
        assert_ne!(draw(1, "a"), draw(1, "b"));
    }

    #[test]
    fn a_shuffle_keeps_the_values_and_a_unit_draw_stays_below_one() {
        let mut generator = generator(3, "order");
        let mut values: Vec<u32> = (0..100).collect();
        shuffle(&mut generator, &mut values);
        assert!(!values.is_sorted());
        values.sort_unstable();
        assert_eq!(values, (0..100).collect::<Vec<_>>());
        let drawn: Vec<f64> = (0..10_000).map(|_| unit(&mut generator)).collect();
        assert!(drawn.iter().all(|value| (0.0..1.0).contains(value)));
        assert!((drawn.iter().sum::<f64>() / 10_000.0 - 0.5).abs() < 0.01);
    }

    #[test]
    fn draws_cover_the_interval_evenly() {
        let mut generator = generator(7, "even");
        let mut counts = [0_u32; 5];
        for _ in 0..50_000 {
            counts[below(&mut generator, 5)] += 1;
        }
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
    }
}
