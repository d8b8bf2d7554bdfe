//! A table's rows in the order of its files: each block is written as it is read.

use std::sync::{Mutex, PoisonError};

use super::super::in_turn::InTurn;
use super::super::{First, FusedError};
use super::ends::{Finished, Written, done, record_reading};
use super::outcomes::Outcomes;
use super::records::Records;
use super::source::{Places, Source, Tally, text};
use super::tails::{Tails, apply_all};
use super::{Job, TableDone, TablePlan, TableText, lines};
use crate::export::Destination;
use crate::export::csv::push_text;
use crate::parallel::in_threads;
use crate::source::mapped::{Cells, Place};

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
            tail: Vec::new(),
            ids: Vec::new(),
            rows: Vec::new(),
            text: Vec::new(),
        };
        while !first.is_set() {
            let Some((index, block)) = source.next()? else { break };
            (job.progress)(block.n_read);
            let places = source.places(&block.layout)?;
            let take = |fields: &[&str]| worker.take(&source, &places, fields);
            let n_blank = lines::each(&block.bytes, &block.layout, take)?;
            worker.tally.n_blank += if block.layout.is_json { 0 } else { n_blank };
            worker.write(&source)?;
            if !out.write(index, &worker.text, true)? {
                break;
            }
        }
        tally.lock().unwrap_or_else(PoisonError::into_inner).add(&worker.tally);
        Ok(())
    };
    in_threads(job.n_threads, || out.stop(), work)?;
    out.finish();
    let mut tally = tally.into_inner().unwrap_or_else(PoisonError::into_inner);
    let settled = source.times.expect_unit(&tally.seen)?;
    let mut notes = source.notes(&tally, Vec::new());
    let input = source.record(table);
    let Source { tails, physicals, .. } = source;
    let texts = tails.into_texts();
    tally.tails.resize(texts.n_numbers(), 0);
    let path = table.files.files().first().cloned().unwrap_or_default();
    let texts: Vec<(u32, &[u8])> = texts.iter().collect();
    let physicals = physicals.into_inner().unwrap_or_default();
    let mut tails = Tails::new(texts, table, &physicals, &path)?;
    notes.append(&mut tails.notes);
    let mut records = Records::new(tally.rows);
    record_reading(plan, &tally, settled, &mut records);
    apply_all(&mut tails, plan, &tally.tails, &mut records)?;
    let written = Written { rows: tails.weights(&tally.tails) };
    let expected = records.rows();
    done(plan, &tails, Finished { records, written, expected, late: Vec::new(), notes, input })
}

/// A row that is not written yet.
struct Row {
    /// Where its ids end in the text of ids.
    ids_end: usize,
    second: u32,
    tail: u32,
}

/// What one thread holds.
struct Worker<'a> {
    job: Job<'a>,
    outcomes: Outcomes<'a>,
    tally: Tally,
    /// The tail at hand.
    tail: Vec<u8>,
    /// The ids of the block's rows as they are written, each with a comma behind it.
    ids: Vec<u8>,
    rows: Vec<Row>,
    text: Vec<u8>,
}

impl Worker<'_> {
    fn take(
        &mut self,
        source: &Source<'_>,
        places: &Places<'_>,
        fields: &[&str],
    ) -> Result<(), FusedError> {
        let from = self.ids.len();
        let mut id = |place: &Place, column: usize| {
            let id = source.id(column, place, text(place, fields)).ok_or(FusedError::Odd)?;
            push_text(&mut self.ids, &id, self.job.quoting);
            self.ids.push(b',');
            Ok::<_, FusedError>(())
        };
        id(places.user, source.shape.user)?;
        id(places.item, source.shape.item)?;
        let taken = source.take(places, fields, &mut self.tail, &mut self.tally)?;
        let Some((moment, _, tail)) = taken else {
            self.ids.truncate(from);
            return Ok(());
        };
        self.outcomes.want(tail, &self.tail);
        self.rows.push(Row { ids_end: self.ids.len(), second: moment.second, tail });
        Ok(())
    }

    /// Makes the text of the block's rows.
    fn write(&mut self, source: &Source<'_>) -> Result<(), FusedError> {
        self.outcomes.settle(source.physicals.get().map_or(&[], Vec::as_slice))?;
        self.text.clear();
        let mut digits = itoa::Buffer::new();
        let mut from = 0;
        for row in self.rows.drain(..) {
            let ids = &self.ids[from..row.ids_end];
            from = row.ids_end;
            for (middle, end) in self.outcomes.of(row.tail) {
                self.text.extend_from_slice(ids);
                self.text.extend_from_slice(middle);
                self.text.extend_from_slice(digits.format(row.second).as_bytes());
                self.text.extend_from_slice(end);
            }
        }
        self.ids.clear();
        Ok(())
    }
}
