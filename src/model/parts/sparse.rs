//! Item-to-item weights in compressed rows.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::{Scored, Shape, THREADS};
use crate::number::to_u32;

/// The most that finding, holding and asking such a matrix takes: lists and rows of `k` weights, sums
/// and a batch of scores for each thread.
pub(in crate::model) fn memory(k: usize, shape: &Shape) -> u64 {
    let kept = k.min(shape.items) as u64;
    let sums = 8 * THREADS;
    shape.items as u64 * (kept * 16 + 48 + sums) + shape.scores()
}

/// An n × n matrix: row h holds the contribution of item h of a history to the score of others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(in crate::model) struct ItemWeights {
    offsets: Vec<usize>,
    targets: Vec<u32>,
    weights: Vec<f32>,
}

impl ItemWeights {
    /// The matrix of these rows.
    pub(in crate::model) fn from_rows(rows: &[Vec<Scored>]) -> Self {
        let n = rows.iter().map(Vec::len).sum();
        let mut matrix = Self {
            offsets: Vec::with_capacity(rows.len() + 1),
            targets: Vec::with_capacity(n),
            weights: Vec::with_capacity(n),
        };
        matrix.offsets.push(0);
        for row in rows {
            matrix.targets.extend(row.iter().map(|scored| scored.item.0));
            matrix.weights.extend(row.iter().map(|scored| scored.score));
            matrix.offsets.push(matrix.targets.len());
        }
        matrix
    }

    /// The matrix of these columns: for each target the history items that speak for it. Rows rise by target.
    pub(in crate::model) fn from_columns(columns: &[Vec<Scored>]) -> Self {
        let n_items = columns.len();
        let mut offsets = vec![0_usize; n_items + 1];
        for scored in columns.iter().flatten() {
            offsets[scored.item.index() + 1] += 1;
        }
        for item in 0..n_items {
            offsets[item + 1] += offsets[item];
        }
        let mut next = offsets.clone();
        let n = offsets[n_items];
        let (mut targets, mut weights) = (vec![0_u32; n], vec![0.0_f32; n]);
        for (target, column) in columns.iter().enumerate() {
            for scored in column {
                let at = next[scored.item.index()];
                targets[at] = to_u32(target);
                weights[at] = scored.score;
                next[scored.item.index()] += 1;
            }
        }
        Self { offsets, targets, weights }
    }

    pub(in crate::model) fn n_items(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// Targets and weights of row `item`.
    pub(in crate::model) fn row(&self, item: ItemIdx) -> (&[u32], &[f32]) {
        let range = self.offsets[item.index()]..self.offsets[item.index() + 1];
        (&self.targets[range.clone()], &self.weights[range])
    }

    /// Adds `weight` × row `item` to `scores`.
    pub(in crate::model) fn add_row(&self, item: ItemIdx, weight: f32, scores: &mut [f32]) {
        let (targets, weights) = self.row(item);
        for (&target, &value) in targets.iter().zip(weights) {
            scores[target as usize] += weight * value;
        }
    }

    /// The contribution of each item of a weighted history to the score of `item`.
    pub(in crate::model) fn contributions(
        &self,
        history: Vec<(ItemIdx, f32)>,
        item: ItemIdx,
    ) -> Vec<Scored> {
        let part = |(from, weight): (ItemIdx, f32)| Scored {
            item: from,
            score: weight * self.weight(from, item),
        };
        history.into_iter().map(part).collect()
    }

    /// The weight from `from` to `to`; 0 where there is none.
    pub(in crate::model) fn weight(&self, from: ItemIdx, to: ItemIdx) -> f32 {
        let (targets, weights) = self.row(from);
        let found = targets.iter().position(|&target| target == to.0);
        found.map_or(0.0, |at| weights[at])
    }

    /// Multiplies every weight by the factor that `factor` gives for its row and target.
    pub(in crate::model) fn scale(&mut self, factor: impl Fn(ItemIdx, ItemIdx) -> f32) {
        for item in 0..self.n_items() {
            for at in self.offsets[item]..self.offsets[item + 1] {
                self.weights[at] *= factor(ItemIdx(to_u32(item)), ItemIdx(self.targets[at]));
            }
        }
    }

    /// Tells whether every index is within bounds.
    pub(in crate::model) fn is_sound(&self) -> bool {
        let n_items = self.n_items();
        self.offsets.first() == Some(&0)
            && self.offsets.is_sorted()
            && self.offsets.last().is_some_and(|&end| end == self.targets.len())
            && self.weights.len() == self.targets.len()
            && self.targets.iter().all(|&target| (target as usize) < n_items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_rows_turned() {
        let one = |item, score| Scored { item: ItemIdx(item), score };
        let columns = [vec![one(1, 0.5)], vec![one(0, 2.0), one(2, 3.0)], vec![]];
        let matrix = ItemWeights::from_columns(&columns);
        assert!(matrix.is_sound());
        assert_eq!(matrix.row(ItemIdx(0)), (&[1][..], &[2.0][..]));
        assert_eq!(matrix.row(ItemIdx(1)), (&[0][..], &[0.5][..]));
        let rows = [vec![one(1, 2.0)], vec![one(0, 0.5)], vec![one(1, 3.0)]];
        assert_eq!(ItemWeights::from_rows(&rows), matrix);
        let broken = ItemWeights { targets: vec![7, 0, 1], ..matrix };
        assert!(!broken.is_sound());
    }
}
