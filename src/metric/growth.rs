//! Trend accuracy: how far lists foresaw what becomes popular.

use super::judged::LIST_LENGTH;
use crate::dataset::ItemIdx;

/// The gain of each item: its interactions in the test window less those in the window of the same
/// length before the cut, 0 where it lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    by_item: Vec<u32>,
    most: u64,
}

impl Growth {
    /// The growth of every item from its interactions before and after the cut.
    ///
    /// # Panics
    /// When the two are not of one catalogue.
    #[must_use]
    pub fn new(before: &[u32], after: &[u32]) -> Self {
        assert_eq!(before.len(), after.len(), "one catalogue");
        let by_item: Vec<u32> =
            before.iter().zip(after).map(|(before, after)| after.saturating_sub(*before)).collect();
        let mut sorted = by_item.clone();
        sorted.sort_unstable();
        let most = sorted.iter().rev().take(LIST_LENGTH).map(|&growth| u64::from(growth)).sum();
        Self { by_item, most }
    }

    /// The growth of the listed items over that of the 25 items that grew most, in [0, 1]; `None`
    /// when nothing grew. 0 for an empty list.
    ///
    /// The service's trend prediction accuracy for Trending-Now (developer guide,
    /// "working-with-training-metrics"). Departure: an item that lost counts 0, where the guide is
    /// silent.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sums of counts stay far below 2^53")]
    pub fn accuracy(&self, list: &[ItemIdx]) -> Option<f64> {
        let listed = list.iter().take(LIST_LENGTH);
        let grown: u64 = listed.map(|item| u64::from(self.by_item[item.index()])).sum();
        (self.most > 0).then(|| grown as f64 / self.most as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_true_trend_has_one_and_losers_have_nothing() {
        let growth = Growth::new(&[5, 0, 2], &[1, 6, 4]);
        assert_eq!(growth.accuracy(&[0, 1, 2].map(ItemIdx)), Some(1.0));
        assert_eq!(growth.accuracy(&[ItemIdx(2)]), Some(0.25));
        assert_eq!(growth.accuracy(&[ItemIdx(0)]), Some(0.0));
        assert_eq!(Growth::new(&[1], &[1]).accuracy(&[ItemIdx(0)]), None);
    }
}
