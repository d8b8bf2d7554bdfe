//! A model that learns in epochs, while it runs: its progress, and its end when the time is over.

use std::ops::ControlFlow;
use std::time::Instant;

use super::evaluation::{EpochProgress, Progress};
use crate::model::Epoch;
use crate::number::from_count;

/// The epochs of one fit after another.
pub(super) struct Epochs<'p> {
    at: Progress<'p>,
    progress: &'p dyn Fn(Progress<'_>),
    /// The seconds of each fit, where the time is limited.
    budget_s: Option<f64>,
    started: Option<Instant>,
    is_cut_short: bool,
}

impl<'p> Epochs<'p> {
    /// Fits at this place of the run, each of which has `budget_s` seconds.
    pub(super) const fn new(
        at: Progress<'p>,
        progress: &'p dyn Fn(Progress<'_>),
        budget_s: Option<f64>,
    ) -> Self {
        Self { at, progress, budget_s, started: None, is_cut_short: false }
    }

    /// Begins another fit.
    pub(super) const fn begin(&mut self, now: Instant) {
        self.started = Some(now);
        self.is_cut_short = false;
    }

    /// Tells of an epoch, and breaks when another one would end too late.
    pub(super) fn told(&mut self, epoch: Epoch) -> ControlFlow<()> {
        let spent = self.started.map_or(0.0, |started| started.elapsed().as_secs_f64());
        let of_one = spent / from_count(epoch.number.max(1));
        let seconds_left = of_one * from_count(epoch.most.saturating_sub(epoch.number));
        let told = EpochProgress { epoch, seconds_left };
        (self.progress)(Progress { epoch: Some(told), ..self.at });
        if epoch.number < epoch.most && self.budget_s.is_some_and(|budget| spent + of_one > budget)
        {
            self.is_cut_short = true;
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }

    /// Tells whether the time ended the last fit.
    pub(super) const fn is_cut_short(&self) -> bool {
        self.is_cut_short
    }
}
