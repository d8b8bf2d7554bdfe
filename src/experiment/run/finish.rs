//! The result of a run, once all folds are done.

use std::collections::BTreeMap;

use super::evaluation::{Evaluation, RunError};
use super::running::{RunningModel, Taken};
use super::view_run::ViewRun;
use crate::dataset::Dataset;
use crate::experiment::judge::CutTotals;
use crate::experiment::judge::Finished;
use crate::experiment::judge::JudgedView;
use crate::experiment::per_user::PerUser;
use crate::experiment::result::{
    DataRecord, EvalResult, ModelResult, Skipped, Timing, Timings, Views,
};
use crate::metric::{ACCURACY, Metric};

/// The models of one view when all folds are done.
#[derive(Default)]
struct Done {
    finished: Vec<Finished>,
    timings: Vec<Timing>,
}

/// The evaluation that the models of all folds make.
pub(super) fn finish(
    dataset: &Dataset,
    data: &DataRecord,
    views: &[ViewRun<'_>],
    totals: &[CutTotals],
    contestants: Vec<RunningModel<'_>>,
) -> Result<Evaluation, RunError> {
    let fitted = contestants.iter().filter(|one| one.failure.is_none());
    let taken: Vec<Taken> = fitted.map(|one| one.taken.clone()).collect();
    let (mut done, skipped) = finish_models(views, contestants);
    if done.first().is_none_or(|first| first.finished.is_empty()) {
        return Err(RunError::NoModel(skipped));
    }
    add_other_draws(views, &mut done);
    let per_user = per_user(dataset, views, &done);
    let (result, timings) = results(data, views, totals, done, &skipped)?;
    Ok(Evaluation { result, timings, per_user, taken })
}

/// Moves the figures of views that only draw another order into those that they draw again.
fn add_other_draws(views: &[ViewRun<'_>], done: &mut [Done]) {
    for (again, view) in views.iter().enumerate() {
        let Some(of) = view.draws_again else { continue };
        let other = std::mem::take(&mut done[again].finished);
        for (model, other) in done[of].finished.iter_mut().zip(other) {
            model.result.another_draw = accuracy(&other.result);
        }
    }
}

/// The values of every user, view by view.
fn per_user(dataset: &Dataset, views: &[ViewRun<'_>], done: &[Done]) -> PerUser {
    let mut per_user = PerUser::default();
    for (at, (view, done)) in views.iter().zip(done).enumerate() {
        if view.draws_again.is_some() {
            continue;
        }
        let of_view = (view.view, view.experiment.scoring.convention);
        let rows = PerUser::new(dataset, &view.metrics, &done.finished, of_view);
        if at == 0 { per_user = rows } else { per_user.extend(rows) }
    }
    per_user
}

/// The result of the first view with that of the second in it, and the timings of both.
fn results(
    data: &DataRecord,
    views: &[ViewRun<'_>],
    totals: &[CutTotals],
    done: Vec<Done>,
    skipped: &[Skipped],
) -> Result<(EvalResult, Timings), RunError> {
    let mut timings =
        Timings { schema_version: 1, threads: rayon::current_num_threads(), ..Timings::default() };
    let mut result: Option<EvalResult> = None;
    for ((view, totals), done) in views.iter().zip(totals).zip(done) {
        if view.draws_again.is_some() {
            continue;
        }
        let protocol = totals.record(view.experiment, &view.split);
        let judged = JudgedView { view: view.view, protocol, finished: done.finished };
        let mut one = judged.result(data.clone(), &view.metrics, &view.experiment.scoring);
        one.skipped = skipped.to_vec();
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
    Ok((result.ok_or(RunError::NoModel(Vec::new()))?, timings))
}

/// The results of the models in each view, and the models that could not be fitted.
fn finish_models(
    views: &[ViewRun<'_>],
    contestants: Vec<RunningModel<'_>>,
) -> (Vec<Done>, Vec<Skipped>) {
    let mut done: Vec<Done> = views.iter().map(|_| Done::default()).collect();
    let mut skipped = Vec::new();
    for RunningModel { contestant, tallies, failure, cut_short, .. } in contestants {
        if let Some(failure) = failure {
            skipped.push(Skipped::new(contestant.text().to_owned(), &failure));
            continue;
        }
        for (tally, (view, done)) in tallies.into_iter().zip(views.iter().zip(&mut done)) {
            let (fit_seconds, recommend_seconds) = (tally.fit_seconds, tally.recommend_seconds);
            let name = contestant.name().to_owned();
            done.timings.push(Timing { name, fit_seconds, recommend_seconds });
            let mut model =
                tally.finish(contestant.name(), &view.metrics, &view.experiment.scoring);
            model.result.params = contestant.model().params();
            model.result.fits_cut_short = cut_short;
            done.finished.push(model);
        }
    }
    (done, skipped)
}

fn accuracy(result: &ModelResult) -> BTreeMap<String, f64> {
    let value = |metric: &&Metric| Some((metric.key.to_owned(), *result.metrics.get(metric.key)?));
    ACCURACY.iter().filter_map(value).collect()
}
