//! The optimiser.

use rayon::prelude::*;

use crate::model::parts::vector::widest;

/// Decay of the means of gradients and of their squares; the second as in SASRec's implementation.
const DECAY: [f32; 2] = [0.9, 0.98];
const LEAST: f32 = 1e-8;
/// Numbers that a thread takes at a time.
const CHUNK: usize = 16_384;

/// Adam (Kingma and Ba 2015, arXiv:1412.6980, algorithm 1).
#[derive(Debug)]
pub(super) struct Adam {
    rate: f32,
    steps: i32,
    means: Vec<f32>,
    squares: Vec<f32>,
}

impl Adam {
    pub(super) fn new(n: usize, rate: f32) -> Self {
        Self { rate, steps: 0, means: vec![0.0; n], squares: vec![0.0; n] }
    }

    /// One step against `gradient`, which it sets to 0.
    pub(super) fn step(&mut self, values: &mut [f32], gradient: &mut [f32]) {
        self.steps += 1;
        let rate = self.rate * (1.0 - DECAY[1].powi(self.steps)).sqrt()
            / (1.0 - DECAY[0].powi(self.steps));
        let moments = self.means.par_chunks_mut(CHUNK).zip(self.squares.par_chunks_mut(CHUNK));
        let values = values.par_chunks_mut(CHUNK).zip(gradient.par_chunks_mut(CHUNK));
        values.zip(moments).for_each(|((values, gradient), (means, squares))| {
            widest(
                #[inline(always)]
                || {
                    for at in 0..values.len() {
                        let slope = gradient[at];
                        means[at] = DECAY[0] * means[at] + (1.0 - DECAY[0]) * slope;
                        squares[at] = DECAY[1] * squares[at] + (1.0 - DECAY[1]) * slope * slope;
                        values[at] -= rate * means[at] / (squares[at].sqrt() + LEAST);
                        gradient[at] = 0.0;
                    }
                },
            );
        });
    }
}

/// Adds all vectors behind the first to it, in their order, and sets them to 0.
pub(super) fn gather(lanes: &mut [Vec<f32>]) {
    let Some((first, others)) = lanes.split_first_mut() else { return };
    let mut chunks: Vec<(&mut [f32], Vec<&mut [f32]>)> =
        first.chunks_mut(CHUNK).map(|chunk| (chunk, Vec::new())).collect();
    for other in others {
        for (chunk, own) in other.chunks_mut(CHUNK).zip(&mut chunks) {
            own.1.push(chunk);
        }
    }
    chunks.into_par_iter().for_each(|(sum, others)| {
        widest(
            #[inline(always)]
            || {
                for other in &others {
                    for at in 0..sum.len() {
                        sum[at] += other[at];
                    }
                }
            },
        );
        for other in others {
            other.fill(0.0);
        }
    });
}
