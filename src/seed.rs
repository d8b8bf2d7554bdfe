//! Random numbers that depend on nothing but a seed and the name of their purpose.
//!
//! Each user, fold or replicate gets a generator of its own, so that neither the number of threads
//! nor the order of work can change a result.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::{Rng, SeedableRng};
use xxhash_rust::xxh3::xxh3_64_with_seed;

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
    fn draws_cover_the_interval_evenly() {
        let mut generator = generator(7, "even");
        let mut counts = [0_u32; 5];
        for _ in 0..50_000 {
            counts[below(&mut generator, 5)] += 1;
        }
        assert!(counts.iter().all(|&count| (9_500..10_500).contains(&count)), "{counts:?}");
    }
}
