//! A table's rows in the order of its files: each block is written as it is read.

use std::sync::{Mutex, PoisonError};

use super::super::in_turn::InTurn;
use super::super::{First, FusedError};
use super::dictionary::Local;
use super::ends::{Finished, done, record_reading};
use super::lines::{self, Fields};
use super::outcomes::Outcomes;
use super::records::Records;
use super::source::{Places, Rows, Source, Tally, is_field};
use super::tails::{Tails, apply_all};
use super::{Job, TableDone, TablePlan, TableText};
use crate::export::Destination;
use crate::export::csv::push_text;
use crate::parallel::in_threads;
use crate::source::mapped::Cells;

/// Rows of which what is needed is loaded at once.
const BATCH: usize = 256;

pub(super) fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    let cells = Cells::new(table.mapped, table.instants, table.reading);
    let source = Source::new(plan, table, &cells)?;
    let header = Outcomes::header(plan, table, job.quoting)?;
    let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
    let tally = Mutex::new(Tally::new());
    let work = |first: &First| -> Result<(), FusedError> {
        let mut worker = Worker {
            job,
            outcomes: Outcomes::new(plan, table, job.quoting),
            tally: Tally::new(),
            tails: Local::new(&source.tails, job.n_threads),
            text: Vec::new(),
            digits: itoa::Buffer::new(),
        };
        while !first.is_set() {
            let Some((index, block)) = source.next()? else { break };
            (job.progress)(block.n_read);
            let places = source.places(&block.layout)?;
            let mut unquoted = Fields::default();
            let mut rows = Rows::of_block(block.bytes.len());
            let found = lines::each(&block.bytes, &block.layout, &mut unquoted, |fields| {
                source.take(&places, fields, &mut rows, &mut worker.tally)
            })?;
            worker.tally.n_blank += if block.layout.is_json { 0 } else { found.n_blank };
            worker.write(&source, &places, &rows, found.is_simple)?;
            if !out.write(index, &worker.text, true)? {
                break;
            }
        }
        tally.lock().unwrap_or_else(PoisonError::into_inner).add(&worker.tally);
        Ok(())
    };
    in_threads(job.n_threads, || out.stop(), work)?;
    out.finish();
    let tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    finish(plan, table, source, tally)
}

/// The result: the steps run once more, on all tails, for their records.
fn finish(
    plan: &TablePlan,
    table: &TableText<'_>,
    source: Source<'_>,
    mut tally: Tally,
) -> Result<TableDone, FusedError> {
    let settled = source.times.expect_unit(&tally.seen)?;
    let (notes, input) = (source.notes(&tally), source.record(table));
    let Source { tails, physicals, .. } = source;
    let texts = tails.into_texts();
    tally.tails.resize(texts.n_numbers(), 0);
    let physicals = physicals.into_inner().unwrap_or_default();
    let mut tails = Tails::new(texts.iter().collect(), table, &physicals)?;
    let notes = notes.with(std::mem::take(&mut tails.notes));
    let mut records = Records::new(tally.rows);
    record_reading(plan, &tally, settled, &mut records);
    apply_all(&mut tails, plan, &tally.tails, &mut records)?;
    let written = tails.weights(&tally.tails);
    let expected = records.rows();
    done(plan, &tails, Finished { records, written, expected, late: Vec::new(), notes, input })
}

/// The state of one thread.
struct Worker<'a> {
    job: Job<'a>,
    outcomes: Outcomes<'a>,
    tally: Tally,
    tails: Local<'a>,
    text: Vec<u8>,
    digits: itoa::Buffer,
}

impl Worker<'_> {
    /// Makes the text of a block's rows.
    fn write(
        &mut self,
        source: &Source<'_>,
        places: &Places<'_>,
        rows: &Rows<'_>,
        is_simple: bool,
    ) -> Result<(), FusedError> {
        let texts = rows.tails();
        let (local, tally) = (&mut self.tails, &mut self.tally);
        let tails = source.number_tails(places, rows, &texts, local, tally)?;
        for (&number, text) in tails.iter().zip(texts) {
            self.outcomes.want(number, text);
        }
        self.outcomes.settle(source.physicals.get().map_or(&[], Vec::as_slice))?;
        self.text.clear();
        let mut ranges = Vec::with_capacity(BATCH);
        for from in (0..rows.moments.len()).step_by(BATCH) {
            let batch = from..rows.moments.len().min(from + BATCH);
            // What is far away in memory is loaded for many rows at once.
            ranges.clear();
            ranges.extend(tails[batch.clone()].iter().map(|&tail| self.outcomes.range(tail)));
            let touch = |&range: &(u32, u32)| {
                let rows = self.outcomes.rows(range).iter();
                rows.map(|&piece| u64::from(self.outcomes.pieces.touch(piece))).sum::<u64>()
            };
            std::hint::black_box(ranges.iter().map(touch).sum::<u64>());
            for (at, &range) in batch.zip(&ranges) {
                self.write_row(source, places, rows, at, range, is_simple)?;
            }
        }
        Ok(())
    }

    /// Makes the text of one row, of whose tail the rows are in `range`.
    fn write_row(
        &mut self,
        source: &Source<'_>,
        places: &Places<'_>,
        rows: &Rows<'_>,
        at: usize,
        range: (u32, u32),
        is_simple: bool,
    ) -> Result<(), FusedError> {
        let (moment, is_inside) = rows.moments[at];
        let from = self.text.len();
        let both = [
            (rows.users[at], places.user, source.shape.user),
            (rows.items[at], places.item, source.shape.item),
        ];
        for (text, place, column) in both {
            let id = source.id(column, place, text, is_simple).ok_or(FusedError::Odd)?;
            if is_simple && is_field(place) {
                self.text.extend_from_slice(id.as_bytes());
            } else {
                push_text(&mut self.text, &id, self.job.quoting);
            }
            self.text.push(b',');
        }
        let ids = from..self.text.len();
        let outcomes = if is_inside { self.outcomes.rows(range) } else { &[] };
        for (nth, &piece) in outcomes.iter().enumerate() {
            if nth > 0 {
                self.text.extend_from_within(ids.clone());
            }
            let (middle, end) = self.outcomes.pieces.parts(piece);
            self.text.extend_from_slice(middle);
            self.text.extend_from_slice(self.digits.format(moment.second).as_bytes());
            self.text.extend_from_slice(end);
        }
        if outcomes.is_empty() {
            self.text.truncate(from);
        }
        Ok(())
    }
}
