//! The losses of encoded rows, and their gradients.

use std::ops::Range;

use rand_pcg::Pcg64Mcg;

use super::curve::{exponentials, largest, sigmoid, soft_plus};
use super::packed::Packed;
use super::product::{Accum, multiply, rows, rows_mut};
use super::settings::Loss;
use crate::model::parts::vector::{add_multiple, dot, widest};
use crate::number::{single, single_count, to_u32};
use crate::seed;

/// Scores of a block: as many rows are taken at a time as keep below it.
const BLOCK: usize = 1 << 20;

/// Encoded rows and the item that each is to find.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    /// Rows × width.
    pub(super) encoded: &'a [f32],
    /// The rows of the items in `vectors`.
    pub(super) targets: &'a [u32],
    /// Items × width.
    pub(super) vectors: &'a [f32],
    pub(super) width: usize,
    /// The share of a row in the loss: 1 / rows of the whole batch.
    pub(super) share: f32,
}

/// The gradients of a loss.
pub(super) struct Gradients<'g> {
    /// The gradient by the encoded rows, which is set.
    pub(super) rows: &'g mut [f32],
    /// The gradient by the item vectors, to which is added.
    pub(super) vectors: &'g mut [f32],
}

/// The loss of a batch, with the items drawn for each of its sequences.
#[derive(Debug)]
pub(super) enum BatchLoss {
    AllItems,
    Sampled { negatives: Vec<Vec<u32>>, beta: f32 },
}

impl BatchLoss {
    /// The loss of `n_sequences` sequences over `n_items` items.
    pub(super) fn draw(
        loss: Loss,
        n_sequences: usize,
        n_items: usize,
        draws: &mut Pcg64Mcg,
    ) -> Self {
        let Loss::Sampled { negatives, calibration } = loss else { return Self::AllItems };
        let beta = calibrated(negatives, n_items, calibration);
        let mut of_one = || (0..negatives).map(|_| to_u32(seed::below(draws, n_items))).collect();
        Self::Sampled { negatives: (0..n_sequences).map(|_| of_one()).collect(), beta }
    }
}

impl Asked<'_> {
    /// The loss of these rows.
    pub(super) fn loss(&self, loss: &BatchLoss, packed: &Packed, into: &mut Gradients<'_>) -> f64 {
        match loss {
            BatchLoss::AllItems => self.all_items(into),
            BatchLoss::Sampled { negatives, beta } => {
                let Gradients { rows, vectors } = into;
                let of_sequence = |(sequence, negatives): (Range<usize>, &Vec<u32>)| {
                    let wide = sequence.start * self.width..sequence.end * self.width;
                    let mut into = Gradients { rows: &mut rows[wide], vectors };
                    self.part(sequence).sampled(negatives, *beta, &mut into)
                };
                packed.sequences().zip(negatives).map(of_sequence).sum()
            }
        }
    }

    /// These of its rows.
    fn part(&self, rows: Range<usize>) -> Asked<'_> {
        let encoded = &self.encoded[rows.start * self.width..rows.end * self.width];
        Asked { encoded, targets: &self.targets[rows], ..*self }
    }

    /// Cross-entropy over all items: `ln Σⱼ e^(h·vⱼ) − h·v(target)`, the share of each row summed.
    fn all_items(&self, into: &mut Gradients<'_>) -> f64 {
        let n_items = self.vectors.len() / self.width;
        let at_once = (BLOCK / n_items.max(1)).clamp(8, 256);
        let mut scores = Vec::new();
        let mut scaled = Vec::new();
        let mut loss = 0.0;
        for (number, targets) in self.targets.chunks(at_once).enumerate() {
            let begin = number * at_once * self.width;
            let own = begin..begin + targets.len() * self.width;
            let encoded = &self.encoded[own.clone()];
            scores.resize(targets.len() * n_items, 0.0);
            let all = rows(self.vectors, self.width);
            let block = rows_mut(&mut scores, n_items);
            multiply(block, Accum::Replace, rows(encoded, self.width), all.transpose(), 1.0);
            scaled.clear();
            scaled.extend_from_slice(encoded);
            let (sums, block_loss) = self.soften(&mut scores, targets);
            loss += block_loss;
            for (row, sum) in scaled.chunks_exact_mut(self.width).zip(&sums) {
                for value in row.iter_mut() {
                    *value *= sum;
                }
            }
            let by_rows = &mut into.rows[own];
            let scores = rows(&scores, n_items);
            multiply(rows_mut(by_rows, self.width), Accum::Replace, scores, all, 1.0);
            let by_vectors = rows_mut(into.vectors, self.width);
            multiply(by_vectors, Accum::Add, scores.transpose(), rows(&scaled, self.width), 1.0);
            self.pull((targets, &sums), encoded, by_rows, into.vectors);
        }
        loss
    }

    /// Makes scores their exponentials; the factor that makes each row's probabilities of them, times the share, and the
    /// loss.
    fn soften(&self, scores: &mut [f32], targets: &[u32]) -> (Vec<f32>, f64) {
        let n_items = self.vectors.len() / self.width;
        let mut factors = Vec::with_capacity(targets.len());
        let mut loss = 0.0;
        widest(
            #[inline(always)]
            || {
                for (row, &target) in scores.chunks_exact_mut(n_items).zip(targets) {
                    let most = largest(row);
                    let wanted = row[target as usize] - most;
                    let sum = exponentials(row, most);
                    loss += f64::from(self.share * (sum.ln() - wanted));
                    factors.push(self.share / sum);
                }
            },
        );
        (factors, loss)
    }

    /// Brings the rows' gradients to their scale, and takes the targets' share off both gradients.
    fn pull(
        &self,
        (targets, factors): (&[u32], &[f32]),
        encoded: &[f32],
        by_rows: &mut [f32],
        by_vectors: &mut [f32],
    ) {
        let width = self.width;
        for (at, (&target, factor)) in targets.iter().zip(factors).enumerate() {
            let own = at * width..(at + 1) * width;
            let item = target as usize * width..(target as usize + 1) * width;
            let row = &mut by_rows[own.clone()];
            for value in row.iter_mut() {
                *value *= factor;
            }
            add_multiple(-self.share, &self.vectors[item.clone()], row);
            add_multiple(-self.share, &encoded[own], &mut by_vectors[item]);
        }
    }

    /// Binary cross-entropy of the target and of `negatives`: `−(β ln σ(s⁺) + Σ ln(1 − σ(s⁻))) / (k + 1)` (Petrov and
    /// Macdonald 2023, doi:10.1145/3604915.3608783, equation 14). A row whose target is drawn does without it.
    fn sampled(&self, negatives: &[u32], beta: f32, into: &mut Gradients<'_>) -> f64 {
        let (width, k) = (self.width, negatives.len());
        let share = self.share / single_count(k + 1);
        let mut drawn = Vec::with_capacity(k * width);
        for &item in negatives {
            drawn.extend_from_slice(
                &self.vectors[item as usize * width..(item as usize + 1) * width],
            );
        }
        let mut scores = vec![0.0_f32; self.targets.len() * k];
        let encoded = rows(self.encoded, width);
        multiply(
            rows_mut(&mut scores, k),
            Accum::Replace,
            encoded,
            rows(&drawn, width).transpose(),
            1.0,
        );
        let mut loss = 0.0;
        for (row, &target) in scores.chunks_exact_mut(k.max(1)).zip(self.targets) {
            for (score, &item) in row.iter_mut().zip(negatives) {
                let is_other = item != target;
                loss += if is_other { f64::from(share * soft_plus(*score)) } else { 0.0 };
                *score = if is_other { share * sigmoid(*score) } else { 0.0 };
            }
        }
        let by_score = rows(&scores, k);
        multiply(rows_mut(into.rows, width), Accum::Replace, by_score, rows(&drawn, width), 1.0);
        let mut by_drawn = vec![0.0_f32; drawn.len()];
        multiply(
            rows_mut(&mut by_drawn, width),
            Accum::Replace,
            by_score.transpose(),
            encoded,
            1.0,
        );
        for (&item, row) in negatives.iter().zip(by_drawn.chunks_exact(width)) {
            add_multiple(
                1.0,
                row,
                &mut into.vectors[item as usize * width..(item as usize + 1) * width],
            );
        }
        for (at, &target) in self.targets.iter().enumerate() {
            let own = at * width..(at + 1) * width;
            let item = target as usize * width..(target as usize + 1) * width;
            let score = dot(&self.encoded[own.clone()], &self.vectors[item.clone()]);
            loss += f64::from(share * beta * soft_plus(-score));
            let error = -share * beta * sigmoid(-score);
            add_multiple(error, &self.vectors[item.clone()], &mut into.rows[own.clone()]);
            add_multiple(error, &self.encoded[own], &mut into.vectors[item]);
        }
        loss
    }
}

/// The power β = α (t (1 − 1/α) + 1/α) of the target's probability, α = k / (items − 1) at most 1 (the same, equation 16):
/// t = 0 leaves the plain loss, t = 1 calibrates it wholly.
pub(super) fn calibrated(negatives: usize, n_items: usize, calibration: f32) -> f32 {
    let most = n_items.saturating_sub(1).max(1);
    let alpha = single(crate::number::ratio(negatives.min(most), most)).max(f32::MIN_POSITIVE);
    alpha * (calibration * (1.0 - 1.0 / alpha) + 1.0 / alpha)
}
