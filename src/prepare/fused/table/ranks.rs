//! The order of ids, and their texts in that order.

use rayon::slice::ParallelSliceMut;

use super::dictionary::Texts;
use crate::export::csv::{Quoting, push_text};

/// The ids of a column in the order of [`crate::id::compare`].
pub(super) struct Ranks {
    /// The rank of each number; of numbers that were not given out it means nothing.
    rank_of: Vec<u32>,
    /// The texts by rank as they are written, each with a comma behind it.
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Ranks {
    /// The ranks of `texts`, which are written with `quoting`.
    pub(super) fn new(texts: Texts, quoting: Quoting) -> Self {
        let mut ids: Vec<(u32, &[u8])> = texts.iter().collect();
        ids.par_sort_unstable_by(|(_, one), (_, other)| {
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        });
        let numbers = ids.iter().map(|(number, _)| *number as usize + 1).max().unwrap_or(0);
        let mut rank_of = vec![0; numbers];
        let mut text = Vec::with_capacity(ids.iter().map(|(_, id)| id.len() + 1).sum());
        let mut ends = Vec::with_capacity(ids.len());
        for (rank, (number, id)) in (0_u32..).zip(&ids) {
            rank_of[*number as usize] = rank;
            // All texts were read as UTF-8.
            push_text(&mut text, &String::from_utf8_lossy(id), quoting);
            text.push(b',');
            ends.push(text.len());
        }
        drop(ids);
        drop(texts);
        Self { rank_of, text, ends }
    }

    /// The rank of the id of this number.
    pub(super) fn of(&self, number: u32) -> u32 {
        self.rank_of[number as usize]
    }

    /// The id of this rank as it is written, with a comma behind it.
    pub(super) fn text(&self, rank: u32) -> &[u8] {
        let rank = rank as usize;
        let from = if rank == 0 { 0 } else { self.ends[rank - 1] };
        &self.text[from..self.ends[rank]]
    }

    /// How many numbers there may be.
    pub(super) const fn n_numbers(&self) -> usize {
        self.rank_of.len()
    }
}
