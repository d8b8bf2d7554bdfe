//! The weights of a user's communities over time.

use super::member::THEMES;

/// The shares of the user's themes in a session, from the first one (`maturity` 0) to the
/// last (1): the second theme gives way to the third, because tastes drift.
pub(super) fn theme_weights(maturity: f64) -> [f64; THEMES] {
    let shift = 0.16 * maturity;
    [0.6, 0.28 - shift, 0.12 + shift]
}

/// The mean of the shares of each theme over a user's time.
pub(super) fn mean_theme_weights() -> [f64; THEMES] {
    let (early, late) = (theme_weights(0.0), theme_weights(1.0));
    std::array::from_fn(|theme| early[theme].midpoint(late[theme]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_sum_to_one_at_any_time() {
        for weights in [theme_weights(0.0), theme_weights(1.0), mean_theme_weights()] {
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-9);
        }
    }
}
