//! Counts of the rows that went in and came out.

use super::done::Done;
use super::error::FusedError;
use super::outcome::Outcome;
use super::plan::Plan;
use crate::export::digest::FileRecord;
use crate::transform::{CollapseEvents, EventType, Step, StepRecord};

/// Counts of one thread or of all.
#[derive(Debug, Clone)]
pub(super) struct Tally {
    /// Ratings read.
    ratings: u64,
    /// Ratings inside the window.
    inside: u64,
    /// Ratings that meet no rule.
    without_event: u64,
    /// Events before any is collapsed.
    events: u64,
    /// Rows written, by kind.
    pub(super) kinds: Vec<u64>,
    /// Timestamps of all ratings read.
    oldest_s: u32,
    newest_s: u32,
}

impl Tally {
    pub(super) fn new(n_kinds: usize) -> Self {
        Self {
            ratings: 0,
            inside: 0,
            without_event: 0,
            events: 0,
            kinds: vec![0; n_kinds],
            oldest_s: u32::MAX,
            newest_s: 0,
        }
    }

    /// Counts a rating, and tells whether it lies inside the window.
    pub(super) fn admits(&mut self, plan: &Plan, timestamp_s: u32) -> bool {
        self.ratings += 1;
        self.oldest_s = self.oldest_s.min(timestamp_s);
        self.newest_s = self.newest_s.max(timestamp_s);
        let inside = plan.window.is_none_or(|window| window.holds(i64::from(timestamp_s)));
        self.inside += u64::from(inside);
        inside
    }

    pub(super) const fn has_no_event(&self) -> bool {
        self.events == 0
    }

    /// Counts the events of a rating inside the window.
    pub(super) fn count(&mut self, outcome: &Outcome) {
        self.events += outcome.events.len() as u64;
        self.without_event += u64::from(outcome.events.is_empty());
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.ratings += other.ratings;
        self.inside += other.inside;
        self.without_event += other.without_event;
        self.events += other.events;
        self.oldest_s = self.oldest_s.min(other.oldest_s);
        self.newest_s = self.newest_s.max(other.newest_s);
        for (count, more) in self.kinds.iter_mut().zip(&other.kinds) {
            *count += more;
        }
    }

    /// The record of each step, as the general engine would write it.
    pub(super) fn done(
        self,
        plan: &Plan,
        kinds: &[String],
        input: FileRecord,
    ) -> Result<Done, FusedError> {
        // The strict reader says what is wrong with a file without rows.
        if self.ratings == 0 {
            return Err(FusedError::Odd);
        }
        let rows = self.kinds.iter().sum();
        let mut events: Vec<(String, u64)> =
            kinds.iter().cloned().zip(self.kinds.iter().copied()).collect();
        events.retain(|(_, count)| *count > 0);
        events.sort();
        let mut records = Vec::new();
        let mut rows_in = self.ratings;
        for step in &plan.steps {
            let (rows_out, log) = self.after(step, rows_in, rows);
            records.push(StepRecord::new(step.clone(), rows_in, rows_out, log));
            rows_in = rows_out;
        }
        Ok(Done { records, events, rows, input })
    }

    fn after(&self, step: &Step, rows_in: u64, rows: u64) -> (u64, Vec<String>) {
        match step {
            Step::TimestampUnit(step) => {
                let (oldest, newest) = (i64::from(self.oldest_s), i64::from(self.newest_s));
                (rows_in, step.said(step.unit, oldest, newest))
            }
            Step::TimeWindow(_) => (self.inside, Vec::new()),
            Step::EventType(_) if self.without_event > 0 => {
                (self.events, vec![EventType::said(self.without_event)])
            }
            Step::EventType(_) => (self.events, Vec::new()),
            Step::CollapseEvents(_) if rows < rows_in => {
                (rows, vec![CollapseEvents::said(rows_in - rows)])
            }
            Step::CollapseEvents(_) => (rows, Vec::new()),
            _ => (rows_in, Vec::new()),
        }
    }
}
