//! A table's rows in their total order.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::super::in_turn::InTurn;
use super::super::record::Record;
use super::super::sorted::{BLOCK_RECORDS, write_blocks};
use super::super::{First, FusedError};
use super::dictionary::Dictionary;
use super::ends::{Finished, done, record_reading};
use super::key::{Row, Widths};
use super::parts::Parts;
use super::plan::Role;
use super::ranks::{GONE, Ranks};
use super::reading::{self, Read};
use super::records::Records;
use super::repeats::Repeats;
use super::sift::Alive;
use super::strongest::Strongest;
use super::tails::{RowsOf, Tails, apply_all};
use super::text::{Piece, Pieces, header};
use super::typed;
use super::{Job, TableDone, TablePlan, TableText};
use crate::column::{EVENT_TYPE, EVENT_VALUE};
use crate::export::{Destination, Format};
use crate::parallel::in_threads;

/// Records of which what is needed is loaded at once.
const BATCH: usize = 256;

pub(super) fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    let Read { stores, runs, users, items, tails, physicals, mut tally, settled, notes, input } =
        reading::read(plan, table, &job)?;
    let widths = Widths::of(settled.scale);
    let texts = tails.into_texts();
    tally.tails.resize(texts.n_numbers(), 0);
    let mut tails = Tails::new(texts.iter().collect(), table, &physicals, &[])?;
    drop(texts);
    let notes = notes.with(std::mem::take(&mut tails.notes));
    let mut records = Records::new(tally.rows);
    record_reading(plan, &tally, settled, &mut records);
    apply_all(&mut tails, plan, &tally.tails, &mut records)?;

    let bits = if plan.repeats().is_some() { Widths::second_bits() } else { widths.moment_bits() };
    let mut parts = Parts::new(stores, runs, job.memory, bits)?;
    if let Some(keep) = plan.repeats() {
        let same = tails.same(tally.tails.len())?;
        parts.drop_repeats(Repeats { widths, same, keep }, job.n_threads);
    }
    let quoting = (job.format == Format::Csv).then_some(job.quoting);
    let ranks = |dictionary: Dictionary| Ranks::new(&dictionary.into_texts(), quoting);
    let (users, items) = rayon::join(|| ranks(users), || ranks(items));
    let (mut users, mut items) = (users?, items?);
    if plan.has_row_steps() {
        let are_there = tails.are_there(tally.tails.len());
        let mut alive = Alive::new(users.n_numbers(), items.n_numbers(), are_there);
        tally.tails = drop_rows(plan, &mut alive, &parts, widths, &mut records, job.n_threads)?;
        users.leave(alive.users());
        items.leave(alive.items());
    }
    apply_all(&mut tails, plan, &tally.tails, &mut records)?;
    let expected = records.rows();
    let late = apply_late(&mut tails, plan, &records)?;
    let mut written = vec![0; tails.kinds().len()];
    // Of no row nothing is written, not even a header: the caller says which step dropped the last one.
    if expected > 0 {
        tails.sort(plan.steps.last().ok_or(FusedError::Odd)?)?;
        let strongest = strongest(plan, &tails, widths)?;
        let rows_of = tails.rows_of(tally.tails.len());
        let writing = Writing { widths, users, items, rows_of, strongest };
        written = writing.write(&parts, &tails, destination, job)?;
    }
    done(plan, &tails, Finished { records, written, expected, late, notes, input })
}

/// Runs the steps that drop rows by more than their tail, and gives the rows that are left, by tail.
fn drop_rows(
    plan: &TablePlan,
    alive: &mut Alive,
    parts: &Parts,
    widths: Widths,
    records: &mut Records,
    n_threads: usize,
) -> Result<Vec<u64>, FusedError> {
    let mut counts = alive.count(parts, widths, n_threads)?;
    while let Some((at, step)) = records.next(plan) {
        let log = match plan.roles[at] {
            Role::Repeats(_) => Vec::new(),
            Role::Sift(sift) => alive.sift(sift, &mut counts, parts, widths, n_threads)?,
            _ => break,
        };
        records.push(step, counts.rows, log);
    }
    Ok(counts.tails)
}

/// The rule for the strongest row of a moment, if the plan has one.
fn strongest(
    plan: &TablePlan,
    tails: &Tails,
    widths: Widths,
) -> Result<Option<Strongest>, FusedError> {
    let Some(order) = plan.weakest_first() else { return Ok(None) };
    // Which of equally strong events of one second stays is a matter of the file's order.
    if widths.has_fraction() {
        return Err(FusedError::Odd);
    }
    Strongest::new(order, &tails.frame()?).map(Some)
}

/// Runs the steps `columns` that stand behind `collapse-events`, and gives what they say.
fn apply_late(
    tails: &mut Tails,
    plan: &TablePlan,
    records: &Records,
) -> Result<Vec<Vec<String>>, FusedError> {
    let Some((at, _)) = records.next(plan) else { return Ok(Vec::new()) };
    let has_value = tails.has(EVENT_VALUE);
    let mut said = Vec::new();
    for (step, role) in plan.steps[at..].iter().zip(&plan.roles[at..]) {
        if *role == Role::Tail {
            let mut ran = Records::new(0);
            tails.apply(step, &[], &mut ran)?;
            said.extend(ran.into_done().into_iter().map(|record| record.log));
        }
    }
    // What is strongest is found in the columns that are left.
    let is_lost = !tails.has(EVENT_TYPE) || (has_value && !tails.has(EVENT_VALUE));
    if plan.weakest_first().is_some() && is_lost { Err(FusedError::Odd) } else { Ok(said) }
}

/// The ranks and tails that rows are written with.
pub(super) struct Writing {
    pub(super) widths: Widths,
    pub(super) users: Ranks,
    pub(super) items: Ranks,
    /// The rows of the frame of tails that each tail gives.
    rows_of: RowsOf,
    strongest: Option<Strongest>,
}

impl Writing {
    /// Writes all rows, and gives their number by the row of the frame of tails.
    fn write(
        &self,
        parts: &Parts,
        tails: &Tails,
        destination: &mut Destination,
        job: Job<'_>,
    ) -> Result<Vec<u64>, FusedError> {
        let frame = tails.frame()?;
        if !self.widths.has_tail(frame.height()) {
            return Err(FusedError::Odd);
        }
        if job.format != Format::Csv {
            return typed::write(self, parts, &frame, destination, job);
        }
        let (header, mut pieces) = (header(tails, job.quoting)?, Pieces::default());
        let rows = pieces.add(tails, job.quoting)?;
        let text = RowText { of: self, pieces, rows };
        let out = InTurn::new(destination, &header).map_err(FusedError::Write)?;
        let next = AtomicUsize::new(0);
        let work = |first: &First| -> Result<Vec<u64>, FusedError> {
            let mut texter = Texter::new(frame.height());
            let (mut records, mut ranked) = (Vec::new(), Vec::new());
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= parts.len() || first.is_set() {
                    return Ok(texter.rows);
                }
                parts.take(index, &mut records)?;
                self.rank(&mut records, &mut ranked)?;
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
        let counts = in_threads(job.n_threads, || out.stop(), work)?;
        out.finish();
        let sum = |mut all: Vec<u64>, more: Vec<u64>| {
            all.iter_mut().zip(more).for_each(|(count, more)| *count += more);
            all
        };
        Ok(counts.into_iter().reduce(sum).unwrap_or_default())
    }

    /// The rows that are left of the records, by ranks and rows of the frame of tails, sorted.
    pub(super) fn rank(
        &self,
        records: &mut Vec<Record>,
        ranked: &mut Vec<Record>,
    ) -> Result<(), FusedError> {
        ranked.clear();
        ranked.reserve(records.len());
        for &record in records.iter() {
            let row = self.widths.row(record);
            let (user, item) = (self.users.of(row.user), self.items.of(row.item));
            // A tail that a filter left out has no rows.
            if user == GONE || item == GONE {
                continue;
            }
            for &tail in self.rows_of.of(row.tail) {
                let row = Row { user, item, tail, ..row };
                ranked.push(self.widths.record(row).ok_or(FusedError::Odd)?);
            }
        }
        records.clear();
        ranked.sort_unstable();
        if let Some(strongest) = &self.strongest {
            strongest.leave(ranked, self.widths)?;
        }
        Ok(())
    }
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
