//! The size of the changes that a figure makes from run to run anyway.

use crate::number::from_count;

/// The least number of earlier changes that tell what is usual.
pub(super) const CHANGES_MIN: usize = 4;

/// The factor by which a median absolute deviation estimates a standard deviation of normal values.
const MAD_TO_DEVIATION: f64 = 1.4826;

/// The deviations from the usual change that are still noise, where the deviation is well known.
const DEVIATIONS: f64 = 3.0;
/// The number of changes from which a deviation is well estimated: of `n` changes, `1 + FEW / n` times as many deviations count, since a deviation estimated from few of them can be far too small.
const FEW: f64 = 6.0;

/// The usual change, and the bound beyond which a change is more than noise: the median of the `n` earlier changes, and
/// 3 · (1 + 6/n) deviations from it, estimated by the median absolute deviation, at least `floor`. None of too few changes.
pub(super) fn usual(changes: &[f64], floor: f64) -> Option<(f64, f64)> {
    if changes.len() < CHANGES_MIN {
        return None;
    }
    let middle = median(changes.to_vec());
    let apart = changes.iter().map(|change| (change - middle).abs()).collect();
    let deviations = DEVIATIONS * (1.0 + FEW / from_count(changes.len()));
    Some((middle, f64::max(deviations * MAD_TO_DEVIATION * median(apart), floor)))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    crate::number::quantile(values.len(), 0.5, |at| values[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bound_is_some_deviations_from_the_median() {
        // Median 0.03; deviations 0.02, 0.01, 0, 0.01, 0.07, of which the median is 0.01.
        let (middle, bound) = usual(&[0.01, 0.02, 0.03, 0.04, 0.1], 0.001).expect("five changes");
        assert!(
            (middle - 0.03).abs() < 1e-12
                && (bound - 3.0 * (1.0 + 6.0 / 5.0) * 1.4826 * 0.01).abs() < 1e-12
        );
        assert_eq!(usual(&[0.01; 3], 0.001), None);
        assert_eq!(usual(&[0.01; 4], 0.001), Some((0.01, 0.001)));
    }
}
