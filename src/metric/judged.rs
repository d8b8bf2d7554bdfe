//! A ranked list held against the held-out items, once for all metrics.

use crate::dataset::ItemIdx;

/// The length of the lists that the service judges.
pub const LIST_LENGTH: usize = 25;

/// Which ranks of a list are hits, and how many there were to find.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    hits: Vec<bool>,
    n_relevant: usize,
}

impl Judged {
    /// Judges `list`, best first, by `held_out`, the distinct held-out items, rising.
    #[must_use]
    pub fn new(list: impl IntoIterator<Item = ItemIdx>, held_out: &[ItemIdx]) -> Self {
        let hits = list.into_iter().map(|item| held_out.binary_search(&item).is_ok()).collect();
        Self { hits, n_relevant: held_out.len() }
    }

    /// A list by its hits in rank order, with `n_relevant` items to find. For tests and foreign
    /// lists.
    ///
    /// # Panics
    /// When there are more hits than items to find.
    #[must_use]
    pub fn from_hits(hits: &[bool], n_relevant: usize) -> Self {
        let n_hits = hits.iter().filter(|&&hit| hit).count();
        assert!(n_hits <= n_relevant, "{n_hits} hits of {n_relevant} relevant items");
        Self { hits: hits.to_vec(), n_relevant }
    }

    /// Whether there is a hit, rank by rank.
    #[must_use]
    pub fn hits(&self) -> &[bool] {
        &self.hits
    }

    /// The ranks of the hits, from 1.
    pub fn hit_ranks(&self) -> impl Iterator<Item = usize> {
        (1..).zip(&self.hits).filter(|(_, hit)| **hit).map(|(rank, _)| rank)
    }

    /// Hits among the first `k`.
    #[must_use]
    pub fn n_hits_at(&self, k: usize) -> usize {
        self.hit_ranks().take_while(|&rank| rank <= k).count()
    }

    /// Distinct held-out items.
    #[must_use]
    pub fn n_relevant(&self) -> usize {
        self.n_relevant
    }
}
