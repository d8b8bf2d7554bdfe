//! Rows that a network is given at once.

use super::packed::Packed;
use super::tokens::Token;

/// Sequences of inputs, packed.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) packed: Packed,
    /// The row of each input's item among the item vectors.
    pub(super) items: Vec<u32>,
    /// The number of inputs behind each one in its sequence.
    pub(super) behind: Vec<u32>,
    /// The event types and the gap of each input.
    pub(super) types: Vec<u32>,
    pub(super) gaps: Vec<u8>,
}

impl Batch {
    /// These sequences, each with one token or more; `row` gives the row of a token's item.
    pub(super) fn new<'t>(
        sequences: impl Iterator<Item = &'t [Token]> + Clone,
        row: impl Fn(&Token) -> u32,
    ) -> Self {
        let packed = Packed::new(sequences.clone().map(<[Token]>::len));
        let mut batch = Self { packed, ..Self::default() };
        for tokens in sequences {
            for (token, behind) in tokens.iter().zip((0..crate::number::to_u32(tokens.len())).rev())
            {
                batch.items.push(row(token));
                batch.behind.push(behind);
                batch.types.push(token.types);
                batch.gaps.push(token.gap);
            }
        }
        batch
    }
}
