//! Corrections for the number of comparisons.

use crate::number::from_count;

/// Holm's step-down: the p-values, in the order given, corrected so that the chance of any false
/// alarm among them is bounded. With the rising p-values `p_1` … `p_m`, the i-th becomes the largest of
/// `(m − j + 1) p_j` over j ≤ i, at most 1. (Holm 1979, "A simple sequentially rejective multiple test
/// procedure", Scand. J. Stat. 6.)
#[must_use]
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let order = rising(p_values);
    let mut corrected = vec![0.0; p_values.len()];
    let mut most = 0.0_f64;
    for (left, &at) in (1..=order.len()).rev().zip(&order) {
        most = most.max((from_count(left) * p_values[at]).min(1.0));
        corrected[at] = most;
    }
    corrected
}

/// Benjamini and Hochberg's step-up: corrected so that the expected share of false alarms among the
/// alarms is bounded. The i-th of the rising p-values becomes the smallest of `m p_j / j` over j ≥ i.
/// (Benjamini, Hochberg 1995, "Controlling the false discovery rate",
/// doi:10.1111/j.2517-6161.1995.tb02031.x.)
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Vec<f64> {
    let order = rising(p_values);
    let n = from_count(order.len());
    let mut corrected = vec![0.0; p_values.len()];
    let mut least = 1.0_f64;
    for (index, &at) in order.iter().enumerate().rev() {
        least = least.min(n * p_values[at] / from_count(index + 1));
        corrected[at] = least;
    }
    corrected
}

fn rising(p_values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&left, &right| p_values[left].total_cmp(&p_values[right]));
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: &[f64], expected: &[f64]) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
    }

    #[test]
    fn both_corrections_by_hand() {
        let p = [0.04, 0.01, 0.03];
        // Rising .01, .03, .04: Holm 3 · .01, 2 · .03, max(.06, 1 · .04).
        close(&holm(&p), &[0.06, 0.03, 0.06]);
        // 3 · .01 / 1, min(3 · .03 / 2, .04), 3 · .04 / 3
        close(&benjamini_hochberg(&p), &[0.04, 0.03, 0.04]);
        close(&holm(&[0.9, 0.8]), &[1.0, 1.0]);
        assert!(holm(&[]).is_empty() && benjamini_hochberg(&[]).is_empty());
    }
}
