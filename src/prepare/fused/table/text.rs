//! Rows as text.

use super::super::FusedError;
use super::key::Row;
use super::tails::Tails;
use crate::column::{ITEM_ID, TIMESTAMP, USER_ID};
use crate::export::csv::{Quoting, push_text, tails as cells};

/// What the rows of the frame of tails look like between item and timestamp, and behind.
pub(super) struct RowText {
    header: Vec<u8>,
    /// From behind the comma after the item up to the timestamp.
    middles: Vec<Box<[u8]>>,
    /// From behind the timestamp up to the end of the line.
    ends: Vec<Box<[u8]>>,
}

impl RowText {
    pub(super) fn new(tails: &Tails, quoting: Quoting) -> Result<Self, FusedError> {
        let (middle, end) = tails.layout()?;
        let frame = tails.frame()?;
        let of = |names: &[String]| cells(&frame, names, quoting).map_err(|_| FusedError::Odd);
        let swapped = |text: &[u8]| -> Box<[u8]> {
            // The comma before each cell becomes one behind it.
            let mut text = text.to_vec();
            if !text.is_empty() {
                text.remove(0);
                text.push(b',');
            }
            text.into()
        };
        let middles = of(&middle)?.iter().map(|text| swapped(text)).collect();
        let ended = |text: &[u8]| -> Box<[u8]> { [text, b"\n"].concat().into() };
        let ends = of(&end)?.iter().map(|text| ended(text)).collect();
        let mut header = Vec::new();
        let names = [USER_ID, ITEM_ID].into_iter().chain(middle.iter().map(String::as_str));
        let names = names.chain([TIMESTAMP]).chain(end.iter().map(String::as_str));
        for (at, name) in names.enumerate() {
            if at > 0 {
                header.push(b',');
            }
            push_text(&mut header, name, quoting);
        }
        header.push(b'\n');
        Ok(Self { header, middles, ends })
    }

    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// For each row of the frame of tails what stands between item and timestamp, and behind.
    pub(super) fn into_rows(self) -> Vec<(Box<[u8]>, Box<[u8]>)> {
        self.middles.into_iter().zip(self.ends).collect()
    }

    /// Rows of the frame of tails.
    pub(super) const fn n_rows(&self) -> usize {
        self.middles.len()
    }
}

/// Rows of CSV in the making, and how many there are for each row of the frame of tails.
pub(super) struct Texter {
    text: Vec<u8>,
    pub(super) rows: Vec<u64>,
    second_text: itoa::Buffer,
}

impl Texter {
    pub(super) fn new(n_rows: usize) -> Self {
        Self { text: Vec::new(), rows: vec![0; n_rows], second_text: itoa::Buffer::new() }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text
    }

    pub(super) fn clear(&mut self) {
        self.text.clear();
    }

    /// Appends a row; user and item come with the comma behind them.
    pub(super) fn push(&mut self, row: &Row, user: &[u8], item: &[u8], text: &RowText) {
        let tail = row.tail as usize;
        self.text.extend_from_slice(user);
        self.text.extend_from_slice(item);
        self.text.extend_from_slice(&text.middles[tail]);
        self.text.extend_from_slice(self.second_text.format(row.second).as_bytes());
        self.text.extend_from_slice(&text.ends[tail]);
        self.rows[tail] += 1;
    }
}
