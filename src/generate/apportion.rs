//! Splits a whole number in given proportions, exactly.

use super::number::{real, whole};

/// Splits `total` into whole parts in proportion to the weights by the largest
/// remainder, no part above its cap.
///
/// The parts sum to `total`, or to the sum of the caps if that is less. Weights are
/// not negative; a part of weight 0 grows only when all others are at their caps.
pub(super) fn apportion(weights: &[f64], total: u64, cap: &dyn Fn(usize) -> u64) -> Vec<u64> {
    let scale = scale(weights, total, cap);
    let ideal = |position: usize| (weights[position] * scale).min(real(cap(position)));
    let mut parts: Vec<u64> = (0..weights.len()).map(|position| whole(ideal(position))).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| {
        let rest = |position: usize| ideal(position) - real(parts[position]);
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
            .map(|position| whole((weights[position] * scale).min(real(cap(position)))))
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
