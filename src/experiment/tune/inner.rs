//! The inner cut on which candidates are tried.

use super::trial::Trial;
use crate::dataset::Dataset;
use crate::experiment::config::Experiment;
use crate::experiment::question::{Question, ask, ranked};
use crate::metric::{Convention, Judged, LIST_LENGTH, Metric};
use crate::model::{FitError, ModelConfig, Training};
use crate::number::{from_count, round_to_count};
use crate::split::{Fold, InnerUsers, SplitError, Targets};

/// The share of the training users that are inner test users.
const INNER_SHARE: f64 = 0.2;

/// An inner cut: a training set and test users, all of training rows of the outer cut.
#[derive(Debug)]
pub struct InnerCut {
    fold: Fold,
}

impl InnerCut {
    /// The inner cut of the first fold of `experiment`: a fifth of its training users, by a hash of their ids, are
    /// tested on the newest tenth of their rows, as the service would; the others are learnt from. What the outer cut
    /// holds out is in neither, nor, where it deals out whole users, are its test users.
    ///
    /// # Errors
    /// When the protocol cannot be followed, or nobody is left to test.
    pub fn of(dataset: &Dataset, experiment: &Experiment, seed: u64) -> Result<Self, SplitError> {
        let split = experiment.protocol.split(dataset, experiment.cut.clone())?;
        let outer = split.fold(0)?;
        let training = Training::new(dataset, &outer.training_rows);
        let users = InnerUsers::new(dataset, &experiment.cut, training.users(), seed);
        let n_inner = round_to_count(from_count(users.n_users()) * INNER_SHARE).max(1);
        let fold = users.fold(0..n_inner.min(users.n_users()));
        if fold.test_users.is_empty() || fold.training_rows.is_empty() {
            return Err(SplitError::NoTestUsers("too few training users for an inner cut"));
        }
        Ok(Self { fold })
    }

    /// The number of inner test users.
    #[must_use]
    pub fn n_users(&self) -> usize {
        self.fold.test_users.len()
    }

    /// The trial of `config` on the first `n_users` inner test users.
    #[must_use]
    pub fn value(
        &self,
        dataset: &Dataset,
        experiment: &Experiment,
        config: &ModelConfig,
        metric: &Metric,
        n_users: usize,
    ) -> Trial {
        let started = std::time::Instant::now();
        let n_users = n_users.min(self.n_users());
        let found = self.mean(dataset, experiment, config, metric, n_users);
        let seconds = started.elapsed().as_secs_f64();
        let (value, failure) = match found {
            Ok(value) => (Some(value), None),
            Err(failure) => (None, Some(failure.to_string())),
        };
        Trial { model: config.text(), users: n_users, value, failure, seconds }
    }

    fn mean(
        &self,
        dataset: &Dataset,
        experiment: &Experiment,
        config: &ModelConfig,
        metric: &Metric,
        n_users: usize,
    ) -> Result<f64, FitError> {
        let test_users = &self.fold.test_users[..n_users];
        let training = Training::new(dataset, &self.fold.training_rows).for_task(experiment.task());
        let targets = Targets::of(dataset, &experiment.cut.target).unwrap_or_default();
        let seen = (&targets, experiment.seen);
        let question = |test| Question::new(dataset, test, seen, experiment.purpose, None);
        let questions: Vec<Question> = test_users.iter().map(question).collect();
        let model = config.fit(&training)?;
        let lists = ranked(ask(dataset, model.as_ref(), test_users, &questions)?);
        let convention = experiment.scoring.convention;
        let values = lists.iter().zip(test_users).map(|(list, test)| {
            let is_hit = |item: &Option<crate::dataset::ItemIdx>| {
                item.is_some_and(|item| test.held_out.binary_search(&item).is_ok())
            };
            let hits: Vec<bool> = list.items.iter().take(LIST_LENGTH).map(is_hit).collect();
            value_of(metric, &hits, test.held_out.len(), convention)
        });
        Ok(values.sum::<f64>() / from_count(n_users))
    }
}

fn value_of(metric: &Metric, hits: &[bool], n_held_out: usize, convention: Convention) -> f64 {
    metric.of_hits(Judged::from_hits(hits, n_held_out), convention).unwrap_or(0.0)
}
