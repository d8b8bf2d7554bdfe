//! One view of an evaluation while it runs.

use super::journal::Journal;
use crate::dataset::Dataset;
use crate::experiment::candidates::candidates_of;
use crate::experiment::config::Experiment;
use crate::experiment::judge::growth;
use crate::experiment::judge::{Judge, Known, metrics};
use crate::experiment::question::Question;
use crate::experiment::result::View;
use crate::metric::{Growth, Metric};
use crate::model::Training;
use crate::split::{Fold, Split, SplitError, TestUser};

/// One view: its experiment, its cut, and all else that does not depend on a model.
pub(super) struct ViewRun<'a> {
    pub(super) view: View,
    pub(super) experiment: &'a Experiment,
    pub(super) split: Split<'a>,
    pub(super) metrics: Vec<&'static Metric>,
    pub(super) journal: Option<Journal>,
    /// The view of which this one draws rows of one second in another order.
    pub(super) draws_again: Option<usize>,
    growth: Option<Growth>,
}

/// A fold of one view, with the questions about its users.
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
        let known = Known { training: true, growth: growth.is_some() };
        let metrics = metrics(dataset, &experiment.scoring, known);
        Ok(Self { view, experiment, split, metrics, journal, draws_again, growth })
    }

    /// Makes the questions of `fold` and the judge of its lists. `others` are those of the views
    /// before it.
    pub(super) fn begin<'f>(
        &'f self,
        fold: &'f Fold,
        base: usize,
        others: &[FoldOfView<'f>],
    ) -> FoldOfView<'f> {
        let (dataset, experiment) = (self.split.dataset(), self.experiment);
        let training = Training::new(dataset, &fold.training_rows)
            .for_task(experiment.task())
            .within_work(experiment.work_limit);
        let training = match others.get(base) {
            Some(other) => training.with_matrix_of(&other.training),
            None => training,
        };
        let seen = (self.split.targets(), experiment.seen);
        let question = |test: &TestUser| {
            let candidates = candidates_of(&experiment.candidates, &training, test.user);
            Question::new(dataset, test, seen, experiment.purpose, candidates)
        };
        let questions: Vec<Question> = fold.test_users.iter().map(question).collect();
        let pairs = fold.test_users.iter().zip(&questions);
        let n_unreachable = pairs.map(|(test, question)| question.n_unreachable(test)).sum();
        let scoring = &experiment.scoring;
        let judge = Judge::new(dataset, scoring, &self.metrics, &training, self.growth.as_ref());
        FoldOfView { training, fold, questions, n_unreachable, judge, base }
    }
}

/// Tells whether two lists of distinct rows hold the same ones in whatever order.
fn has_same_rows(left: &[u32], right: &[u32]) -> bool {
    if left.len() != right.len() {
        return false;
    }
    let most = left.iter().max().map_or(0, |&row| row as usize + 1);
    let mut is_left = vec![false; most];
    for &row in left {
        is_left[row as usize] = true;
    }
    right.iter().all(|&row| is_left.get(row as usize) == Some(&true))
}

/// The first fold with the same training rows, in whatever order, for each of `folds`.
pub(super) fn bases(folds: &[Fold]) -> Vec<usize> {
    let mut bases: Vec<usize> = Vec::new();
    for (at, fold) in folds.iter().enumerate() {
        let is_same = |&of: &usize| has_same_rows(&folds[of].training_rows, &fold.training_rows);
        // Only views that are no copy of an earlier one are looked at.
        let firsts = (0..at).filter(|&of| bases[of] == of);
        bases.push(firsts.into_iter().find(is_same).unwrap_or(at));
    }
    bases
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_with_the_same_rows_share_a_base() {
        let fold = |rows: &[u32]| Fold { training_rows: rows.to_vec(), test_users: Vec::new() };
        let folds =
            [fold(&[1, 2, 5]), fold(&[5, 1, 2]), fold(&[1, 2]), fold(&[1, 2, 6]), fold(&[2, 1])];
        assert_eq!(bases(&folds), [0, 0, 2, 3, 2]);
        assert_eq!(bases(&[fold(&[]), fold(&[])]), [0, 0]);
    }
}
