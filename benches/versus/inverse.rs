//! What share of the machine's peak EASE's inverse reaches, for `benches/versus/inverse`.
//!
//! The peak is measured, not read from a data sheet: independent multiplications with additions in
//! registers, on all threads, in single precision, by the widest instructions the machine has.
//!
//! `cargo run --release --features versus --bin inverse [N ...]`

use std::error::Error;
use std::hint::black_box;
use std::io::Write as _;
use std::time::Instant;

use pulp::{Arch, Simd, WithSimd};
use rayon::prelude::*;
use rehearsal::model::seconds_to_invert;

/// As many sums as keep both units of a core busy for the time one instruction takes, and as stay in
/// sixteen registers.
const SUMS: usize = 10;
const ROUNDS: u32 = 200_000_000;

struct Peak;

impl WithSimd for Peak {
    /// Operations, and a number that depends on all of them.
    type Output = (f64, f32);

    #[expect(clippy::inline_always, reason = "it takes the vector instructions of its caller")]
    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> (f64, f32) {
        let factor = simd.splat_f32s(black_box(0.999_999));
        let mut sums = [simd.splat_f32s(black_box(1.0)); SUMS];
        for _ in 0..ROUNDS / 10 {
            for sum in &mut sums {
                *sum = simd.mul_add_f32s(*sum, factor, factor);
            }
        }
        let total = sums.into_iter().map(|sum| simd.reduce_sum_f32s(sum)).sum();
        let lanes = f64::from(u32::try_from(S::F32_LANES).unwrap_or(0));
        let sums = f64::from(u32::try_from(SUMS).unwrap_or(0));
        (2.0 * lanes * sums * f64::from(ROUNDS / 10), total)
    }
}

/// Billions of operations a second of all threads together, the best of three.
fn peak() -> f64 {
    let of = |_| {
        let started = Instant::now();
        let done: f64 = (0..rayon::current_num_threads())
            .into_par_iter()
            .with_max_len(1)
            .map(|_| black_box(Arch::new().dispatch(Peak)).0)
            .sum();
        done / started.elapsed().as_secs_f64() / 1e9
    };
    (0..3).map(of).fold(0.0, f64::max)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut sizes: Vec<usize> =
        std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    if sizes.is_empty() {
        sizes = vec![1_000, 3_706, 10_677];
    }
    let peak = peak();
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{} threads; measured peak {peak:.0} GFLOP/s in single precision",
        rayon::current_num_threads()
    )?;
    writeln!(out, "| n | seconds | GFLOP/s | of the peak |\n|---|---|---|---|")?;
    for n in sizes {
        let runs = if n > 5_000 { 1 } else { 3 };
        let mut seconds = f64::INFINITY;
        for _ in 0..runs {
            seconds = seconds.min(seconds_to_invert(n)?);
        }
        // n³ multiplications and additions: a third for the factor, a third for its inverse, a third
        // for the product of the two.
        let n_real = f64::from(u32::try_from(n)?);
        let speed = n_real.powi(3) / seconds / 1e9;
        writeln!(out, "| {n} | {seconds:.3} | {speed:.0} | {:.0} % |", speed / peak * 100.0)?;
    }
    Ok(())
}
