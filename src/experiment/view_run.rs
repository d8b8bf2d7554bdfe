//! One view of an evaluation while it runs.

use super::config::{Experiment, View};
use super::growth;
use super::journal::Journal;
use super::judge::{Judge, metrics};
use super::question::{Question, candidates_of};
use crate::dataset::Dataset;
use crate::metric::{Growth, Metric};
use crate::model::Training;
use crate::split::{Fold, Split, SplitError, TestUser};

/// One view: what is evaluated, how it is cut, and what does not depend on a model.
pub(super) struct ViewRun<'a> {
    pub(super) view: View,
    pub(super) experiment: &'a Experiment,
    pub(super) split: Split<'a>,
    pub(super) metrics: Vec<Metric>,
    pub(super) journal: Option<Journal>,
    /// The view of which this one draws rows of one second in another order.
    pub(super) draws_again: Option<usize>,
    growth: Option<Growth>,
}

/// A fold of one view, with what its users are asked.
pub(super) struct FoldOfView<'a> {
    pub(super) training: Training<'a>,
    pub(super) fold: &'a Fold,
    pub(super) questions: Vec<Question>,
    /// Held-out items that can never be hit.
    pub(super) n_unreachable: usize,
    pub(super) judge: Judge<'a>,
    /// The first view with the same training rows in whatever order.
    pub(super) base: usize,
}

impl<'a> ViewRun<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        view: View,
        experiment: &'a Experiment,
        journal: Option<Journal>,
        draws_again: Option<usize>,
    ) -> Result<Self, SplitError> {
        let split = experiment.protocol.split(dataset, experiment.cut.clone())?;
        let growth = growth::of_protocol(dataset, experiment.protocol);
        let metrics = metrics(dataset, &experiment.scoring, true, growth.is_some());
        Ok(Self { view, experiment, split, metrics, journal, draws_again, growth })
    }

    /// Makes the questions of `fold` and what its lists are judged by.
    pub(super) fn begin<'f>(&'f self, fold: &'f Fold, base: usize) -> FoldOfView<'f> {
        let (dataset, experiment) = (self.split.dataset(), self.experiment);
        let training = Training::new(dataset, &fold.training_rows)
            .for_task(experiment.task())
            .within_work(experiment.work_limit);
        let seen = (self.split.targets(), experiment.seen);
        let question = |test: &TestUser| {
            let candidates = candidates_of(&experiment.candidates, &training, test.user);
            Question::new(dataset, test, seen, experiment.purpose, candidates)
        };
        let questions: Vec<Question> = fold.test_users.iter().map(question).collect();
        let pairs = fold.test_users.iter().zip(&questions);
        let n_unreachable = pairs.map(|(test, question)| question.n_unreachable(test)).sum();
        let scoring = &experiment.scoring;
        let judge = Judge::new(dataset, scoring, &self.metrics, fold, self.growth.as_ref());
        FoldOfView { training, fold, questions, n_unreachable, judge, base }
    }
}

/// For each of `folds` the first one with the same training rows in whatever order.
pub(super) fn bases(folds: &[Fold]) -> Vec<usize> {
    let sorted: Vec<Vec<u32>> = folds
        .iter()
        .map(|fold| {
            let mut rows = fold.training_rows.clone();
            rows.sort_unstable();
            rows
        })
        .collect();
    let first = |rows: &Vec<u32>| sorted.iter().position(|other| other == rows).unwrap_or(0);
    sorted.iter().map(first).collect()
}
