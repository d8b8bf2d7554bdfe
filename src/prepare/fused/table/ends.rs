//! The beginning and the end of a run, as the general engine records them.

use std::collections::BTreeMap;

use super::super::error::FusedError;
use super::done::TableDone;
use super::plan::Role;
use super::plan::TablePlan;
use super::records::Records;
use super::source::Tally;
use super::tails::Tails;
use super::times::Settled;
use crate::export::digest::FileRecord;
use crate::transform::{CollapseEvents, Step};

/// Records the steps that are done while rows are read.
pub(super) fn record_reading(
    plan: &TablePlan,
    tally: &Tally,
    settled: Settled,
    records: &mut Records,
) {
    while let Some((at, step)) = records.next(plan) {
        if plan.roles[at] != Role::Read {
            break;
        }
        match step {
            Step::TimestampUnit(unit) => {
                let (oldest, newest) = (i64::from(tally.oldest), i64::from(tally.newest));
                records.push(step, tally.rows, unit.said(settled.unit, oldest, newest));
            }
            _ => records.push(step, tally.tails.iter().sum(), Vec::new()),
        }
    }
}

/// The parts of a result.
pub(super) struct Finished {
    pub(super) records: Records,
    /// Rows written, by the row of the frame of tails.
    pub(super) written: Vec<u64>,
    /// Rows before the strongest are left.
    pub(super) expected: u64,
    /// The logs of the steps behind that.
    pub(super) late: Vec<Vec<String>>,
    pub(super) notes: Vec<String>,
    pub(super) input: Option<FileRecord>,
}

/// The records of the last steps, and the facts about the rows.
pub(super) fn done(
    plan: &TablePlan,
    tails: &Tails,
    finished: Finished,
) -> Result<TableDone, FusedError> {
    let Finished { mut records, written, expected, late, notes, input } = finished;
    let rows: u64 = written.iter().sum();
    let mut late = late.into_iter();
    while let Some((at, step)) = records.next(plan) {
        let log = match plan.roles[at] {
            Role::Strongest if rows < expected => {
                vec![CollapseEvents::said(expected - rows)]
            }
            Role::Tail => late.next().unwrap_or_default(),
            _ => Vec::new(),
        };
        records.push(step, rows, log);
    }
    let mut events = BTreeMap::<String, u64>::new();
    for (kind, rows) in tails.kinds().into_iter().zip(&written) {
        if !kind.is_empty() && *rows > 0 {
            *events.entry(kind).or_default() += rows;
        }
    }
    let are_there: Vec<bool> = written.iter().map(|&rows| rows > 0).collect();
    let sample = tails.only(&are_there)?;
    let events = events.into_iter().collect();
    Ok(TableDone { records: records.into_done(), notes, events, rows, input, sample })
}
