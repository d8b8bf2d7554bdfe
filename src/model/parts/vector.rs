//! Inner products and sums of vectors, in single precision.
//!
//! Inlined always, so that they take the vector instructions of the [`widest`] around them. The
//! number of partial sums is fixed and nothing is fused: every machine gives the same bits.

use pulp::{Arch, Simd, WithSimd};

/// Runs `work`, a closure that is inlined always, compiled for the machine's widest instructions.
///
/// `pulp` takes closures itself, but calls them by `FnOnce`: of a closure that borrows this is a shim
/// that is not inlined, so that a long one is compiled for the narrowest instructions after all.
pub(in crate::model) fn widest<R>(work: impl FnMut() -> R) -> R {
    Arch::new().dispatch(Widest(work))
}

struct Widest<F>(F);

impl<R, F: FnMut() -> R> WithSimd for Widest<F> {
    type Output = R;

    #[expect(clippy::inline_always, reason = "what it calls must be compiled for its instructions")]
    #[inline(always)]
    fn with_simd<S: Simd>(mut self, _: S) -> R {
        (self.0)()
    }
}

/// Partial sums of an inner product.
const LANES: usize = 16;

/// The inner product of two vectors of equal length; 0 of empty ones.
///
/// Element i goes to partial sum i modulo 16; what is left over, by fours, to i modulo 4 of four more;
/// each lot is added in halves, and the last three elements come last.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(in crate::model) fn dot(left: &[f32], right: &[f32]) -> f32 {
    debug_assert_eq!(left.len(), right.len(), "vectors of one length");
    let (long, left, right) = dot_chunks::<LANES>(left, right);
    let (short, left, right) = dot_chunks::<4>(left, right);
    let rest: f32 = left.iter().zip(right).map(|(left, right)| left * right).sum();
    long + short + rest
}

/// The product of the whole chunks of `N`, a power of two, and the rest behind them.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
fn dot_chunks<'a, const N: usize>(
    left: &'a [f32],
    right: &'a [f32],
) -> (f32, &'a [f32], &'a [f32]) {
    let (left, left_rest) = left.as_chunks::<N>();
    let (right, right_rest) = right.as_chunks::<N>();
    let mut sums = [0.0_f32; N];
    for (left, right) in left.iter().zip(right) {
        add_products(left, right, &mut sums);
    }
    (sum(sums), left_rest, right_rest)
}

/// `sums += left · right`, element by element.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
fn add_products<const N: usize>(left: &[f32; N], right: &[f32; N], sums: &mut [f32; N]) {
    for at in 0..N {
        sums[at] += left[at] * right[at];
    }
}

/// The sum of `N` numbers, a power of two, in halves: the second half is added to the first.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
fn sum<const N: usize>(mut values: [f32; N]) -> f32 {
    let mut width = N / 2;
    while width > 0 {
        for at in 0..width {
            values[at] += values[at + width];
        }
        width /= 2;
    }
    values[0]
}

/// `into += by · vector`.
#[expect(clippy::inline_always, reason = "it takes its caller's vector instructions")]
#[inline(always)]
pub(in crate::model) fn add_multiple(by: f32, vector: &[f32], into: &mut [f32]) {
    for (sum, value) in into.iter_mut().zip(vector) {
        *sum += by * value;
    }
}

/// [`add_multiple`] by the machine's widest instructions, for long vectors.
pub(in crate::model) fn axpy(by: f32, vector: &[f32], into: &mut [f32]) {
    widest(
        #[inline(always)]
        || add_multiple(by, vector, into),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_summed_whole() {
        // Whole numbers of up to 12 bits: every order of summing is exact.
        for n in 0_u8..70 {
            let left: Vec<f32> = (0..n).map(|at| f32::from(at) - 30.0).collect();
            let right: Vec<f32> = (0..n).map(|at| f32::from(at % 7)).collect();
            let exact: i16 = (0..i16::from(n)).map(|at| (at - 30) * (at % 7)).sum();
            assert_eq!(dot(&left, &right).to_bits(), f32::from(exact).to_bits(), "{n}");
        }
    }

    #[test]
    fn a_multiple_is_added() {
        for add in [add_multiple, axpy] {
            let mut into = [1.0, 2.0, 3.0];
            add(0.5, &[2.0, 4.0, 8.0], &mut into);
            assert_eq!(into.map(f32::to_bits), [2.0_f32, 4.0, 7.0].map(f32::to_bits));
        }
    }
}
