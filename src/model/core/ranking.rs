//! The best k of scored items, and the tie rule.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::number::{single_count, to_u32};

/// An item and its score; higher is better.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The item.
    pub item: ItemIdx,
    /// Its score, on the model's own scale.
    pub score: f32,
}

impl Scored {
    /// Best first: higher score, then smaller item index. Scores compare as numbers, so that −0 and 0
    /// are equal. NaN, which no model should give, is last.
    #[must_use]
    pub fn rank(&self, other: &Self) -> Ordering {
        self.worse(*other).then(self.item.cmp(&other.item))
    }

    /// Tells whether the two have equal scores, so that the order of items alone decides.
    #[must_use]
    pub fn ties_with(&self, other: &Self) -> bool {
        self.worse(*other).is_eq()
    }

    /// Greater when the score is lower.
    fn worse(self, other: Self) -> Ordering {
        let score =
            |scored: Self| if scored.score.is_nan() { f32::NEG_INFINITY } else { scored.score };
        score(other).partial_cmp(&score(self)).unwrap_or(Ordering::Equal)
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

/// The best `k` of the items that `is_allowed` keeps, whose scores lie at their index; best first, by
/// [`Scored::rank`].
///
/// Keeps at most 2 k at a time, and looks only at what beats the k-th so far.
pub(in crate::model) fn best_of(
    scores: &[f32],
    k: usize,
    mut is_allowed: impl FnMut(ItemIdx, f32) -> bool,
) -> Vec<Scored> {
    if k == 0 {
        return Vec::new();
    }
    let room = k.saturating_mul(2).min(scores.len());
    let mut kept: Vec<Scored> = Vec::with_capacity(room);
    let mut least = f32::NEG_INFINITY;
    for (item, &score) in (0_u32..).zip(scores) {
        // Of equal scores the smaller index stays, which came first. NaN is no score.
        let is_better = score > least || (least == f32::NEG_INFINITY && kept.len() < k);
        if !is_better || score.is_nan() || !is_allowed(ItemIdx(item), score) {
            continue;
        }
        kept.push(Scored { item: ItemIdx(item), score });
        if kept.len() >= k * 2 {
            kept.select_nth_unstable_by(k - 1, Scored::rank);
            kept.truncate(k);
            least = kept[k - 1].score;
        }
    }
    top_n(kept, k)
}

/// Keeps the best `k` of the items given, in any order, and holds at most twice as many.
pub(in crate::model) struct Best {
    k: usize,
    kept: Vec<Scored>,
    /// The k-th of those seen so far.
    worst: Option<Scored>,
}

impl Best {
    pub(in crate::model) fn new(k: usize) -> Self {
        Self { k, kept: Vec::new(), worst: None }
    }

    pub(in crate::model) fn push(&mut self, scored: Scored) {
        if self.k == 0 || self.worst.is_some_and(|worst| scored.rank(&worst).is_gt()) {
            return;
        }
        self.kept.push(scored);
        if self.kept.len() >= self.k.saturating_mul(2) {
            self.kept.select_nth_unstable_by(self.k - 1, Scored::rank);
            self.kept.truncate(self.k);
            self.worst = self.kept.last().copied();
        }
    }

    /// The best, first the best of them.
    pub(in crate::model) fn finish(self) -> Vec<Scored> {
        let mut best = top_n(self.kept, self.k);
        best.shrink_to_fit();
        best
    }
}

/// Items with a count above 0 by falling count, ties by index; the score is the count.
pub(in crate::model) fn rank_by_count(counts: &[u32]) -> Vec<Scored> {
    let mut items: Vec<u32> = (0..to_u32(counts.len())).collect();
    items.retain(|&item| counts[item as usize] > 0);
    items.sort_by_key(|&item| std::cmp::Reverse(counts[item as usize]));
    let score = |item: u32| single_count(counts[item as usize] as usize);
    items.into_iter().map(|item| Scored { item: ItemIdx(item), score: score(item) }).collect()
}

/// All `n` items by index.
pub(in crate::model) fn all_items(n: usize) -> impl Iterator<Item = ItemIdx> {
    (0..to_u32(n)).map(ItemIdx)
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

    #[test]
    fn minus_zero_ties_with_zero() {
        let scored = [(2, 0.0), (1, -0.0), (3, -0.0), (0, -1.0)];
        let scored = scored.map(|(item, score)| Scored { item: ItemIdx(item), score });
        let items = |list: Vec<Scored>| list.iter().map(|one| one.item.0).collect::<Vec<_>>();
        assert_eq!(items(top_n(scored.to_vec(), 3)), [1, 2, 3]);
        let mut best = Best::new(3);
        for one in scored {
            best.push(one);
        }
        assert_eq!(items(best.finish()), [1, 2, 3]);
        assert_eq!(items(best_of(&[-1.0, -0.0, 0.0, -0.0], 3, |_, _| true)), [1, 2, 3]);
        assert!(scored[0].ties_with(&scored[1]) && !scored[0].ties_with(&scored[3]));
    }

    proptest! {
        #[test]
        fn selecting_is_sorting_and_cutting(scores in prop::collection::vec(0..4_u8, 0..40), k in 0..50_usize) {
            let scored: Vec<Scored> = (0..).zip(&scores)
                .map(|(item, &score)| Scored { item: ItemIdx(item), score: f32::from(score) }).collect();
            let mut sorted = scored.clone();
            sorted.sort_by(Scored::rank);
            sorted.truncate(k);
            prop_assert_eq!(&top_n(scored.clone(), k), &sorted);
            let mut best = Best::new(k);
            scored.iter().rev().for_each(|&one| best.push(one));
            prop_assert_eq!(&best.finish(), &sorted);
            let scores: Vec<f32> = scores.iter().map(|&score| f32::from(score)).collect();
            prop_assert_eq!(best_of(&scores, k, |_, _| true), sorted);
        }
    }
}
