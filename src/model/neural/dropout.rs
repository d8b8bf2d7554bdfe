//! Units that are left out at random while a network learns.

use rand_pcg::Pcg64Mcg;
use rand_pcg::rand_core::Rng as _;

use crate::number::{single, truncate_to_index};
use crate::seed;

/// Draws which numbers stay; the others become 0, and those that stay are raised, so that the mean is the same
/// (Srivastava et al. 2014, JMLR 15, section 4).
#[derive(Debug)]
pub(super) struct Dropout {
    /// A draw of 16 bits below it leaves a number out.
    below: u16,
    factor: f32,
    generator: Pcg64Mcg,
}

impl Dropout {
    /// Leaves out the share `rate`, in steps of 2^−16, by draws that `seed` and `name` decide.
    pub(super) fn new(rate: f32, seed: u64, name: &str) -> Self {
        let drawn = truncate_to_index(f64::from(rate) * 65_536.0).min(65_535);
        let below = u16::try_from(drawn).unwrap_or(u16::MAX);
        let stays = 1.0 - f64::from(below) / 65_536.0;
        Self { below, factor: single(1.0 / stays), generator: seed::generator(seed, name) }
    }

    /// Leaves out nothing.
    pub(super) fn none() -> Self {
        Self::new(0.0, 0, "")
    }

    /// The factors of `n` numbers, 0 or more than 1; `None` where nothing is left out.
    pub(super) fn mask(&mut self, n: usize) -> Option<Vec<f32>> {
        if self.below == 0 {
            return None;
        }
        let mut mask = vec![0.0_f32; n];
        for factors in mask.chunks_mut(4) {
            let drawn = self.generator.next_u64().to_le_bytes();
            for (factor, half) in factors.iter_mut().zip(drawn.as_chunks::<2>().0) {
                if u16::from_le_bytes(*half) >= self.below {
                    *factor = self.factor;
                }
            }
        }
        Some(mask)
    }
}

/// Multiplies `values` by their factors, if there are any.
pub(super) fn apply(mask: Option<&Vec<f32>>, values: &mut [f32]) {
    let Some(mask) = mask else { return };
    for (value, factor) in values.iter_mut().zip(mask) {
        *value *= factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mean_stays_and_the_share_is_kept() {
        let mask = Dropout::new(0.25, 1, "test").mask(100_001).expect("a mask");
        let out = mask.iter().filter(|&&factor| factor == 0.0).count();
        assert!((24_500..25_500).contains(&out), "{out}");
        assert!((mask.iter().sum::<f32>() / 100_001.0 - 1.0).abs() < 0.01);
        assert_eq!(Dropout::none().mask(10), None);
        assert!(
            Dropout::new(1.0, 1, "all").mask(8).expect("a mask").iter().all(|one| one.is_finite())
        );
    }
}
