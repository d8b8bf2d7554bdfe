//! Folds outside, models inside: each training set is made once.

use std::time::Instant;

use super::config::{Experiment, Seen};
use super::cut_totals::CutTotals;
use super::growth;
use super::judge::{Judge, metrics};
use super::list::RankedList;
use super::per_user::PerUser;
use super::result::{DataRecord, EvalResult, Timing, Timings};
use super::tally::{Finished, Tally};
use super::versus::{conventions, versus};
use crate::dataset::{Dataset, ItemIdx};
use crate::metric::{Growth, LIST_LENGTH, Metric};
use crate::model::{Recommend, Request, Scored, Training, recommend_all};
use crate::split::{Split, SplitError, TestUser};

/// How far down a model is asked at first, so that what ties with the 25th is seen; further where that
/// does not reach. Only the first 25 count.
const TIE_DEPTH: usize = 100;

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// The model that begins now.
    pub model: &'a str,
    /// The fold, from 1.
    pub fold: usize,
    /// Model–fold pairs done.
    pub done: usize,
    /// Model–fold pairs in all.
    pub total: usize,
}

/// Why a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The protocol cannot be followed on this data.
    #[error(transparent)]
    Split(#[from] SplitError),
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
}

/// Evaluates every model of `experiment` on `dataset`, which `data` describes.
///
/// A figure is the mean over all test users of all folds. Per-user values are summed in the order of
/// users, so that neither threads nor folds change a digit.
///
/// # Errors
/// When the protocol cannot be followed.
pub fn run(
    dataset: &Dataset,
    data: DataRecord,
    experiment: &Experiment,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Evaluation, RunError> {
    let split = experiment.protocol.split(dataset, experiment.hold_out)?;
    let growth = growth::of_protocol(dataset, experiment.protocol);
    let metrics = metrics(dataset, &experiment.scoring, true, growth.is_some());
    let scored_by = ScoredBy { experiment, metrics: &metrics, growth: growth.as_ref() };
    let mut totals = CutTotals::default();
    let mut tallies: Vec<Tally> = experiment.models.iter().map(|_| Tally::new(dataset)).collect();
    for index in 0..split.n_folds() {
        run_fold(&split, index, &scored_by, &mut totals, &mut tallies, progress)?;
    }
    let mut timings = Timings { schema_version: 1, ..Timings::default() };
    timings.threads = rayon::current_num_threads();
    let mut finished = Vec::new();
    for (config, tally) in experiment.models.iter().zip(tallies) {
        let name = config.name().to_owned();
        let (fit_seconds, recommend_seconds) = (tally.fit_seconds, tally.recommend_seconds);
        timings.models.push(Timing { name, fit_seconds, recommend_seconds });
        let mut model = tally.finish(config.name(), &metrics, &experiment.scoring);
        model.result.params = config.params();
        finished.push(model);
    }
    let protocol = totals.record(experiment.seen, &split);
    Ok(Evaluation {
        per_user: PerUser::new(dataset, &metrics, &finished),
        result: result(data, protocol, experiment, &metrics, finished),
        timings,
    })
}

fn result(
    data: DataRecord,
    protocol: super::result::ProtocolRecord,
    experiment: &Experiment,
    metrics: &[Metric],
    finished: Vec<Finished>,
) -> EvalResult {
    let scoring = &experiment.scoring;
    EvalResult {
        schema_version: 1,
        data,
        protocol,
        convention: scoring.convention,
        seed: scoring.seed,
        replicates: scoring.replicates,
        event_weights: scoring.event_weights.clone(),
        comparisons: versus(&finished, metrics, scoring),
        conventions: conventions(&finished, scoring),
        models: finished.into_iter().map(|model| model.result).collect(),
    }
}

/// What all folds share.
struct ScoredBy<'a> {
    experiment: &'a Experiment,
    metrics: &'a [Metric],
    growth: Option<&'a Growth>,
}

fn run_fold(
    split: &Split<'_>,
    index: usize,
    scored_by: &ScoredBy<'_>,
    totals: &mut CutTotals,
    tallies: &mut [Tally],
    progress: &dyn Fn(Progress<'_>),
) -> Result<(), RunError> {
    let (dataset, experiment) = (split.dataset(), scored_by.experiment);
    let fold = split.fold(index)?;
    if fold.test_users.is_empty() {
        return Ok(());
    }
    let questions: Vec<Question> =
        fold.test_users.iter().map(|test| Question::new(dataset, test, experiment.seen)).collect();
    let n_unreachable =
        fold.test_users.iter().zip(&questions).map(|(test, question)| question.n_unreachable(test));
    totals.add(dataset, &fold, n_unreachable.sum());
    let training = Training::new(dataset, &fold.training_rows);
    let judge =
        Judge::new(dataset, &experiment.scoring, scored_by.metrics, &fold, scored_by.growth);
    let n_models = experiment.models.len();
    for (number, (config, tally)) in experiment.models.iter().zip(tallies).enumerate() {
        let (done, total) = (index * n_models + number, split.n_folds() * n_models);
        progress(Progress { model: config.name(), fold: index + 1, done, total });
        let started = Instant::now();
        let model = config.fit(&training);
        tally.fit_seconds += started.elapsed().as_secs_f64();
        let started = Instant::now();
        let lists = ask(dataset, model.as_ref(), &fold.test_users, &questions);
        tally.add(index + 1, &fold, judge.all(&fold.test_users, &lists));
        tally.recommend_seconds += started.elapsed().as_secs_f64();
    }
    Ok(())
}

/// What a model is asked about one test user, owned.
#[derive(Debug)]
struct Question {
    history: Vec<ItemIdx>,
    excluded: Vec<ItemIdx>,
}

impl Question {
    fn new(dataset: &Dataset, test: &TestUser, seen: Seen) -> Self {
        let history: Vec<ItemIdx> = test.history.iter().map(|&row| dataset.item(row)).collect();
        let mut excluded = match seen {
            Seen::Include => Vec::new(),
            Seen::Exclude => history.clone(),
        };
        excluded.sort_unstable();
        excluded.dedup();
        Self { history, excluded }
    }

    /// Held-out items that can never be hit.
    fn n_unreachable(&self, test: &TestUser) -> usize {
        test.held_out.iter().filter(|item| self.excluded.binary_search(item).is_ok()).count()
    }
}

/// Asks `model` about every test user.
fn ask(
    dataset: &Dataset,
    model: &dyn Recommend,
    test_users: &[TestUser],
    questions: &[Question],
) -> Vec<RankedList> {
    let requests: Vec<Request<'_>> = test_users
        .iter()
        .zip(questions)
        .map(|(test, question)| Request {
            user_id: dataset.users().id(test.user.index()),
            history: &question.history,
            excluded: &question.excluded,
            k: TIE_DEPTH,
        })
        .collect();
    let mut lists = recommend_all(model, &requests);
    let mut depth = TIE_DEPTH;
    loop {
        let is_open = |list: &Vec<Scored>| {
            list.len() == depth
                && list[depth - 1].score.total_cmp(&list[LIST_LENGTH - 1].score).is_eq()
        };
        let open: Vec<usize> = (0..lists.len()).filter(|&at| is_open(&lists[at])).collect();
        if open.is_empty() {
            return lists.into_iter().map(RankedList::from).collect();
        }
        depth *= 8;
        let further: Vec<Request<'_>> =
            open.iter().map(|&at| Request { k: depth, ..requests[at] }).collect();
        for (at, list) in open.into_iter().zip(recommend_all(model, &further)) {
            lists[at] = list;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Scoring;
    use crate::experiment::Seen;
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

    fn evaluate(seen: Seen) -> EvalResult {
        let dataset = dataset();
        let file = FileRecord { path: "x".into(), bytes: 0, sha256: String::new() };
        let data = DataRecord {
            interactions: file,
            items_file: None,
            held_out_file: None,
            history_file: None,
            rows: 20,
            users: 2,
            items: 10,
            event_type: None,
            event_value_threshold: None,
        };
        let experiment = Experiment {
            protocol: Protocol::NEWEST_TENTH,
            hold_out: HoldOut::Rows,
            seen,
            scoring: Scoring::default(),
            models: vec![ModelConfig::parse("repeat-last").expect("known")],
        };
        run(&dataset, data, &experiment, &|_| {}).expect("two users").result
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
    fn folds_that_test_nobody_do_not_lower_the_coverage() {
        let names: Vec<String> = (0..9).map(|user| user.to_string()).collect();
        let mut rows = vec![("x", "a", "", 1), ("x", "b", "", 2)];
        rows.extend(names.iter().map(|name| (name.as_str(), "a", "", 1)));
        let dataset = Dataset::from_rows(&rows);
        let file = FileRecord { path: "x".into(), bytes: 0, sha256: String::new() };
        let data = DataRecord {
            interactions: file,
            items_file: None,
            held_out_file: None,
            history_file: None,
            rows: rows.len(),
            users: 10,
            items: 2,
            event_type: None,
            event_value_threshold: None,
        };
        let experiment = Experiment {
            protocol: Protocol::Personalize { folds: 10, test_share: 0.1, seed: 1 },
            hold_out: HoldOut::Rows,
            seen: Seen::Include,
            scoring: Scoring { seed: 1, ..Scoring::default() },
            models: vec![ModelConfig::parse("popularity").expect("known")],
        };
        let result = run(&dataset, data, &experiment, &|_| {}).expect("one user").result;
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
