//! A run within a limit of time: the models of cheap families first, and each told from samples before it begins.

use std::time::{Duration, Instant};

use super::running::RunningModel;
use super::view_run::FoldOfView;
use crate::experiment::question::ask;
use crate::model::{FitError, ModelFamily, Training};
use crate::number::{from_count, from_u64};

/// Rows of the larger sample; the smaller one has a quarter of them.
const SAMPLE_ROWS: usize = 20_000;
/// The size of the larger sample, in smaller ones.
const SMALLER: usize = 4;
/// Test users that are asked for a sample.
const SAMPLE_USERS: usize = 200;
/// The shortest time that tells how times grow, in seconds.
const SHORT_S: f64 = 0.002;
/// The share of the time that the models may take: intervals and tests come behind them.
const SHARE: f64 = 0.9;

/// The time of a run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    started: Instant,
    limit: Duration,
}

impl Clock {
    /// Starts now.
    pub(super) fn new(limit: Duration) -> Self {
        Self { started: Instant::now(), limit }
    }

    /// The failure of a model for which too little time is left.
    pub(super) const fn failure(&self) -> FitError {
        FitError::Time { limit_s: self.limit.as_secs() }
    }

    /// Tells whether work of so many seconds ends in time.
    fn has(&self, seconds: f64) -> bool {
        self.started.elapsed().as_secs_f64() + seconds <= self.limit.as_secs_f64() * SHARE
    }

    /// Tells whether fold `index` of contestant `number` ends in time; of its first fold, whether all of its
    /// folds do, with those that the others have before them.
    pub(super) fn admits(
        &self,
        contestants: &[RunningModel<'_>],
        number: usize,
        n_folds: usize,
    ) -> bool {
        let one = &contestants[number];
        // There is always a result.
        if one.contestant.model().family() == ModelFamily::NonPersonal {
            return true;
        }
        if let Some(seconds) = one.seconds_per_fold() {
            return self.has(seconds);
        }
        let promised = contestants.iter().filter(|other| other.failure.is_none());
        let promised: f64 = promised.filter_map(|other| other.seconds_to_come(n_folds)).sum();
        self.has(promised + one.estimate_s.unwrap_or(0.0) * from_count(n_folds))
    }

    /// The seconds that each fit of a model that learns in epochs has: an even share of what is left when
    /// the others have what they need.
    pub(super) fn budget_s(
        &self,
        contestants: &[RunningModel<'_>],
        (n_folds, n_views): (usize, usize),
    ) -> f64 {
        let in_epochs = |one: &&RunningModel<'_>| one.contestant.model().learns_in_epochs();
        let running = || contestants.iter().filter(|one| one.failure.is_none());
        let others = running().filter(|one| !in_epochs(one));
        let promised: f64 = others.filter_map(|other| other.seconds_to_come(n_folds)).sum();
        let fits: usize =
            running().filter(in_epochs).map(|one| one.folds_to_come(n_folds) * n_views).sum();
        let left =
            self.limit.as_secs_f64() * SHARE - self.started.elapsed().as_secs_f64() - promised;
        left / from_count(fits.max(1))
    }

    /// The order of the contestants: fast ones first, and by families as they are listed.
    pub(super) fn order(contestants: &[RunningModel<'_>]) -> Vec<usize> {
        let mut order: Vec<usize> = (0..contestants.len()).collect();
        order.sort_by_key(|&at| {
            let model = contestants[at].contestant.model();
            (!model.is_fast(), model.family())
        });
        order
    }

    /// The seconds that a fold of `contestant` takes in all views, or why it cannot be fitted. What is the
    /// same for everybody takes none, and a sample that takes a quarter of what is left takes for ever.
    pub(super) fn estimate(
        &self,
        contestant: &RunningModel<'_>,
        folds: &[FoldOfView<'_>],
    ) -> Result<f64, FitError> {
        let model = contestant.contestant.model();
        let Some(fold) = folds.iter().find(|fold| !fold.fold.test_users.is_empty()) else {
            return Ok(0.0);
        };
        model.expect_fits(&fold.training)?;
        if model.family() == ModelFamily::NonPersonal {
            return Ok(0.0);
        }
        let sample = Sample::of(&fold.training, SAMPLE_ROWS);
        let part = |of: usize| Sample::of(&fold.training, (sample.rows.len() / of).max(1));
        let mut small = part(SMALLER.pow(3)).seconds(contestant, fold)?;
        for of in [SMALLER.pow(2), SMALLER] {
            if !self.has(4.0 * (small.fit + small.ask)) {
                return Ok(f64::INFINITY);
            }
            small = part(of).seconds(contestant, fold)?;
        }
        if !self.has(4.0 * (small.fit + small.ask)) {
            return Ok(f64::INFINITY);
        }
        let large = sample.seconds(contestant, fold)?;
        let ratio = from_count(fold.training.rows().len()) / from_count(large.n_rows.max(1));
        let work = from_u64(model.work(&fold.training.shape())) / from_u64(large.work.max(1));
        let fit = grown(small.fit, large.fit, ratio).max(large.fit * work);
        let shares_fit = model.learns_from_a_set();
        let fits = if shares_fit { 1.0 } else { from_count(folds.len()) };
        let asked: usize = folds.iter().map(|fold| fold.fold.test_users.len()).sum();
        let ask = grown(small.ask, large.ask, ratio) / from_count(large.n_asked.max(1));
        Ok(fit * fits + ask * from_count(asked))
    }
}

/// The seconds on `ratio` times as many rows, of what takes `small` seconds on a quarter of a sample and `large` ones on
/// all of it.
fn grown(small: f64, large: f64, ratio: f64) -> f64 {
    if ratio <= 1.0 {
        return large;
    }
    let exponent = if large < SHORT_S || small <= 0.0 {
        1.0
    } else {
        (libm::log(large / small) / libm::log(from_count(SMALLER))).clamp(0.0, 2.0)
    };
    large * libm::pow(ratio, exponent)
}

/// Rows of users that stand evenly among all.
struct Sample {
    rows: Vec<u32>,
}

/// The seconds and the work of a sample.
struct Taken {
    n_rows: usize,
    n_asked: usize,
    work: u64,
    fit: f64,
    ask: f64,
}

impl Sample {
    fn of(training: &Training<'_>, n_rows: usize) -> Self {
        let step = training.rows().len().div_ceil(n_rows.max(1)).max(1);
        let users = training.users().step_by(step);
        Self { rows: users.flat_map(|(_, rows)| rows.iter().copied()).collect() }
    }

    fn seconds(
        &self,
        contestant: &RunningModel<'_>,
        fold: &FoldOfView<'_>,
    ) -> Result<Taken, FitError> {
        let dataset = fold.training.dataset();
        let training = Training::new(dataset, &self.rows).for_task(fold.training.task().clone());
        let started = Instant::now();
        let model = contestant.contestant.model().fit(&training)?;
        let fit = started.elapsed().as_secs_f64();
        let n_asked = fold.questions.len().min(SAMPLE_USERS);
        let started = Instant::now();
        let lists = ask(
            dataset,
            model.as_ref(),
            &fold.fold.test_users[..n_asked],
            &fold.questions[..n_asked],
        )?;
        debug_assert_eq!(lists.len(), n_asked, "a list for each");
        let ask = started.elapsed().as_secs_f64();
        let work = contestant.contestant.model().work(&training.shape());
        Ok(Taken { n_rows: self.rows.len(), n_asked, work, fit, ask })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_grow_as_they_grew_between_the_samples() {
        let close = |found: f64, expected: f64| (found - expected).abs() < 1e-9 * expected;
        assert!(close(grown(0.1, 0.4, 10.0), 4.0), "linear");
        assert!(close(grown(0.1, 1.6, 10.0), 160.0), "quadratic");
        assert!(close(grown(0.1, 0.1, 10.0), 0.1), "constant");
        assert!(close(grown(0.1, 12.8, 10.0), 1_280.0), "no more than quadratic");
        assert!(close(grown(0.0001, 0.001, 10.0), 0.01), "too short to say");
        assert!(close(grown(0.1, 0.4, 1.0), 0.4), "the sample is all there is");
    }

    #[test]
    fn a_run_has_nine_tenths_of_its_time() {
        let clock = Clock::new(Duration::from_secs(100));
        assert!(clock.has(80.0));
        assert!(!clock.has(90.1));
        assert_eq!(clock.failure(), FitError::Time { limit_s: 100 });
    }
}
