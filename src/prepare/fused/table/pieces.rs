//! The pieces of text that rows are made of.

use polars::prelude::DataFrame;

use super::super::error::FusedError;
use super::straight::GAP;
use super::tails::Tails;
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::csv::{Quoting, push_text, tails as cells};

/// The text of a row beside its ids and its timestamp, as a place among the pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Piece {
    start: u32,
    /// Bytes from behind the comma after the item up to the timestamp.
    middle: u32,
    /// Bytes from behind the timestamp up to the end of the line.
    end: u32,
}

/// Pieces of text, one after another.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    text: Vec<u8>,
}

impl Pieces {
    /// Adds the pieces of every row of the frame of tails; [`FusedError::Odd`] where there is too much text.
    pub(super) fn add(
        &mut self,
        tails: &Tails,
        quoting: Quoting,
    ) -> Result<Vec<Piece>, FusedError> {
        let (middle, end) = tails.layout()?;
        let frame = tails.frame()?;
        let of = |names: &[String]| parts(tails, &frame, names, quoting);
        let length = |length: usize| u32::try_from(length).map_err(|_| FusedError::Odd);
        let mut pieces = Vec::with_capacity(frame.height());
        for (middle, end) in of(&middle)?.into_iter().zip(of(&end)?) {
            let start = self.text.len();
            // The comma before each cell becomes one behind it.
            if let Some((_, middle)) = middle.split_first() {
                self.text.extend_from_slice(middle);
                self.text.push(b',');
            }
            let timestamp = self.text.len();
            self.text.extend_from_slice(&end);
            self.text.push(b'\n');
            pieces.push(Piece {
                start: length(start)?,
                middle: length(timestamp - start)?,
                end: length(self.text.len() - timestamp)?,
            });
        }
        length(self.text.len())?;
        Ok(pieces)
    }

    /// The two parts of a piece.
    pub(super) fn parts(&self, piece: Piece) -> (&[u8], &[u8]) {
        let from = piece.start as usize;
        let both = &self.text[from..from + (piece.middle + piece.end) as usize];
        both.split_at(piece.middle as usize)
    }

    /// The first byte of a piece.
    pub(super) fn touch(&self, piece: Piece) -> u8 {
        self.text.get(piece.start as usize).copied().unwrap_or(0)
    }
}

/// The cells `names` of each row, with a comma before each cell, and gaps where the row's tail has them.
fn parts(
    tails: &Tails,
    frame: &DataFrame,
    names: &[String],
    quoting: Quoting,
) -> Result<Vec<Box<[u8]>>, FusedError> {
    let of = |names: &[String]| cells(frame, names, quoting).map_err(|_| FusedError::Odd);
    let Some(have_gaps) = tails.have_gaps() else { return of(names) };
    let mut parts = vec![Vec::new(); frame.height()];
    for name in names {
        let gap = tails.gap(name).map(|nth| [b',', GAP, nth]);
        for ((part, cell), &has_gaps) in
            parts.iter_mut().zip(of(std::slice::from_ref(name))?).zip(&have_gaps)
        {
            part.extend_from_slice(gap.as_ref().filter(|_| has_gaps).map_or(&cell, |gap| gap));
        }
    }
    Ok(parts.into_iter().map(Vec::into_boxed_slice).collect())
}

/// The header of the CSV.
pub(super) fn header(tails: &Tails, quoting: Quoting) -> Result<Vec<u8>, FusedError> {
    let (middle, end) = tails.layout()?;
    let names = [USER_ID, ITEM_ID].into_iter().chain(middle.iter().map(String::as_str));
    let names = names.chain([TIMESTAMP]).chain(end.iter().map(String::as_str));
    let mut header = Vec::new();
    for (at, name) in names.enumerate() {
        if at > 0 {
            header.push(b',');
        }
        push_text(&mut header, name, quoting);
    }
    header.push(b'\n');
    Ok(header)
}
