//! Estimates the hours that a training is billed for from the rows.

use crate::number::from_count;

/// The rows and billed hours of two trainings (case study: MovieLens 25M took 6 hours by the clock and
/// 53.9 billed ones, 100,000 interactions less than one and 2.135).
const ANCHORS: [(f64, f64); 2] = [(100e3, 2.135), (25e6, 53.9)];

/// Billed hours of one training on `rows` interactions: on the straight line through the two published
/// trainings when both rows and hours are taken as logarithms (hours grow with the 0.585th power of
/// the rows). Of no rows none. Two points of one recipe are a guess: `DescribeSolutionVersion` says
/// what a training of yours was billed.
#[must_use]
pub fn estimated_hours(rows: usize) -> f64 {
    let [(few, short), (many, long)] = ANCHORS;
    let power = (long / short).ln() / (many / few).ln();
    if rows == 0 { 0.0 } else { short * (from_count(rows) / few).powf(power) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_trainings_come_out() {
        assert!((estimated_hours(100_000) - 2.135).abs() < 1e-9);
        assert!((estimated_hours(25_000_000) - 53.9).abs() < 1e-9);
        // ln(53.9 / 2.135) / ln 250 = 0.58474; 2.135 · 1.58371^0.58474
        assert!((estimated_hours(158_371) - 2.793_7).abs() < 1e-3);
        assert!(estimated_hours(0).abs() < 1e-12);
    }
}
