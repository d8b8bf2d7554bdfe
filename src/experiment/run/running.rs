//! A model on its way through the folds of every view.

use std::time::Instant;

use super::epochs::Epochs;
use super::journal::{Entry, Journal};
use super::view_run::{FoldOfView, ViewRun};
use crate::dataset::Dataset;
use crate::experiment::contestant::Contestant;
use crate::experiment::judge::{FaultyValue, Tally};
use crate::experiment::question::{ask, ranked};
use crate::model::{Epoch, FitError, Recommend};
use crate::number::from_count;

/// A model and its results so far in each view.
pub(super) struct RunningModel<'a> {
    pub(super) contestant: &'a Contestant,
    /// One for each view.
    pub(super) tallies: Vec<Tally>,
    pub(super) failure: Option<FitError>,
    /// The seconds of a fold by samples, where the time is limited.
    pub(super) estimate_s: Option<f64>,
    n_folds_done: usize,
    /// The folds of it that the journal had.
    pub(super) taken: Taken,
    /// The seconds that it really took, over all views.
    seconds: f64,
    /// Fits that the time ended at their best epoch so far.
    pub(super) cut_short: usize,
}

/// The folds of a model, from 1, by where their lists come from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Taken {
    /// The model as it is typed.
    pub model: String,
    /// Folds of which the journal had the lists of every view.
    pub folds_taken: Vec<usize>,
    /// Folds of which some or all lists were computed.
    pub folds_made: Vec<usize>,
}

/// The reason that a fold has no scores of a model.
#[derive(Debug, thiserror::Error)]
pub(super) enum FoldError {
    /// The model cannot be fitted, or its lists cannot be judged.
    #[error(transparent)]
    Model(#[from] FitError),
    /// A metric has no usable value.
    #[error(transparent)]
    Metric(#[from] FaultyValue),
}

/// A model that was fitted in this fold, and for which view.
struct Fitted {
    view: usize,
    model: Box<dyn Recommend>,
    seconds: f64,
    /// True if the time ended its learning.
    is_cut_short: bool,
}

impl<'a> RunningModel<'a> {
    pub(super) fn new(contestant: &'a Contestant, dataset: &Dataset, n_views: usize) -> Self {
        let tallies = (0..n_views).map(|_| Tally::new(dataset)).collect();
        let taken = Taken { model: contestant.text().to_owned(), ..Taken::default() };
        Self {
            contestant,
            tallies,
            failure: None,
            estimate_s: None,
            n_folds_done: 0,
            taken,
            seconds: 0.0,
            cut_short: 0,
        }
    }

    /// Fits and asks the model in fold `index` of every view. What one view has learnt serves another
    /// where the two learn from the same rows and their order does not matter to the model.
    pub(super) fn run_fold(
        &mut self,
        index: usize,
        views: &[ViewRun<'_>],
        folds: &[FoldOfView<'_>],
        epochs: &mut Epochs<'_>,
    ) -> Result<(), FoldError> {
        let started = Instant::now();
        let mut fitted: Option<Fitted> = None;
        let mut is_taken = true;
        for (at, (view, fold)) in views.iter().zip(folds).enumerate() {
            if fold.fold.test_users.is_empty() {
                continue;
            }
            let known = view.journal.as_ref().and_then(|journal| self.known(journal, index, fold));
            is_taken &= known.is_some();
            let entry = match known {
                Some(entry) => entry,
                None => self.entry((index, at), view, folds, (&mut fitted, epochs))?,
            };
            self.add(at, index, fold, entry)?;
        }
        self.n_folds_done += 1;
        let folds = if is_taken { &mut self.taken.folds_taken } else { &mut self.taken.folds_made };
        folds.push(index + 1);
        self.seconds += started.elapsed().as_secs_f64();
        Ok(())
    }

    /// The entry of the journal for this fold, if it fits.
    fn known(&self, journal: &Journal, index: usize, fold: &FoldOfView<'_>) -> Option<Entry> {
        let n_items = fold.training.dataset().items().len();
        let entry = journal.read(self.contestant.text(), index)?;
        entry.fits(fold.questions.len(), n_items).then_some(entry)
    }

    fn entry(
        &self,
        (index, at): (usize, usize),
        view: &ViewRun<'_>,
        folds: &[FoldOfView<'_>],
        (fitted, epochs): (&mut Option<Fitted>, &mut Epochs<'_>),
    ) -> Result<Entry, FitError> {
        let fold = &folds[at];
        let serves = |one: &Fitted| {
            self.contestant.model().learns_from_a_set() && folds[one.view].base == fold.base
        };
        let one = match fitted.take().filter(serves) {
            Some(one) => one,
            None => self.fit(at, fold, epochs)?,
        };
        let started = Instant::now();
        let dataset = fold.training.dataset();
        let lists = ask(dataset, one.model.as_ref(), &fold.fold.test_users, &fold.questions)?;
        let recommend_seconds = started.elapsed().as_secs_f64();
        let (fit_seconds, is_cut_short) = (one.seconds, one.is_cut_short);
        let entry = Entry { lists, fit_seconds, recommend_seconds, is_cut_short };
        if let Some(journal) = &view.journal {
            journal.write(self.contestant.text(), index, &entry);
        }
        *fitted = Some(one);
        Ok(entry)
    }

    fn fit(
        &self,
        view: usize,
        fold: &FoldOfView<'_>,
        epochs: &mut Epochs<'_>,
    ) -> Result<Fitted, FitError> {
        let started = Instant::now();
        self.contestant.model().expect_fits(&fold.training)?;
        epochs.begin(started);
        let mut watch = |epoch: Epoch| epochs.told(epoch);
        let model = self.contestant.model().fit_watched(&fold.training, &mut watch)?;
        let seconds = started.elapsed().as_secs_f64();
        Ok(Fitted { view, model, seconds, is_cut_short: epochs.is_cut_short() })
    }

    fn add(
        &mut self,
        at: usize,
        index: usize,
        fold: &FoldOfView<'_>,
        entry: Entry,
    ) -> Result<(), FaultyValue> {
        let tally = &mut self.tallies[at];
        tally.fit_seconds += entry.fit_seconds;
        tally.recommend_seconds += entry.recommend_seconds;
        self.cut_short += usize::from(entry.is_cut_short);
        let lists = ranked(entry.lists);
        tally.add(index + 1, fold.fold, fold.judge.all(&fold.fold.test_users, &lists)?);
        Ok(())
    }

    /// Seconds for a fold, by those that are done.
    pub(super) fn seconds_per_fold(&self) -> Option<f64> {
        (self.n_folds_done > 0).then(|| self.seconds / from_count(self.n_folds_done))
    }
}

impl RunningModel<'_> {
    /// Folds that are not done.
    pub(super) const fn folds_to_come(&self, n_folds: usize) -> usize {
        n_folds - self.n_folds_done
    }

    /// Seconds for the folds that are not done, if any is done.
    pub(super) fn seconds_to_come(&self, n_folds: usize) -> Option<f64> {
        Some(self.seconds_per_fold()? * from_count(n_folds - self.n_folds_done))
    }
}

/// Seconds that the rest will take: every model its own mean, one that has not run yet that of the others.
pub(super) fn seconds_left(contestants: &[RunningModel<'_>], n_folds: usize) -> Option<f64> {
    let running = || contestants.iter().filter(|one| one.failure.is_none());
    let known: Vec<f64> = running().filter_map(RunningModel::seconds_per_fold).collect();
    if known.is_empty() {
        return None;
    }
    let mean = known.iter().sum::<f64>() / from_count(known.len());
    let left = |one: &RunningModel<'_>| {
        one.seconds_per_fold().unwrap_or(mean) * from_count(n_folds - one.n_folds_done)
    };
    Some(running().map(left).sum())
}
