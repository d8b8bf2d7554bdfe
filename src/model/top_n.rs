//! The best k of scored items, and the tie rule.

use std::cmp::Ordering;

use crate::dataset::ItemIdx;

/// An item and its score; higher is better.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scored {
    /// The item.
    pub item: ItemIdx,
    /// Its score, on the model's own scale.
    pub score: f32,
}

impl Scored {
    /// Best first: higher score, then smaller item index. NaN, which no model should give, is last.
    #[must_use]
    pub fn rank(&self, other: &Self) -> Ordering {
        let score =
            |scored: &Self| if scored.score.is_nan() { f32::NEG_INFINITY } else { scored.score };
        score(other).total_cmp(&score(self)).then(self.item.cmp(&other.item))
    }
}

/// The best `k` of `scored`, best first, by [`Scored::rank`].
///
/// Selects in linear time, then sorts only the k.
#[must_use]
pub fn top_n(mut scored: Vec<Scored>, k: usize) -> Vec<Scored> {
    if k == 0 {
        return Vec::new();
    }
    if scored.len() > k {
        scored.select_nth_unstable_by(k - 1, Scored::rank);
        scored.truncate(k);
    }
    scored.sort_unstable_by(Scored::rank);
    scored
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ties_go_to_the_smaller_item() {
        let scored = [(3, 1.0), (1, 2.0), (2, 1.0), (0, f32::NAN)];
        let scored = scored.map(|(item, score)| Scored { item: ItemIdx(item), score }).to_vec();
        let items: Vec<u32> = top_n(scored, 3).iter().map(|scored| scored.item.0).collect();
        assert_eq!(items, [1, 2, 3]);
    }

    proptest! {
        #[test]
        fn selecting_is_sorting_and_cutting(scores in prop::collection::vec(0..4_u8, 0..40), k in 0..50_usize) {
            let scored: Vec<Scored> = (0..).zip(&scores)
                .map(|(item, &score)| Scored { item: ItemIdx(item), score: f32::from(score) }).collect();
            let mut sorted = scored.clone();
            sorted.sort_by(Scored::rank);
            sorted.truncate(k);
            prop_assert_eq!(top_n(scored, k), sorted);
        }
    }
}
