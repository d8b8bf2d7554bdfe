//! Folds outside, models inside: each training set is made once.

use super::epochs::Epochs;
use super::evaluation::{Evaluation, RunError};
use super::finish::finish;
use super::journal::Journal;
use super::progress::Progress;
use super::running::{FoldError, RunningModel, seconds_left};
use super::seconds::Clock;
use super::view_run::{FoldOfView, ViewRun, bases};
use crate::dataset::Dataset;
use crate::experiment::config::Experiment;
use crate::experiment::judge::CutTotals;
use crate::experiment::result::DataRecord;
use crate::experiment::result::View;
use crate::metric::ALL;
use crate::model::FitError;
use crate::split::Fold;

impl Experiment {
    /// Evaluates its models on `dataset`, as one view: [`View::Clean`] in the result where its options are those of
    /// [`Self::clean`], else [`View::Custom`]. [`run_views`] gives several views at once.
    ///
    /// ```
    /// use rehearsal::dataset::Dataset;
    /// use rehearsal::experiment::Experiment;
    /// use rehearsal::model::ModelConfig;
    /// use rehearsal::split::Protocol;
    ///
    /// let rows = (0..40).map(|at| (format!("user {}", at % 4), format!("item {}", at % 7), at));
    /// let dataset = Dataset::builder().interactions(rows).build();
    /// let experiment = Experiment {
    ///     protocol: Protocol::LeaveLastOne,
    ///     ..Experiment::of([ModelConfig::parse("popularity")?, ModelConfig::parse("markov")?])
    /// };
    /// let found = experiment.run(&dataset)?;
    /// assert_eq!(found.result.models[1].name, "markov");
    /// assert_eq!(found.result.models[1].n_users, 4);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// The errors of [`run_views`].
    pub fn run(&self, dataset: &Dataset) -> Result<Evaluation, RunError> {
        let view = if self.is_clean() { View::Clean } else { View::Custom };
        let views = [(view, self.clone())];
        run_views(dataset, &DataRecord::new(dataset), &views, &|_| None, &|_| {})
    }
}

/// Evaluates every model of `experiment` on `dataset`, which `data` describes. What `journal` holds of
/// this run is taken from there, and what is new is added.
///
/// # Errors
/// The errors of [`run_views`].
pub fn run(
    dataset: &Dataset,
    data: &DataRecord,
    experiment: &Experiment,
    journal: Option<&Journal>,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Evaluation, RunError> {
    let journal_of = |_: &Experiment| journal.cloned();
    run_views(dataset, data, &[(View::Custom, experiment.clone())], &journal_of, progress)
}

/// Evaluates every model on `dataset`, which `data` describes, in every view; all views have the same
/// models and the same protocol. The result is that of the first view, with the clean one beside it. What
/// the journal of a view holds is taken from there, and what is new is added.
///
/// A figure is the mean over all test users of all folds. Per-user values are summed in the order of
/// users, so that neither threads nor folds change a digit. A model that cannot be fitted is left out
/// and named; the others go on. Where a view draws the order of rows of one second, each model runs once
/// more under another draw, for [`crate::experiment::ModelResult::another_draw`].
///
/// # Errors
/// When the protocol cannot be followed, no model can be fitted, a model gives a list with an item twice, one that it
/// may not list or one that the data does not have, or a metric has a value that is infinite or not a number. A panic
/// within a model of the caller's own is not caught.
pub fn run_views(
    dataset: &Dataset,
    data: &DataRecord,
    views: &[(View, Experiment)],
    journal_of: &dyn Fn(&Experiment) -> Option<Journal>,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Evaluation, RunError> {
    for (_, one) in views {
        expect_names(one)?;
    }
    let again: Vec<(usize, View, Experiment)> = (0..)
        .zip(views)
        .filter_map(|(at, (view, one))| Some((at, *view, one.another_draw()?)))
        .collect();
    let mut running = Vec::new();
    for (view, one) in views {
        let view = ViewRun::new(dataset, *view, one, journal_of(one), None)?;
        if !view.metrics.contains(&one.scoring.metric) {
            return Err(RunError::NotTold { metric: one.scoring.metric.key });
        }
        running.push(view);
    }
    for (at, view, one) in &again {
        running.push(ViewRun::new(dataset, *view, one, journal_of(one), Some(*at))?);
    }
    let models = views.first().map_or(&[][..], |(_, first)| &first.models);
    let mut contestants: Vec<RunningModel<'_>> =
        models.iter().map(|one| RunningModel::new(one, dataset, running.len())).collect();
    let n_folds = running.first().map_or(0, |view| view.split.n_folds());
    let mut totals: Vec<CutTotals> = running.iter().map(|_| CutTotals::default()).collect();
    let clock = views.first().and_then(|(_, first)| first.time_limit).map(Clock::new);
    let pace = Pace { clock, progress };
    for index in 0..n_folds {
        run_fold(index, &running, &mut totals, &mut contestants, &pace)?;
    }
    let total = n_folds * contestants.len();
    let last =
        Progress { model: "", fold: n_folds, done: total, total, seconds_left: None, epoch: None };
    progress(last);
    finish(dataset, data, &running, &totals, contestants)
}

/// Refuses names that two models or two metrics have, and keys that files cannot hold.
fn expect_names(experiment: &Experiment) -> Result<(), RunError> {
    let twice = |names: Vec<String>| {
        let second =
            |(at, name): (usize, &String)| names[..at].contains(name).then(|| name.clone());
        names.iter().enumerate().find_map(second)
    };
    let models = experiment.models.iter().map(|one| one.text().to_owned());
    let own = &experiment.scoring.own_metrics;
    if let Some(metric) = own.iter().find(|own| !own.has_plain_key()) {
        return Err(RunError::MetricKey { key: metric.key });
    }
    let metrics = ALL.iter().chain(own).map(|metric| metric.key.to_owned());
    for (what, names) in [("models", models.collect()), ("metrics", metrics.collect())] {
        if let Some(name) = twice(names) {
            return Err(RunError::SameName { what, name });
        }
    }
    Ok(())
}

fn run_fold(
    index: usize,
    views: &[ViewRun<'_>],
    totals: &mut [CutTotals],
    contestants: &mut [RunningModel<'_>],
    pace: &Pace<'_>,
) -> Result<(), RunError> {
    let made = views.iter().map(|view| view.split.fold(index));
    let made: Vec<Fold> = made.collect::<Result<_, _>>()?;
    let with_bases = made.iter().zip(bases(&made));
    let mut folds: Vec<FoldOfView<'_>> = Vec::new();
    for (view, (fold, base)) in views.iter().zip(with_bases) {
        folds.push(view.begin(fold, base, &folds));
    }
    for (view, (totals, fold)) in views.iter().zip(totals.iter_mut().zip(&folds)) {
        // Of another draw nothing but the means is wanted.
        if view.draws_again.is_none() && !fold.fold.test_users.is_empty() {
            totals.add(view.split.dataset(), fold.fold, fold.n_unreachable);
        }
    }
    if made.iter().all(|fold| fold.test_users.is_empty()) {
        return Ok(());
    }
    let (n_models, n_folds) = (contestants.len(), views[0].split.n_folds());
    for (at, number) in pace.order(contestants).into_iter().enumerate() {
        if contestants[number].failure.is_some() {
            continue;
        }
        if let Some(failure) = pace.refused(contestants, number, &folds, n_folds) {
            leave_out(&mut contestants[number], failure)?;
            continue;
        }
        let (done, total) = (index * n_models + at, n_folds * n_models);
        let seconds_left = seconds_left(contestants, n_folds);
        let budget_s = pace.clock.map(|clock| clock.budget_s(contestants, (n_folds, views.len())));
        let contestant = &mut contestants[number];
        let model = contestant.contestant.name();
        let at = Progress { model, fold: index + 1, done, total, seconds_left, epoch: None };
        (pace.progress)(at);
        let mut epochs = Epochs::new(at, pace.progress, budget_s);
        match contestant.run_fold(index, views, &folds, &mut epochs) {
            Ok(()) => {}
            Err(FoldError::Model(failure)) => leave_out(contestant, failure)?,
            Err(FoldError::Metric(value)) => {
                let model = contestant.contestant.text().to_owned();
                return Err(RunError::MetricValue { model, value });
            }
        }
    }
    Ok(())
}

/// Leaves a model out of the run from now on.
///
/// # Errors
/// When it gave a list that cannot be judged: that is a defect of the model, and ends the run.
fn leave_out(contestant: &mut RunningModel<'_>, failure: FitError) -> Result<(), RunError> {
    if let FitError::List(list) = failure {
        return Err(RunError::List { model: contestant.contestant.text().to_owned(), list });
    }
    contestant.failure = Some(failure);
    Ok(())
}

/// The time of a run, and the function that is told of the progress.
struct Pace<'p> {
    clock: Option<Clock>,
    progress: &'p dyn Fn(Progress<'_>),
}

impl Pace<'_> {
    /// The order in which the models run: as they were asked, or with limited time the cheapest first.
    fn order(&self, contestants: &[RunningModel<'_>]) -> Vec<usize> {
        if self.clock.is_some() {
            Clock::order(contestants)
        } else {
            (0..contestants.len()).collect()
        }
    }

    /// The reason not to run contestant `number` in this fold, if the time forbids it.
    fn refused(
        &self,
        contestants: &mut [RunningModel<'_>],
        number: usize,
        folds: &[FoldOfView<'_>],
        n_folds: usize,
    ) -> Option<FitError> {
        let clock = self.clock?;
        if contestants[number].contestant.model().learns_in_epochs() {
            let budget_s = clock.budget_s(contestants, (n_folds, folds.len()));
            return (budget_s <= 0.0).then(|| clock.failure());
        }
        if contestants[number].estimate_s.is_none() {
            match clock.estimate(&contestants[number], folds) {
                Ok(seconds) => contestants[number].estimate_s = Some(seconds),
                Err(failure) => return Some(failure),
            }
        }
        (!clock.admits(contestants, number, n_folds)).then(|| clock.failure())
    }
}

#[cfg(test)]
mod tests {
    use super::super::journal::Entry;
    use super::*;
    use crate::experiment::Answer;
    use crate::experiment::EvalResult;
    use crate::experiment::Scoring;
    use crate::experiment::Seen;
    use crate::model::ModelConfig;
    use crate::split::{HoldOut, Protocol};

    /// Two users with ten distinct items each, in time order; item 9 is held out for both, and is
    /// the newest visible one of user `b` too.
    fn dataset() -> Dataset {
        let mut rows = Vec::new();
        let names: Vec<String> = (0..10).map(|item| item.to_string()).collect();
        for (at, name) in (0..).zip(&names) {
            rows.push(("a", name.as_str(), "", at));
            rows.push(("b", if at == 8 { "9" } else { name.as_str() }, "", at));
        }
        Dataset::from_rows(&rows)
    }

    fn record(dataset: &Dataset) -> DataRecord {
        DataRecord::new(dataset)
    }

    fn evaluate(seen: Seen) -> EvalResult {
        let dataset = dataset();
        let data = record(&dataset);
        let experiment = Experiment {
            protocol: Protocol::NEWEST_TENTH,
            cut: HoldOut::Rows.into(),
            seen,
            scoring: Scoring::default(),
            ..Experiment::of(vec![ModelConfig::parse("repeat-last").expect("known")])
        };
        run(&dataset, &data, &experiment, None, &|_| {}).expect("two users").result
    }

    #[test]
    fn figures_are_means_over_the_test_users() {
        let result = evaluate(Seen::Include);
        let metrics = &result.models[0].metrics;
        // User a has no hit; user b's newest visible item is the held-out one: rank 1.
        assert!((metrics["mean_reciprocal_rank_at_25"] - 0.5).abs() < 1e-12);
        assert!((metrics["precision_at_5"] - 0.1).abs() < 1e-12);
        assert!((metrics["coverage"] - 1.0).abs() < 1e-12, "0 to 8 by a, 9 by b");
        assert_eq!((result.protocol.users_tested, result.protocol.held_out_rows), (2, 2));
        assert_eq!(result.protocol.leaks.newest_item_held_out, 1);
        assert_eq!(result.models[0].short_lists, 2);
    }

    #[test]
    fn what_the_journal_has_is_not_done_again_and_gives_the_same_result() {
        let dataset = dataset();
        let folder = tempfile::tempdir().expect("a folder");
        let journal = Journal::new(folder.path().join("partial"), &"a run");
        let models = ["markov", "repeat-last"].map(|name| ModelConfig::parse(name).expect("known"));
        let experiment =
            Experiment { protocol: Protocol::NEWEST_TENTH, ..Experiment::of(models.to_vec()) };
        let evaluate = |journal: Option<&Journal>| {
            run(&dataset, &record(&dataset), &experiment, journal, &|_| {}).expect("two users")
        };
        let whole = evaluate(None);
        assert_eq!(evaluate(Some(&journal)).result, whole.result);
        // An entry of the one model that says it took long, and none of the other: as after a stop.
        let entry = journal.read("markov", 0).expect("it was kept");
        Journal::clear(&folder.path().join("partial"));
        journal.write("markov", 0, &Entry { fit_seconds: 1e6, ..entry.clone() });
        let resumed = evaluate(Some(&journal));
        assert_eq!(resumed.result, whole.result);
        assert!(resumed.timings.models[0].fit_seconds >= 1e6, "markov was not fitted again");
        assert!(resumed.timings.models[1].fit_seconds < 1e6, "repeat-last was");
        // What it has counts, so other lists give another result; lists that do not fit do not.
        let empty = Entry { lists: vec![Answer::default(); 2], ..entry.clone() };
        journal.write("markov", 0, &empty);
        assert_ne!(evaluate(Some(&journal)).result, whole.result);
        journal.write("markov", 0, &Entry { lists: entry.lists[..1].to_vec(), ..entry });
        assert_eq!(evaluate(Some(&journal)).result, whole.result);
    }

    #[test]
    fn folds_that_test_nobody_do_not_lower_the_coverage() {
        let names: Vec<String> = (0..9).map(|user| user.to_string()).collect();
        let mut rows = vec![("x", "a", "", 1), ("x", "b", "", 2)];
        rows.extend(names.iter().map(|name| (name.as_str(), "a", "", 1)));
        let dataset = Dataset::from_rows(&rows);
        let data = record(&dataset);
        let experiment = Experiment {
            protocol: Protocol::Personalize { folds: 10, test_share: 0.1, seed: 1 },
            cut: HoldOut::Rows.into(),
            seen: Seen::Include,
            scoring: Scoring { seed: 1, ..Scoring::default() },
            ..Experiment::of(vec![ModelConfig::parse("popularity").expect("known")])
        };
        let result = run(&dataset, &data, &experiment, None, &|_| {}).expect("one user").result;
        // Only item a is in the training set of user x; one of two items.
        assert!((result.models[0].metrics["coverage"] - 0.5).abs() < 1e-12);
        assert_eq!(result.protocol.users_not_tested, 9);
    }

    #[test]
    fn excluded_items_stay_in_the_truth_and_are_counted() {
        let result = evaluate(Seen::Exclude);
        assert_eq!(result.protocol.unreachable_items, 1);
        assert!(result.models[0].metrics["mean_reciprocal_rank_at_25"].abs() < 1e-12);
    }
}
