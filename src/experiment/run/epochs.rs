//! A model that learns in epochs, while it runs: its progress, and its end when the time is over.

use std::ops::ControlFlow;
use std::time::Instant;

use super::progress::{EpochProgress, Progress};
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

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::time::Duration;

    use super::*;
    use crate::dataset::Dataset;
    use crate::experiment::Experiment;
    use crate::model::ModelConfig;
    use crate::split::Protocol;

    #[test]
    fn an_epoch_that_would_end_too_late_is_not_begun() {
        let told = RefCell::new(Vec::new());
        let progress = |at: Progress<'_>| told.borrow_mut().push(at.epoch);
        let at =
            Progress { model: "m", fold: 1, done: 0, total: 1, seconds_left: None, epoch: None };
        let epoch = |number| Epoch { number, most: 3, loss: 0.5 };
        for (budget_s, is_ended) in [(None, false), (Some(1e9), false), (Some(0.0), true)] {
            let mut epochs = Epochs::new(at, &progress, budget_s);
            epochs.begin(Instant::now());
            assert_eq!(epochs.told(epoch(1)).is_break(), is_ended);
            assert_eq!(epochs.is_cut_short(), is_ended);
            epochs.begin(Instant::now());
            assert!(epochs.told(epoch(3)).is_continue(), "the last one is done");
            assert!(!epochs.is_cut_short());
        }
        let last = told.borrow().last().copied().flatten();
        assert_eq!(last.map(|told| (told.epoch.number, told.seconds_left)), Some((3, 0.0)));
    }

    #[test]
    fn a_network_ends_with_the_time_and_the_result_says_so() {
        let rows = (0..400_i64).map(|at| (format!("{}", at / 10), format!("{}", at % 7), at));
        let dataset = Dataset::builder().interactions(rows).build();
        let networks = ["sasrec:factors=4,epochs=100000,patience=100000", "popularity"];
        let models = networks.map(|text| ModelConfig::parse(text).expect("a model"));
        let experiment = Experiment {
            protocol: Protocol::LeaveLastOne,
            time_limit: Some(Duration::from_millis(400)),
            ..Experiment::of(models)
        };
        let result = experiment.run(&dataset).expect("two models").result;
        let cut_short: Vec<usize> = result.models.iter().map(|one| one.fits_cut_short).collect();
        assert_eq!(cut_short, [1, 0]);
        assert!(result.skipped.is_empty());
    }
}
