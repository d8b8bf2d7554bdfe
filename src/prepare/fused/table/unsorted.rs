//! A table's rows in the order of its files: each block is written as it is read.

use std::sync::{Mutex, PoisonError};

use super::super::error::{First, FusedError};
use super::super::in_turn::InTurn;
use super::batch::{Places, Rows};
use super::dictionary::Local;
use super::done::TableDone;
use super::ends::{Finished, done, record_reading};
use super::job::{Job, TableText};
use super::lines::{self, Fields, FieldsOfRow, Form};
use super::outcomes::Outcomes;
use super::plan::TablePlan;
use super::records::Records;
use super::source::{Source, Tally};
use super::straight;
use super::tails::{Tails, apply_all};
use super::verbatim::{self, Pending, Verbatim};
use crate::export::Destination;
use crate::export::csv::push_text;
use crate::parallel::{AfterTurn, in_threads};
use crate::source::mapped::{Cells, FileBlock};

pub(super) fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    let cells = Cells::new(table.mapped, table.instants, table.reading);
    let source = Source::new(plan, table, &cells)?;
    let (header, order) = Outcomes::header(plan, table, job.quoting)?;
    let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
    let tally = Mutex::new(Tally::new());
    let work = |first: &First| -> Result<(), FusedError> {
        let outcomes = Outcomes::new(plan, table, &source.straight, job.quoting);
        let mut worker = Worker::new(job, &source, outcomes);
        let mut fields = Fields::default();
        while !first.is_set() {
            let Some((index, block)) = source.next()? else { break };
            (job.workers.progress)(block.n_read);
            worker.take_block(&source, &block, order.as_deref(), &mut fields)?;
            if !out.write(index, AfterTurn::PassOn, &worker.text)? {
                break;
            }
        }
        tally.lock().unwrap_or_else(PoisonError::into_inner).add(&worker.tally);
        Ok(())
    };
    in_threads(job.workers.n_threads, || out.stop(), work)?;
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
    let Source { tails, physicals, straight, .. } = source;
    let texts = tails.into_texts();
    tally.tails.resize(texts.n_numbers(), 0);
    let physicals = physicals.into_inner().unwrap_or_default();
    let mut tails = Tails::new(texts.iter().collect(), table, &physicals, &straight)?;
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
    verbatim: Verbatim,
    /// The number of the tail of each row of a batch.
    numbers: Vec<u32>,
    /// The range of the rows that each row of a batch gives.
    ranges: Vec<(u32, u32)>,
    text: Vec<u8>,
    digits: itoa::Buffer,
}

/// A block that is being worked on.
struct Open<'w, 's, 'b> {
    source: &'w Source<'s>,
    places: &'w Places<'b>,
    bytes: &'b [u8],
    /// Rows that are not written yet, behind those that are `pending`.
    rows: Rows<'b>,
    pending: Pending,
    /// True if rows may pass as they stand.
    is_in_order: bool,
}

impl<'a> Worker<'a> {
    fn new(job: Job<'a>, source: &'a Source<'_>, outcomes: Outcomes<'a>) -> Self {
        Self {
            job,
            outcomes,
            tally: Tally::new(),
            tails: Local::new(&source.tails, job.workers.n_threads),
            verbatim: Verbatim::default(),
            numbers: Vec::new(),
            ranges: Vec::new(),
            text: Vec::new(),
            digits: itoa::Buffer::new(),
        }
    }

    /// Makes the text of a block.
    fn take_block(
        &mut self,
        source: &Source<'_>,
        block: &FileBlock,
        order: Option<&[usize]>,
        fields: &mut Fields,
    ) -> Result<(), FusedError> {
        let form = Form::of(&block.bytes);
        let places = source.places(&block.layout, form)?;
        let mut open = Open {
            source,
            places: &places,
            bytes: &block.bytes,
            rows: Rows::new(),
            pending: Pending::default(),
            is_in_order: !self.verbatim.is_vain()
                && verbatim::is_in_order(order, &block.layout, form),
        };
        self.text.clear();
        let n_blank = lines::each(&block.bytes, form, &block.layout, fields, |row| {
            self.take(&mut open, row)
        })?;
        self.tally.n_blank += if block.layout.is_json { 0 } else { n_blank };
        self.finish(&mut open)
    }

    /// Takes a row of a block.
    fn take<'b>(
        &mut self,
        open: &mut Open<'_, '_, 'b>,
        row: FieldsOfRow<'b>,
    ) -> Result<(), FusedError> {
        let Open { source, places, .. } = *open;
        if open.is_in_order {
            if let Some(line) = row.range()
                && self.verbatim.passes(source, places, row, &mut self.tally)
            {
                self.write(source, places, &mut open.rows)?;
                self.text.extend_from_slice(&open.bytes[open.pending.add(line)]);
                return Ok(());
            }
            open.is_in_order = !open.pending.is_too_much();
            self.text.extend_from_slice(&open.bytes[open.pending.take()]);
            if self.verbatim.is_learning() {
                return self.take_and_learn(open, row);
            }
        }
        source.take(places, row, &mut open.rows, &mut self.tally)?;
        if open.rows.is_full() { self.write(source, places, &mut open.rows) } else { Ok(()) }
    }

    /// Takes a row, writes it at once, and learns whether rows like it may pass.
    fn take_and_learn<'b>(
        &mut self,
        open: &mut Open<'_, '_, 'b>,
        row: FieldsOfRow<'b>,
    ) -> Result<(), FusedError> {
        let Open { source, places, .. } = *open;
        self.write(source, places, &mut open.rows)?;
        let from = self.text.len();
        source.take(places, row, &mut open.rows, &mut self.tally)?;
        let has_gaps = open.rows.straight.iter().all(|cell| !cell.is_empty());
        self.write(source, places, &mut open.rows)?;
        let tail = self.numbers.first().copied().filter(|_| has_gaps);
        self.verbatim.learn(places, row, &self.text[from..], tail);
        Ok(())
    }

    /// Writes the rest of a block.
    fn finish(&mut self, open: &mut Open<'_, '_, '_>) -> Result<(), FusedError> {
        self.text.extend_from_slice(&open.bytes[open.pending.take()]);
        open.source.pass(open.pending.n_passed());
        self.write(open.source, open.places, &mut open.rows)
    }

    /// Makes the text of some rows of a block, and forgets the rows.
    fn write(
        &mut self,
        source: &Source<'_>,
        places: &Places<'_>,
        rows: &mut Rows<'_>,
    ) -> Result<(), FusedError> {
        if rows.is_empty() {
            return Ok(());
        }
        let texts = rows.tails();
        let (local, tally) = (&mut self.tails, &mut self.tally);
        self.numbers = source.number_tails(places, rows, &texts, local, tally)?;
        let tails = &self.numbers;
        for (&number, text) in tails.iter().zip(texts) {
            self.outcomes.want(number, text);
        }
        self.outcomes.settle(source.physicals.get().map_or(&[], Vec::as_slice))?;
        // What is far away in memory is loaded for many rows at once.
        self.ranges.clear();
        self.ranges.extend(tails.iter().map(|&tail| self.outcomes.range(tail)));
        let touch = |&range: &(u32, u32)| {
            let rows = self.outcomes.rows(range).iter();
            rows.map(|&piece| u64::from(self.outcomes.pieces.touch(piece))).sum::<u64>()
        };
        std::hint::black_box(self.ranges.iter().map(touch).sum::<u64>());
        for at in 0..rows.moments.len() {
            self.write_row(source, places, rows, at)?;
        }
        rows.clear();
        Ok(())
    }

    /// Makes the text of one row.
    fn write_row(
        &mut self,
        source: &Source<'_>,
        places: &Places<'_>,
        rows: &Rows<'_>,
        at: usize,
    ) -> Result<(), FusedError> {
        let (moment, is_inside) = rows.moments[at];
        let from = self.text.len();
        let both = [
            (rows.users[at], places.user, source.shape.user),
            (rows.items[at], places.item, source.shape.item),
        ];
        for (text, place, column) in both {
            let id = source.id(column, place, text, places.form).ok_or(FusedError::Odd)?;
            if places.form == Form::Simple && place.is_field() {
                self.text.extend_from_slice(id.as_bytes());
            } else {
                push_text(&mut self.text, &id, self.job.quoting);
            }
            self.text.push(b',');
        }
        let ids = from..self.text.len();
        let n_straight = places.straight.len();
        let straight = &rows.straight[at * n_straight..(at + 1) * n_straight];
        // A row whose tail has no gaps has no cells for them.
        let straight = if straight.iter().any(|cell| !cell.is_empty()) { straight } else { &[] };
        let outcomes = if is_inside { self.outcomes.rows(self.ranges[at]) } else { &[] };
        for (nth, &piece) in outcomes.iter().enumerate() {
            if nth > 0 {
                self.text.extend_from_within(ids.clone());
            }
            let (middle, end) = self.outcomes.pieces.parts(piece);
            straight::fill(middle, straight, &mut self.text);
            self.text.extend_from_slice(self.digits.format(moment.second).as_bytes());
            straight::fill(end, straight, &mut self.text);
        }
        if outcomes.is_empty() {
            self.text.truncate(from);
        }
        Ok(())
    }
}
