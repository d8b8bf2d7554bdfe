//! Items like those of the history.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::popularity::{fill_up, rank};
use super::{Recommend, Request, Scored, Training, top_n};
use crate::dataset::{Csr, ItemIdx, UserIdx};
use crate::number::to_u32;

/// How alike two items are: c users in common, of n and m.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Similarity {
    /// c / (√(n·m) + shrink)
    #[default]
    Cosine,
    /// c / (n + m − c + shrink)
    Jaccard,
    /// c
    CoOccurrence,
}

/// Item-based nearest neighbours on binary data.
///
/// score(user, j) = Σ s(i, j) over the distinct items i of the history that are among the `k` items
/// most similar to j. Sarwar, Karypis, Konstan, Riedl 2001, "Item-based collaborative filtering
/// recommendation algorithms", doi:10.1145/371920.372071, without the normalisation of its
/// equation for ratings, which does not help rank binary data; shrinkage as in Ferrari Dacrema et
/// al. 2021, "A troubling analysis of reproducibility and progress in recommender systems
/// research", doi:10.1145/3434185, equation 1.
///
/// | parameter | default | purpose | range |
/// |---|---|---|---|
/// | `k` | 100 | neighbours kept per item | 1 or more |
/// | `shrink` | 10 | holds down similarities that rest on few users | 0 or more |
/// | `similarity` | `cosine` | how alike two items are | `cosine`, `jaccard`, `co-occurrence` |
///
/// An empty history, and places that no neighbour fills, get the most popular items of the training
/// set (distinct users) behind all scored ones, with the score users / (users of the most popular + 1) − 1,
/// which is below 0. Ties go to the smaller item index,
/// among neighbours too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ItemKnn {
    /// Neighbours kept per item.
    pub k: usize,
    /// Holds down similarities that rest on few users.
    pub shrink: f32,
    /// How alike two items are.
    pub similarity: Similarity,
}

impl Default for ItemKnn {
    fn default() -> Self {
        Self { k: 100, shrink: 10.0, similarity: Similarity::Cosine }
    }
}

impl ItemKnn {
    /// Finds each item's neighbours: O(Σ over users of items²) time, `n_items · k` memory.
    #[must_use]
    pub fn fit(self, training: &Training<'_>) -> impl Recommend + use<> {
        let matrix = training.matrix();
        let counts = training.users_per_item();
        let n_items = matrix.n_items();
        let neighbours: Vec<Vec<Scored>> = (0..to_u32(n_items))
            .into_par_iter()
            .map_init(
                || vec![0_u32; n_items],
                |common, item| self.neighbours(matrix, &counts, ItemIdx(item), common),
            )
            .collect();
        FittedItemKnn { reached: transpose(n_items, &neighbours), popular: rank(&counts) }
    }

    /// The items most similar to `item`; `common` is all zero before and after.
    fn neighbours(
        &self,
        matrix: &Csr,
        counts: &[u32],
        item: ItemIdx,
        common: &mut [u32],
    ) -> Vec<Scored> {
        let mut touched = Vec::new();
        for &user in matrix.users_of(item) {
            for &other in matrix.items_of(UserIdx(user)) {
                if common[other as usize] == 0 {
                    touched.push(other);
                }
                common[other as usize] += 1;
            }
        }
        let mut scored = Vec::with_capacity(touched.len());
        for other in touched {
            let shared = std::mem::take(&mut common[other as usize]);
            if other != item.0 {
                let score = self.similarity(shared, counts[item.index()], counts[other as usize]);
                scored.push(Scored { item: ItemIdx(other), score });
            }
        }
        top_n(scored, self.k)
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of users stay below 2^24 or only rank")]
    fn similarity(&self, shared: u32, left: u32, right: u32) -> f32 {
        let (shared, left, right) = (shared as f32, left as f32, right as f32);
        match self.similarity {
            Similarity::Cosine => shared / ((left * right).sqrt() + self.shrink),
            Similarity::Jaccard => shared / (left + right - shared + self.shrink),
            Similarity::CoOccurrence => shared,
        }
    }
}

struct FittedItemKnn {
    /// For each item, the items whose neighbour it is, with the similarity; rising by item.
    reached: Vec<Vec<Scored>>,
    popular: Vec<Scored>,
}

fn transpose(n_items: usize, neighbours: &[Vec<Scored>]) -> Vec<Vec<Scored>> {
    let mut reached = vec![Vec::new(); n_items];
    for (item, list) in neighbours.iter().enumerate() {
        for neighbour in list {
            let scored = Scored { item: ItemIdx(to_u32(item)), score: neighbour.score };
            reached[neighbour.item.index()].push(scored);
        }
    }
    reached
}

impl Recommend for FittedItemKnn {
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored> {
        let mut scores = vec![0.0_f32; self.reached.len()];
        for item in request.distinct_history() {
            for scored in &self.reached[item.index()] {
                scores[scored.item.index()] += scored.score;
            }
        }
        let scored = (0_u32..)
            .zip(scores)
            .map(|(item, score)| Scored { item: ItemIdx(item), score })
            .filter(|scored| scored.score > 0.0 && !request.excludes(scored.item));
        let mut list = top_n(scored.collect(), request.k);
        let scored = list.len();
        fill_up(&mut list, &self.popular, request);
        let most = self.popular.first().map_or(0.0, |popular| popular.score);
        for filled in &mut list[scored..] {
            filled.score = filled.score / (most + 1.0) - 1.0;
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;

    /// Users 1 to 4; a has {1, 2, 3}, b has {1, 2}, c has {3, 4}, d has {4}.
    fn dataset() -> Dataset {
        Dataset::from_rows(&[
            ("1", "a", "", 1),
            ("1", "b", "", 2),
            ("2", "a", "", 1),
            ("2", "b", "", 2),
            ("3", "a", "", 1),
            ("3", "c", "", 2),
            ("4", "c", "", 1),
            ("4", "d", "", 2),
        ])
    }

    fn scores(config: ItemKnn, history: &[u32], excluded: &[u32]) -> Vec<(u32, f32)> {
        let dataset = dataset();
        let rows: Vec<u32> = (0..8).collect();
        let model = config.fit(&Training::new(&dataset, &rows));
        let history: Vec<ItemIdx> = history.iter().copied().map(ItemIdx).collect();
        let excluded: Vec<ItemIdx> = excluded.iter().copied().map(ItemIdx).collect();
        let request = Request { user_id: "x", history: &history, excluded: &excluded, k: 4 };
        model.recommend(&request).iter().map(|scored| (scored.item.0, scored.score)).collect()
    }

    fn expect(found: &[(u32, f32)], expected: &[(u32, f32)]) {
        let close = |(left, right): (&(u32, f32), &(u32, f32))| {
            left.0 == right.0 && (left.1 - right.1).abs() < 1e-6
        };
        let equal = found.len() == expected.len() && found.iter().zip(expected).all(close);
        assert!(equal, "{found:?} is not {expected:?}");
    }

    #[test]
    fn similarities_are_those_of_the_formulas() {
        let plain = ItemKnn { shrink: 0.0, ..ItemKnn::default() };
        // a–b share 2 of 3 and 2; a–c share 1 of 3 and 2; then a and d by popularity.
        let cosine = [(1, 2.0 / 6.0_f32.sqrt()), (2, 1.0 / 6.0_f32.sqrt()), (0, -0.25), (3, -0.75)];
        expect(&scores(plain, &[0], &[]), &cosine);
        let jaccard = ItemKnn { similarity: Similarity::Jaccard, ..plain };
        expect(&scores(jaccard, &[0], &[0]), &[(1, 2.0 / 3.0), (2, 1.0 / 4.0), (3, -0.75)]);
        let shrunk = ItemKnn { shrink: 1.0, similarity: Similarity::Jaccard, ..plain };
        expect(&scores(shrunk, &[0], &[0, 3]), &[(1, 2.0 / 4.0), (2, 1.0 / 5.0)]);
        let co_occurrence = ItemKnn { similarity: Similarity::CoOccurrence, ..plain };
        expect(&scores(co_occurrence, &[0], &[0]), &[(1, 2.0), (2, 1.0), (3, -0.75)]);
    }

    #[test]
    fn only_the_k_most_similar_items_of_a_target_count() {
        let nearest = ItemKnn { k: 1, shrink: 0.0, similarity: Similarity::CoOccurrence };
        // The one neighbour of a is b, of b is a, of c is a (tie with d, smaller index), of d is c.
        expect(&scores(nearest, &[0], &[0]), &[(1, 2.0), (2, 1.0), (3, -0.75)]);
        expect(&scores(nearest, &[2], &[2]), &[(3, 1.0), (0, -0.25), (1, -0.5)]);
    }

    #[test]
    fn repeats_in_the_history_count_once_and_an_empty_one_gives_popularity() {
        let config = ItemKnn::default();
        assert_eq!(scores(config, &[0, 0, 0], &[]), scores(config, &[0], &[]));
        let items: Vec<u32> = scores(config, &[], &[]).iter().map(|&(item, _)| item).collect();
        assert_eq!(items, [0, 1, 2, 3], "3, 2, 2 and 1 users");
    }
}
