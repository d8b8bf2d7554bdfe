//! A table's rows in their total order.

use super::super::error::FusedError;
use super::dictionary::Dictionary;
use super::done::TableDone;
use super::ends::{Finished, done, record_reading};
use super::job::{Job, TableText};
use super::key::Widths;
use super::parts::Parts;
use super::plan::Role;
use super::plan::TablePlan;
use super::ranks::Ranks;
use super::records::Records;
use super::repeats::Repeats;
use super::sift::{Alive, AllRows};
use super::strongest::Strongest;
use super::tails::{Tails, apply_all};
use super::to_records::{self, Read};
use super::writing::Writing;
use super::{csv_rows, typed};
use crate::column::{EVENT_TYPE, EVENT_VALUE};
use crate::export::{Destination, Format};

pub(super) fn run(
    plan: &TablePlan,
    table: &TableText<'_>,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<TableDone, FusedError> {
    let Read { stores, runs, users, items, tails, physicals, mut tally, settled, notes, input } =
        to_records::read(plan, table, &job)?;
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
    let mut parts = Parts::new(stores, runs, job.workers.memory, bits)?;
    if let Some(keep) = plan.repeats() {
        let same = tails.same(tally.tails.len())?;
        parts.drop_repeats(Repeats { widths, same, keep }, job.workers.n_threads);
    }
    let quoting = (job.format == Format::Csv).then_some(job.quoting);
    let ranks = |dictionary: Dictionary| Ranks::new(&dictionary.into_texts(), quoting);
    let (users, items) = rayon::join(|| ranks(users), || ranks(items));
    let (mut users, mut items) = (users?, items?);
    if plan.has_row_steps() {
        let are_there = tails.are_there(tally.tails.len());
        let mut alive = Alive::new(users.n_numbers(), items.n_numbers(), are_there);
        let rows = AllRows { parts: &parts, widths, n_threads: job.workers.n_threads };
        tally.tails = drop_rows(plan, &mut alive, rows, &mut records)?;
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
        written = write(&writing, &parts, &tails, destination, job)?;
    }
    done(plan, &tails, Finished { records, written, expected, late, notes, input })
}

/// Runs the steps that drop rows by more than their tail, and gives the rows that are left, by tail.
fn drop_rows(
    plan: &TablePlan,
    alive: &mut Alive,
    rows: AllRows<'_>,
    records: &mut Records,
) -> Result<Vec<u64>, FusedError> {
    let mut counts = alive.count(rows)?;
    while let Some((at, step)) = records.next(plan) {
        let log = match plan.roles[at] {
            Role::Repeats(_) => Vec::new(),
            Role::Sift(sift) => alive.sift(sift, &mut counts, rows)?,
            _ => break,
        };
        records.push(step, counts.rows(), log);
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

/// Writes all rows, and gives their number by the row of the frame of tails.
fn write(
    writing: &Writing,
    parts: &Parts,
    tails: &Tails,
    destination: &mut Destination,
    job: Job<'_>,
) -> Result<Vec<u64>, FusedError> {
    let frame = tails.frame()?;
    if !writing.widths.has_tail(frame.height()) {
        return Err(FusedError::Odd);
    }
    if job.format == Format::Csv {
        csv_rows::write(writing, parts, tails, destination, job)
    } else {
        typed::write(writing, parts, &frame, destination, job)
    }
}
