//! Folds outside, models inside: each training set is made once.

use std::time::Instant;

use super::config::Experiment;
use super::cut_totals::CutTotals;
use super::growth;
use super::journal::{Entry, Journal};
use super::judge::{Judge, metrics};
use super::per_user::PerUser;
use super::question::{Question, ask, candidates_of, ranked};
use super::result::{DataRecord, EvalResult, Skipped, Timing, Timings};
use super::tally::{Finished, Tally};
use super::versus::{conventions, versus};
use crate::dataset::Dataset;
use crate::metric::{Growth, Metric};
use crate::model::{FitError, ModelConfig, Training};
use crate::number::from_count;
use crate::split::{Fold, Split, SplitError};

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress<'a> {
    /// The model that begins now.
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
}

/// Evaluates every model of `experiment` on `dataset`, which `data` describes. What `journal` holds of
/// this run is taken from there, and what is new is added.
///
/// A figure is the mean over all test users of all folds. Per-user values are summed in the order of
/// users, so that neither threads nor folds change a digit. A model that cannot be fitted is left out
/// and named; the others go on.
///
/// # Errors
/// When the protocol cannot be followed, or no model can be fitted.
pub fn run(
    dataset: &Dataset,
    data: DataRecord,
    experiment: &Experiment,
    journal: Option<&Journal>,
    progress: &dyn Fn(Progress<'_>),
) -> Result<Evaluation, RunError> {
    let split = experiment.protocol.split(dataset, experiment.hold_out)?;
    let growth = growth::of_protocol(dataset, experiment.protocol);
    let metrics = metrics(dataset, &experiment.scoring, true, growth.is_some());
    let scored_by = ScoredBy { experiment, metrics: &metrics, growth: growth.as_ref(), journal };
    let mut totals = CutTotals::default();
    let mut contestants: Vec<Contestant> =
        experiment.models.iter().map(|config| Contestant::new(config, dataset)).collect();
    for index in 0..split.n_folds() {
        run_fold(&split, index, &scored_by, &mut totals, &mut contestants, progress)?;
    }
    let mut timings = Timings { schema_version: 1, ..Timings::default() };
    timings.threads = rayon::current_num_threads();
    let (mut finished, mut skipped) = (Vec::new(), Vec::new());
    for Contestant { config, tally, failure, .. } in contestants {
        if let Some(failure) = failure {
            skipped.push(Skipped { model: config.text(), reason: failure.to_string() });
            continue;
        }
        let name = config.name().to_owned();
        let (fit_seconds, recommend_seconds) = (tally.fit_seconds, tally.recommend_seconds);
        timings.models.push(Timing { name, fit_seconds, recommend_seconds });
        let mut model = tally.finish(config.name(), &metrics, &experiment.scoring);
        model.result.params = config.params();
        finished.push(model);
    }
    if finished.is_empty() {
        return Err(RunError::NoModel(skipped));
    }
    let protocol = totals.record(experiment, &split);
    Ok(Evaluation {
        per_user: PerUser::new(dataset, &metrics, &finished, experiment.scoring.convention),
        result: result(data, protocol, experiment, &metrics, finished, skipped),
        timings,
    })
}

fn result(
    data: DataRecord,
    protocol: super::result::ProtocolRecord,
    experiment: &Experiment,
    metrics: &[Metric],
    finished: Vec<Finished>,
    skipped: Vec<Skipped>,
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
        skipped,
    }
}

/// What all folds share.
struct ScoredBy<'a> {
    experiment: &'a Experiment,
    metrics: &'a [Metric],
    growth: Option<&'a Growth>,
    journal: Option<&'a Journal>,
}

/// A model on its way through the folds.
struct Contestant<'a> {
    config: &'a ModelConfig,
    tally: Tally,
    failure: Option<FitError>,
    n_folds_done: usize,
}

impl<'a> Contestant<'a> {
    fn new(config: &'a ModelConfig, dataset: &Dataset) -> Self {
        Self { config, tally: Tally::new(dataset), failure: None, n_folds_done: 0 }
    }

    /// Seconds for a fold, by those that are done.
    fn seconds(&self) -> Option<f64> {
        let all = self.tally.fit_seconds + self.tally.recommend_seconds;
        (self.n_folds_done > 0).then(|| all / from_count(self.n_folds_done))
    }
}

/// What the rest will take: every model its own mean, one that has not run yet that of the others.
fn seconds_left(contestants: &[Contestant<'_>], n_folds: usize) -> Option<f64> {
    let running = || contestants.iter().filter(|one| one.failure.is_none());
    let known: Vec<f64> = running().filter_map(Contestant::seconds).collect();
    if known.is_empty() {
        return None;
    }
    let mean = known.iter().sum::<f64>() / from_count(known.len());
    let left = |one: &Contestant<'_>| {
        one.seconds().unwrap_or(mean) * from_count(n_folds - one.n_folds_done)
    };
    Some(running().map(left).sum())
}

fn run_fold(
    split: &Split<'_>,
    index: usize,
    scored_by: &ScoredBy<'_>,
    totals: &mut CutTotals,
    contestants: &mut [Contestant<'_>],
    progress: &dyn Fn(Progress<'_>),
) -> Result<(), RunError> {
    let (dataset, experiment) = (split.dataset(), scored_by.experiment);
    let fold = split.fold(index)?;
    if fold.test_users.is_empty() {
        return Ok(());
    }
    let training = Training::new(dataset, &fold.training_rows).for_task(experiment.task());
    let question = |test| {
        let candidates = candidates_of(&experiment.candidates, &training, test_user(test));
        Question::new(dataset, test, experiment.seen, experiment.purpose, candidates)
    };
    let questions: Vec<Question> = fold.test_users.iter().map(question).collect();
    let n_unreachable =
        fold.test_users.iter().zip(&questions).map(|(test, question)| question.n_unreachable(test));
    totals.add(dataset, &fold, n_unreachable.sum());
    let judge =
        Judge::new(dataset, &experiment.scoring, scored_by.metrics, &fold, scored_by.growth);
    let n_models = contestants.len();
    for number in 0..n_models {
        if contestants[number].failure.is_some() {
            continue;
        }
        let (done, total) = (index * n_models + number, split.n_folds() * n_models);
        let seconds_left = seconds_left(contestants, split.n_folds());
        let contestant = &mut contestants[number];
        let model = contestant.config.name();
        progress(Progress { model, fold: index + 1, done, total, seconds_left });
        match entry(scored_by, contestant.config, index, &training, &fold, &questions) {
            Ok(entry) => contestant.add(index, &fold, entry, &judge),
            Err(failure) => contestant.failure = Some(failure),
        }
    }
    Ok(())
}

fn test_user(test: &crate::split::TestUser) -> crate::dataset::UserIdx {
    test.user
}

impl Contestant<'_> {
    fn add(&mut self, index: usize, fold: &Fold, entry: Entry, judge: &Judge<'_>) {
        self.tally.fit_seconds += entry.fit_seconds;
        self.tally.recommend_seconds += entry.recommend_seconds;
        let lists = ranked(entry.lists);
        self.tally.add(index + 1, fold, judge.all(&fold.test_users, &lists));
        self.n_folds_done += 1;
    }
}

/// What the model answers, from the journal if it is there.
fn entry(
    scored_by: &ScoredBy<'_>,
    config: &ModelConfig,
    index: usize,
    training: &Training<'_>,
    fold: &Fold,
    questions: &[Question],
) -> Result<Entry, FitError> {
    let dataset = training.dataset();
    let text = config.text();
    let known = scored_by.journal.and_then(|journal| journal.read(&text, index));
    if let Some(entry) = known
        && entry.fits(questions.len(), dataset.items().len())
    {
        return Ok(entry);
    }
    let started = Instant::now();
    let model = config.fit(training)?;
    let fit_seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let lists = ask(dataset, model.as_ref(), &fold.test_users, questions);
    let entry = Entry { lists, fit_seconds, recommend_seconds: started.elapsed().as_secs_f64() };
    if let Some(journal) = scored_by.journal {
        journal.write(&text, index, &entry);
    }
    Ok(entry)
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

    fn record(dataset: &Dataset) -> DataRecord {
        let file = FileRecord { path: "x".into(), bytes: 0, sha256: String::new() };
        DataRecord::new(file, dataset)
    }

    fn evaluate(seen: Seen) -> EvalResult {
        let dataset = dataset();
        let data = record(&dataset);
        let experiment = Experiment {
            protocol: Protocol::NEWEST_TENTH,
            hold_out: HoldOut::Rows,
            seen,
            scoring: Scoring::default(),
            ..Experiment::of(vec![ModelConfig::parse("repeat-last").expect("known")])
        };
        run(&dataset, data, &experiment, None, &|_| {}).expect("two users").result
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
            run(&dataset, record(&dataset), &experiment, journal, &|_| {}).expect("two users")
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
        let empty = Entry { lists: vec![Vec::new(); 2], ..entry.clone() };
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
            hold_out: HoldOut::Rows,
            seen: Seen::Include,
            scoring: Scoring { seed: 1, ..Scoring::default() },
            ..Experiment::of(vec![ModelConfig::parse("popularity").expect("known")])
        };
        let result = run(&dataset, data, &experiment, None, &|_| {}).expect("one user").result;
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
