//! The evenness with which lists expose the catalogue.

use crate::number::gini;

/// The Gini coefficient ([`crate::number::gini`]) of how often each item of the catalogue is listed.
///
/// 0 when all items are listed equally often or none is; towards 1 when few have all. Its last
/// possible value is bounded by the lists' length: even perfect fairness needs as many places as
/// items. Fleder, Hosanagar 2009, "Blockbuster culture's next rise or fall",
/// doi:10.1287/mnsc.1080.0974.
#[must_use]
pub fn gini_of_exposure(counts: &[u32]) -> f64 {
    let mut rising: Vec<f64> = counts.iter().map(|&count| f64::from(count)).collect();
    rising.sort_unstable_by(f64::total_cmp);
    gini(&rising)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_item_everywhere_is_unfair_and_all_alike_is_fair() {
        // 2 · (4 · 8) / (4 · 8) − 5/4
        assert!((gini_of_exposure(&[0, 8, 0, 0]) - 0.75).abs() < 1e-12);
        assert!(gini_of_exposure(&[3, 3]).abs() < 1e-12);
        assert!(gini_of_exposure(&[0, 0]).abs() < 1e-12 && gini_of_exposure(&[]).abs() < 1e-12);
    }
}
