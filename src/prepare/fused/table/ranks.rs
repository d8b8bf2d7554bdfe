//! The order of ids, and their texts in that order.

use rayon::slice::ParallelSliceMut;

use super::super::error::FusedError;
use super::dictionary::Texts;
use crate::export::csv::{Quoting, push_text};
use crate::id;

/// The ids of a column in the order of [`crate::id::compare`].
pub(super) struct Ranks {
    /// The rank of each number; of numbers that were not given out it means nothing.
    rank_of: Vec<u32>,
    /// The texts by rank as they are written, each with a comma behind it.
    text: Vec<u8>,
    /// The beginning of each, and the end of the last.
    starts: Vec<u32>,
}

/// The rank of an id that has no rows.
pub(super) const GONE: u32 = u32::MAX;

impl Ranks {
    /// The ranks of `texts`, which are written with `quoting`, or as they are.
    ///
    /// [`FusedError::Odd`] where there is too much text.
    pub(super) fn new(texts: &Texts, quoting: Option<Quoting>) -> Result<Self, FusedError> {
        let mut ids: Vec<(u32, &[u8])> = texts.iter().collect();
        ids.par_sort_unstable_by(|(_, one), (_, other)| id::compare_bytes(one, other));
        let mut rank_of = vec![0; texts.n_numbers()];
        let mut text = Vec::with_capacity(ids.iter().map(|(_, id)| id.len() + 1).sum());
        let mut starts = Vec::with_capacity(ids.len() + 1);
        starts.push(0);
        for (rank, (number, id)) in (0_u32..).zip(&ids) {
            rank_of[*number as usize] = rank;
            match quoting {
                // All texts were read as UTF-8.
                Some(quoting) => push_text(&mut text, &String::from_utf8_lossy(id), quoting),
                None => text.extend_from_slice(id),
            }
            text.push(b',');
            starts.push(u32::try_from(text.len()).map_err(|_| FusedError::Odd)?);
        }
        Ok(Self { rank_of, text, starts })
    }

    /// The rank of the id of this number.
    pub(super) fn of(&self, number: u32) -> u32 {
        self.rank_of[number as usize]
    }

    /// Takes the ids away that have no rows, by number.
    pub(super) fn leave(&mut self, have_rows: &[bool]) {
        for (rank, &has_rows) in self.rank_of.iter_mut().zip(have_rows) {
            if !has_rows {
                *rank = GONE;
            }
        }
    }

    /// The place of the id of this rank.
    pub(super) fn span(&self, rank: u32) -> (u32, u32) {
        (self.starts[rank as usize], self.starts[rank as usize + 1])
    }

    /// The id of this rank as it is written.
    pub(super) fn id(&self, rank: u32) -> &[u8] {
        let text = self.text(self.span(rank));
        &text[..text.len() - 1]
    }

    /// The first byte of a span.
    pub(super) fn touch(&self, (from, _): (u32, u32)) -> u8 {
        self.text[from as usize]
    }

    /// The id of a span as it is written, with a comma behind it.
    pub(super) fn text(&self, (from, to): (u32, u32)) -> &[u8] {
        &self.text[from as usize..to as usize]
    }

    /// One more than the largest number.
    pub(super) const fn n_numbers(&self) -> usize {
        self.rank_of.len()
    }
}
