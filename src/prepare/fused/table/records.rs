//! The records of all steps, as the general engine records it.

use super::plan::TablePlan;
use crate::transform::{Step, StepRecord};

/// The records of a run in the making.
#[derive(Debug)]
pub(super) struct Records {
    done: Vec<StepRecord>,
    rows: u64,
}

impl Records {
    /// The records for a table of `rows`.
    pub(super) const fn new(rows: u64) -> Self {
        Self { done: Vec::new(), rows }
    }

    /// The next step, and its place.
    pub(super) fn next<'p>(&self, plan: &'p TablePlan) -> Option<(usize, &'p Step)> {
        plan.steps.get(self.done.len()).map(|step| (self.done.len(), step))
    }

    /// Adds the numbers of rows in and out of `step`.
    pub(super) fn push(&mut self, step: &Step, rows_out: u64, log: Vec<String>) {
        self.done.push(StepRecord::new(step.clone(), self.rows, rows_out, log));
        self.rows = rows_out;
    }

    /// The rows that the last step left.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn into_done(self) -> Vec<StepRecord> {
        self.done
    }
}
