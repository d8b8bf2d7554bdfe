//! Rows as the text of a CSV.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::error::{First, FusedError};
use super::super::in_turn::InTurn;
use super::super::record::Record;
use super::super::sorted::{BLOCK_RECORDS, write_blocks};
use super::job::Job;
use super::parts::Parts;
use super::pieces::{Piece, Pieces, header};
use super::tails::Tails;
use super::writing::Writing;
use crate::export::Destination;
use crate::parallel::in_threads;

/// Records of which what is needed is loaded at once.
const BATCH: usize = 256;

/// Writes all rows, and gives their number by the row of the frame of tails.
pub(super) fn write(
    writing: &Writing,
    parts: &Parts,
    tails: &Tails,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<Vec<u64>, FusedError> {
    let (header, mut pieces) = (header(tails, job.quoting)?, Pieces::default());
    let rows = pieces.add(tails, job.quoting)?;
    let n_rows = rows.len();
    let text = RowText { of: writing, pieces, rows };
    let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
    let next = AtomicUsize::new(0);
    let work = |first: &First| -> Result<Vec<u64>, FusedError> {
        let mut texter = Texter::new(n_rows);
        let (mut records, mut ranked) = (Vec::new(), Vec::new());
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= parts.len() || first.is_set() {
                return Ok(texter.rows);
            }
            parts.take(index, &mut records)?;
            writing.rank(&mut records, &mut ranked)?;
            let block_end = |rest: &[Record]| rest.len().min(BLOCK_RECORDS);
            let is_written = write_blocks(&ranked, index, &out, block_end, |block, write| {
                texter.text.clear();
                block.chunks(BATCH).for_each(|batch| texter.push(batch, &text));
                write(&texter.text)
            })?;
            if !is_written {
                return Ok(texter.rows);
            }
        }
    };
    let counts = in_threads(job.workers.n_threads, || out.stop(), work)?;
    out.finish();
    let sum = |mut all: Vec<u64>, more: Vec<u64>| {
        all.iter_mut().zip(more).for_each(|(count, more)| *count += more);
        all
    };
    Ok(counts.into_iter().reduce(sum).unwrap_or_default())
}

/// The text of rows.
struct RowText<'w> {
    of: &'w Writing,
    pieces: Pieces,
    /// The text of each row of the frame of tails.
    rows: Vec<Piece>,
}

/// Rows of CSV in the making, and how many there are for each row of the frame of tails.
struct Texter {
    text: Vec<u8>,
    rows: Vec<u64>,
    digits: itoa::Buffer,
    found: Vec<Found>,
}

/// The places of the parts of a row.
struct Found {
    user: (u32, u32),
    item: (u32, u32),
    piece: Piece,
    second: u32,
}

impl Texter {
    fn new(n_rows: usize) -> Self {
        let (text, digits) = (Vec::new(), itoa::Buffer::new());
        Self { text, rows: vec![0; n_rows], digits, found: Vec::with_capacity(BATCH) }
    }

    /// Appends some rows. What is far away in memory is loaded for all of them before the first is written,
    /// so that the loads wait for memory together.
    fn push(&mut self, batch: &[Record], text: &RowText<'_>) {
        let of = text.of;
        let rows = &mut self.rows;
        self.found.clear();
        self.found.extend(batch.iter().map(|&record| {
            let row = of.widths.row(record);
            rows[row.tail as usize] += 1;
            Found {
                user: of.users.span(row.user),
                item: of.items.span(row.item),
                piece: text.rows[row.tail as usize],
                second: row.second,
            }
        }));
        let touch = |found: &Found| {
            let bytes = [
                of.users.touch(found.user),
                of.items.touch(found.item),
                text.pieces.touch(found.piece),
            ];
            bytes.into_iter().map(u64::from).sum::<u64>()
        };
        std::hint::black_box(self.found.iter().map(touch).sum::<u64>());
        for found in &self.found {
            let (middle, end) = text.pieces.parts(found.piece);
            self.text.extend_from_slice(of.users.text(found.user));
            self.text.extend_from_slice(of.items.text(found.item));
            self.text.extend_from_slice(middle);
            self.text.extend_from_slice(self.digits.format(found.second).as_bytes());
            self.text.extend_from_slice(end);
        }
    }
}
