//! Folds outside, models inside: each training set is made once.

use std::collections::BTreeMap;

use super::config::{Experiment, View};
use super::contestant::{Contestant, Taken, seconds_left};
use super::cut_totals::CutTotals;
use super::journal::Journal;
use super::per_user::PerUser;
use super::result::{
    DataRecord, EvalResult, ModelResult, ProtocolRecord, Skipped, Timing, Timings, Views,
};
use super::seconds::Clock;
use super::tally::Finished;
use super::versus::{conventions, versus};
use super::view_run::{FoldOfView, ViewRun, bases};
use crate::dataset::Dataset;
use crate::metric::{ACCURACY, Metric};
use crate::model::FitError;
use crate::split::{Fold, SplitError};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The model that begins now; empty when all are done and intervals are drawn.
    pub model: &'a str,
    /// The fold, from 1.
    pub fold: usize,
    /// Model–fold pairs done.
    pub done: usize,
    /// Model–fold pairs in all.
    pub total: usize,
    /// Seconds that the rest will take, by what the models took so far; none before any has run.
    pub seconds_left: Option<f64>,
}

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The protocol cannot be followed on this data.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// No model could be fitted.
    #[error("no model could be fitted: {}", .0.iter().map(Skipped::sentence).collect::<Vec<_>>().join("; "))]
    NoModel(Vec<Skipped>),
}

/// What comes of a run.
#[derive(Debug)]
pub struct Evaluation {
    /// What `eval.json` holds.
    pub result: EvalResult,
    /// What `timings.json` holds.
    pub timings: Timings,
    /// Every user's values.
    pub per_user: PerUser,
    /// The origin of the lists of each model that could be fitted.
    pub taken: Vec<Taken>,
}

/// Evaluates every model of `experiment` on `dataset`, which `data` describes. What `journal` holds of
/// this run is taken from there, and what is new is added.
///
/// # Errors
/// As [`run_views`].
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
/// more under another draw, for [`super::ModelResult::another_draw`].
///
/// # Errors
/// When the protocol cannot be followed, or no model can be fitted.
pub fn run_views(
    dataset: &Dataset,
    data: &DataRecord,
    views: &[(View, Experiment)],
    journal_of: &dyn Fn(&Experiment) -> Option<Journal>,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Evaluation, RunError> {
    let again: Vec<(usize, View, Experiment)> = (0..)
        .zip(views)
        .filter_map(|(at, (view, one))| Some((at, *view, one.another_draw()?)))
        .collect();
    let mut running = Vec::new();
    for (view, one) in views {
        running.push(ViewRun::new(dataset, *view, one, journal_of(one), None)?);
    }
    for (at, view, one) in &again {
        running.push(ViewRun::new(dataset, *view, one, journal_of(one), Some(*at))?);
    }
    let models = views.first().map_or(&[][..], |(_, first)| &first.models);
    let mut contestants: Vec<Contestant<'_>> =
        models.iter().map(|config| Contestant::new(config, dataset, running.len())).collect();
    let n_folds = running.first().map_or(0, |view| view.split.n_folds());
    let mut totals: Vec<CutTotals> = running.iter().map(|_| CutTotals::default()).collect();
    let clock = views.first().and_then(|(_, first)| first.time_limit).map(Clock::new);
    let pace = Pace { clock, progress };
    for index in 0..n_folds {
        run_fold(index, &running, &mut totals, &mut contestants, &pace)?;
    }
    let total = n_folds * contestants.len();
    progress(Progress { model: "", fold: n_folds, done: total, total, seconds_left: None });
    finish(dataset, data, &running, &totals, contestants)
}

fn run_fold(
    index: usize,
    views: &[ViewRun<'_>],
    totals: &mut [CutTotals],
    contestants: &mut [Contestant<'_>],
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
            contestants[number].failure = Some(failure);
            continue;
        }
        let (done, total) = (index * n_models + at, n_folds * n_models);
        let seconds_left = seconds_left(contestants, n_folds);
        let contestant = &mut contestants[number];
        let model = contestant.config.name();
        (pace.progress)(Progress { model, fold: index + 1, done, total, seconds_left });
        if let Err(failure) = contestant.run_fold(index, views, &folds) {
            contestant.failure = Some(failure);
        }
    }
    Ok(())
}

/// The time of a run, and who hears how far it is.
struct Pace<'p> {
    clock: Option<Clock>,
    progress: &'p dyn Fn(Progress<'_>),
}

impl Pace<'_> {
    /// The order in which the models run: as they were asked, or with limited time the cheapest first.
    fn order(&self, contestants: &[Contestant<'_>]) -> Vec<usize> {
        if self.clock.is_some() {
            Clock::order(contestants)
        } else {
            (0..contestants.len()).collect()
        }
    }

    /// Why contestant `number` is not to run in this fold, if the time says so.
    fn refused(
        &self,
        contestants: &mut [Contestant<'_>],
        number: usize,
        folds: &[FoldOfView<'_>],
        n_folds: usize,
    ) -> Option<FitError> {
        let clock = self.clock?;
        if contestants[number].estimate_s.is_none() {
            match clock.estimate(&contestants[number], folds) {
                Ok(seconds) => contestants[number].estimate_s = Some(seconds),
                Err(failure) => return Some(failure),
            }
        }
        (!clock.admits(contestants, number, n_folds)).then(|| clock.failure())
    }
}

/// The models of one view when all folds are done.
#[derive(Default)]
struct Done {
    finished: Vec<Finished>,
    timings: Vec<Timing>,
}

fn finish(
    dataset: &Dataset,
    data: &DataRecord,
    views: &[ViewRun<'_>],
    totals: &[CutTotals],
    contestants: Vec<Contestant<'_>>,
) -> Result<Evaluation, RunError> {
    let fitted = contestants.iter().filter(|one| one.failure.is_none());
    let taken: Vec<Taken> = fitted.map(|one| one.taken.clone()).collect();
    let (mut done, skipped) = finish_models(views, contestants);
    if done.first().is_none_or(|first| first.finished.is_empty()) {
        return Err(RunError::NoModel(skipped));
    }
    for (again, view) in views.iter().enumerate() {
        let Some(of) = view.draws_again else { continue };
        let other = std::mem::take(&mut done[again].finished);
        for (model, other) in done[of].finished.iter_mut().zip(other) {
            model.result.another_draw = accuracy(&other.result);
        }
    }
    let mut per_user = PerUser::default();
    for (at, (view, done)) in views.iter().zip(&done).enumerate() {
        if view.draws_again.is_some() {
            continue;
        }
        let of_view = (view.view, view.experiment.scoring.convention);
        let rows = PerUser::new(dataset, &view.metrics, &done.finished, of_view);
        if at == 0 { per_user = rows } else { per_user.extend(rows) }
    }
    let mut timings =
        Timings { schema_version: 1, threads: rayon::current_num_threads(), ..Timings::default() };
    let mut result: Option<EvalResult> = None;
    for ((view, totals), done) in views.iter().zip(totals).zip(done) {
        if view.draws_again.is_some() {
            continue;
        }
        let protocol = totals.record(view.experiment, &view.split);
        let one = view_result(view, protocol, data.clone(), done.finished, skipped.clone());
        match &mut result {
            None => {
                timings.models = done.timings;
                result = Some(one);
            }
            Some(first) => {
                timings.clean = done.timings;
                first.views = Some(Box::new(Views { clean: one }));
            }
        }
    }
    let result = result.ok_or(RunError::NoModel(Vec::new()))?;
    Ok(Evaluation { result, timings, per_user, taken })
}

/// The results of the models in each view, and the models that could not be fitted.
fn finish_models(
    views: &[ViewRun<'_>],
    contestants: Vec<Contestant<'_>>,
) -> (Vec<Done>, Vec<Skipped>) {
    let mut done: Vec<Done> = views.iter().map(|_| Done::default()).collect();
    let mut skipped = Vec::new();
    for Contestant { config, tallies, failure, .. } in contestants {
        if let Some(failure) = failure {
            skipped.push(Skipped::new(config.text(), &failure));
            continue;
        }
        for (tally, (view, done)) in tallies.into_iter().zip(views.iter().zip(&mut done)) {
            let (fit_seconds, recommend_seconds) = (tally.fit_seconds, tally.recommend_seconds);
            let name = config.name().to_owned();
            done.timings.push(Timing { name, fit_seconds, recommend_seconds });
            let mut model = tally.finish(config.name(), &view.metrics, &view.experiment.scoring);
            model.result.params = config.params();
            done.finished.push(model);
        }
    }
    (done, skipped)
}

fn accuracy(result: &ModelResult) -> BTreeMap<String, f64> {
    let value = |metric: &Metric| Some((metric.key(), *result.metrics.get(&metric.key())?));
    ACCURACY.iter().filter_map(value).collect()
}

fn view_result(
    view: &ViewRun<'_>,
    protocol: ProtocolRecord,
    data: DataRecord,
    finished: Vec<Finished>,
    skipped: Vec<Skipped>,
) -> EvalResult {
    let scoring = &view.experiment.scoring;
    EvalResult {
        schema_version: 2,
        view: view.view,
        main_metric: scoring.metric.key(),
        data,
        protocol,
        convention: scoring.convention,
        seed: scoring.seed,
        replicates: scoring.replicates,
        event_weights: scoring.event_weights.clone(),
        comparisons: versus(&finished, &view.metrics, scoring),
        conventions: conventions(&finished, scoring),
        models: finished.into_iter().map(|model| model.result).collect(),
        skipped,
        views: None,
        other_protocols: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Scoring;
    use crate::experiment::Seen;
    use crate::experiment::journal::Entry;
    use crate::experiment::list::Answer;
    use crate::export::digest::FileRecord;
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
        let file = FileRecord { path: "x".into(), bytes: 0, sha256: String::new() };
        DataRecord::new(file, dataset)
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
