//! A ranked list held against the held-out items, once for all metrics.

use crate::dataset::ItemIdx;

/// The length of the lists that the service judges; places further down count nowhere.
pub const LIST_LENGTH: usize = 25;

/// The ranks of a list that are hits, and the number of held-out items there were to find.
///
/// The hits are bits, the lowest one rank 1, so that counting them is one instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    hits: u32,
    n_relevant: usize,
}

impl Judged {
    /// Judges the first [`LIST_LENGTH`] items of `list`, best first and each once, by `held_out`,
    /// the distinct held-out items, rising.
    #[must_use]
    pub fn new(list: impl IntoIterator<Item = ItemIdx>, held_out: &[ItemIdx]) -> Self {
        let is_hit = |item: ItemIdx| held_out.binary_search(&item).is_ok();
        Self { hits: bits(list.into_iter().map(is_hit)), n_relevant: held_out.len() }
    }

    /// A list by its hits in rank order, with `n_relevant` items to find. For tests and foreign
    /// lists. Ranks beyond [`LIST_LENGTH`] do not count.
    ///
    /// # Panics
    /// When there are more hits than items to find.
    #[must_use]
    pub fn from_hits(hits: &[bool], n_relevant: usize) -> Self {
        let n_hits = hits.iter().filter(|&&hit| hit).count();
        assert!(n_hits <= n_relevant, "{n_hits} hits of {n_relevant} relevant items");
        Self { hits: bits(hits.iter().copied()), n_relevant }
    }

    /// The ranks of the hits, from 1, rising.
    pub fn hit_ranks(self) -> impl Iterator<Item = usize> {
        let mut left = self.hits;
        std::iter::from_fn(move || {
            let rank = (left != 0).then(|| left.trailing_zeros() as usize + 1);
            left &= left.wrapping_sub(1);
            rank
        })
    }

    /// Hits of the whole list.
    #[must_use]
    pub fn n_hits(self) -> usize {
        self.hits.count_ones() as usize
    }

    /// Hits among the first `k`.
    #[must_use]
    pub fn n_hits_at(self, k: usize) -> usize {
        let first = if k >= LIST_LENGTH { u32::MAX } else { (1 << k) - 1 };
        (self.hits & first).count_ones() as usize
    }

    /// Distinct held-out items.
    #[must_use]
    pub fn n_relevant(self) -> usize {
        self.n_relevant
    }
}

fn bits(hits: impl Iterator<Item = bool>) -> u32 {
    let bit = |(rank, hit): (usize, bool)| u32::from(hit) << rank;
    hits.take(LIST_LENGTH).enumerate().map(bit).fold(0, |all, bit| all | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hits_are_counted_by_rank_and_end_with_the_25th() {
        let mut hits = vec![false; 40];
        for rank in [2, 5, 25, 26, 33] {
            hits[rank - 1] = true;
        }
        let judged = Judged::from_hits(&hits, 6);
        assert_eq!(judged.hit_ranks().collect::<Vec<_>>(), [2, 5, 25]);
        assert_eq!([1, 2, 5, 24, 25, 100].map(|k| judged.n_hits_at(k)), [0, 1, 2, 2, 3, 3]);
        assert_eq!((judged.n_hits(), judged.n_relevant()), (3, 6));
        assert_eq!(Judged::from_hits(&[], 0).hit_ranks().next(), None);
    }
}
