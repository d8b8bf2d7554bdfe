//! Exponentials and what is made of them, for whole rows.
//!
//! Inlined always and without branches, so that they take the vector instructions of the
//! [`widest`](crate::model::parts::vector::widest) around them.

/// 1.5 · 2^23: a number added to it has its whole part in the last bits.
const SHIFT: f32 = 12_582_912.0;
/// ln 2 in two parts, of which the first has few bits.
const LN_2: [f32; 2] = [0.693_359_4, -2.121_944_4e-4];
/// Coefficients of e^r for |r| ≤ ½ ln 2, highest power first, from r² on (Cephes, `expf`).
const POWERS: [f32; 6] =
    [1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5];

/// e^x, within two units in the last place; −87 and 88 stand for what lies beyond.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn exponential(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let shifted = x * std::f32::consts::LOG2_E + SHIFT;
    let whole = shifted - SHIFT;
    let rest = x - whole * LN_2[0] - whole * LN_2[1];
    let mut sum = POWERS[0];
    for power in &POWERS[1..] {
        sum = sum * rest + power;
    }
    let fraction = sum * rest * rest + rest + 1.0;
    // 2^whole, by its bits.
    fraction * f32::from_bits((shifted.to_bits() << 23).wrapping_add(0x3F80_0000))
}

/// 1 / (1 + e^−x).
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exponential(-x))
}

/// The hyperbolic tangent.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn tangent(x: f32) -> f32 {
    1.0 - 2.0 / (1.0 + exponential(2.0 * x))
}

/// ln(1 + e^x), which is −ln(1 − σ(x)), without leaving the range of numbers.
pub(super) fn soft_plus(x: f32) -> f32 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

/// Numbers that are added side by side.
const LANES: usize = 16;

/// The sum of a row; element i goes to partial sum i modulo 16.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn total(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut sums = [0.0_f32; LANES];
    for chunk in chunks {
        for at in 0..LANES {
            sums[at] += chunk[at];
        }
    }
    sums.iter().sum::<f32>() + rest.iter().sum::<f32>()
}

/// The largest number of a row; −∞ of an empty one.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn largest(row: &[f32]) -> f32 {
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut most = [f32::NEG_INFINITY; LANES];
    for chunk in chunks {
        for at in 0..LANES {
            most[at] = if chunk[at] > most[at] { chunk[at] } else { most[at] };
        }
    }
    most.iter().chain(rest).copied().fold(f32::NEG_INFINITY, f32::max)
}

/// Sets each number of a row to e^(number − `most`), and gives their sum.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(super) fn exponentials(row: &mut [f32], most: f32) -> f32 {
    for value in row.iter_mut() {
        *value = exponential(*value - most);
    }
    total(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_those_of_the_library() {
        for step in -8_700_i16..8_800 {
            let x = f32::from(step) / 100.0;
            let (found, exact) = (f64::from(exponential(x)), libm::exp(f64::from(x)));
            assert!((found / exact - 1.0).abs() < 3e-7, "{x}: {found} {exact}");
        }
        assert!(exponential(-1e30) < 2e-38 && exponential(1e30).is_finite());
        assert!((sigmoid(0.3) - 0.574_442_5).abs() < 1e-6);
        assert!((tangent(-0.7) - (-0.7_f32).tanh()).abs() < 1e-6);
        assert!((soft_plus(100.0) - 100.0).abs() < 1e-4 && soft_plus(-100.0) >= 0.0);
    }

    #[test]
    fn sums_and_largest_of_every_length() {
        for n in 0_u8..40 {
            let row: Vec<f32> = (0..n).map(|at| f32::from((at * 3) % 40)).collect();
            assert!((total(&row) - row.iter().sum::<f32>()).abs() < f32::EPSILON);
            let most = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            assert_eq!(largest(&row).to_bits(), most.to_bits());
        }
    }
}
