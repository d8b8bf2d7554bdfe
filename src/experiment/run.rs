//! Folds outside, models inside: each training set is made once.

use std::time::Instant;

use super::config::Experiment;
use super::judge::{FoldScore, Question, UserValues, score_fold};
use super::result::{DataRecord, EvalResult, ModelResult, ProtocolRecord, Timing, Timings};
use crate::dataset::Dataset;
use crate::metric::{COVERAGE, REPORTED, bootstrap, mean, standard_error};
use crate::model::{ModelConfig, Training};
use crate::number::{from_count, ratio};
use crate::split::{Fold, Leaks, Split, SplitError, audit};

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
) -> Result<(EvalResult, Timings), RunError> {
    let split = experiment.protocol.split(dataset, experiment.hold_out)?;
    let mut cut = CutTotals::default();
    let mut tallies: Vec<Tally> = experiment.models.iter().map(|_| Tally::new(dataset)).collect();
    let mut n_folds = 0;
    let total = split.n_folds() * experiment.models.len();
    for index in 0..split.n_folds() {
        let fold = split.fold(index)?;
        if fold.test_users.is_empty() {
            continue;
        }
        n_folds += 1;
        let questions: Vec<Question> = fold
            .test_users
            .iter()
            .map(|test| Question::new(dataset, test, experiment.seen))
            .collect();
        cut.add(dataset, &fold, &questions);
        let training = Training::new(dataset, &fold.training_rows);
        for (number, (config, tally)) in experiment.models.iter().zip(&mut tallies).enumerate() {
            let done = index * experiment.models.len() + number;
            progress(Progress { model: config.name(), fold: index + 1, done, total });
            let started = Instant::now();
            let model = config.fit(&training);
            tally.fit_seconds += started.elapsed().as_secs_f64();
            let started = Instant::now();
            let convention = experiment.convention;
            let score =
                score_fold(dataset, model.as_ref(), &fold.test_users, &questions, convention);
            tally.recommend_seconds += started.elapsed().as_secs_f64();
            tally.add(&fold, score);
        }
    }
    let pairs = experiment.models.iter().zip(tallies);
    let (models, timings) =
        pairs.map(|(config, tally)| tally.finish(config, n_folds, experiment.seed)).unzip();
    let result = EvalResult {
        schema_version: 1,
        data,
        protocol: cut.record(experiment, &split),
        convention: experiment.convention,
        seed: experiment.seed,
        models,
    };
    let threads = rayon::current_num_threads();
    Ok((result, Timings { schema_version: 1, threads, models: timings }))
}

/// Counts over all folds that do not depend on a model.
#[derive(Debug, Default)]
struct CutTotals {
    training_rows: usize,
    held_out_rows: usize,
    held_out_items: usize,
    unreachable_items: usize,
    leaks: Leaks,
}

impl CutTotals {
    fn add(&mut self, dataset: &Dataset, fold: &Fold, questions: &[Question]) {
        self.training_rows += fold.training_rows.len();
        for (test, question) in fold.test_users.iter().zip(questions) {
            self.held_out_rows += test.held_out_rows.len();
            self.held_out_items += test.held_out.len();
            self.unreachable_items += question.n_unreachable(test);
        }
        self.leaks = self.leaks.plus(audit(dataset, &fold.test_users));
    }

    fn record(&self, experiment: &Experiment, split: &Split<'_>) -> ProtocolRecord {
        ProtocolRecord {
            protocol: experiment.protocol,
            hold_out: experiment.hold_out,
            seen: experiment.seen,
            users_tested: split.n_tested(),
            users_not_tested: split.n_not_tested(),
            training_rows: self.training_rows,
            held_out_rows: self.held_out_rows,
            held_out_items: self.held_out_items,
            unreachable_items: self.unreachable_items,
            leaks: self.leaks,
        }
    }
}

/// What one model has gathered over the folds.
#[derive(Debug)]
struct Tally {
    /// By user index; `None` for users not tested.
    values: Vec<Option<UserValues>>,
    /// Items in any list of any fold.
    recommended: Vec<bool>,
    /// Items recommended, summed over the folds.
    n_recommended: usize,
    n_short_lists: usize,
    fit_seconds: f64,
    recommend_seconds: f64,
}

impl Tally {
    fn new(dataset: &Dataset) -> Self {
        Self {
            values: vec![None; dataset.users().len()],
            recommended: vec![false; dataset.items().len()],
            n_recommended: 0,
            n_short_lists: 0,
            fit_seconds: 0.0,
            recommend_seconds: 0.0,
        }
    }

    fn add(&mut self, fold: &Fold, score: FoldScore) {
        for (test, values) in fold.test_users.iter().zip(score.values) {
            self.values[test.user.index()] = Some(values);
        }
        for (known, new) in self.recommended.iter_mut().zip(&score.recommended) {
            *known |= new;
        }
        self.n_recommended += score.recommended.iter().filter(|&&listed| listed).count();
        self.n_short_lists += score.n_short_lists;
    }

    fn finish(self, config: &ModelConfig, n_folds: usize, seed: u64) -> (ModelResult, Timing) {
        let users: Vec<UserValues> = self.values.into_iter().flatten().collect();
        let n_items = self.recommended.len();
        let n_listed = self.recommended.iter().filter(|&&listed| listed).count();
        let mut result = ModelResult {
            name: config.name().to_owned(),
            params: config.params(),
            metrics: [(
                COVERAGE.to_owned(),
                ratio(self.n_recommended, n_items) / from_count(n_folds),
            )]
            .into(),
            standard_errors: [].into(),
            intervals: [].into(),
            n_users: users.len(),
            coverage_union: ratio(n_listed, n_items),
            short_lists: self.n_short_lists,
        };
        let intervals = bootstrap(&users, seed);
        for (column, metric) in REPORTED.iter().enumerate() {
            let values: Vec<f64> = users.iter().map(|user| user[column]).collect();
            result.metrics.insert(metric.key(), mean(&values));
            result.standard_errors.insert(metric.key(), standard_error(&values));
            result.intervals.insert(metric.key(), intervals[column]);
        }
        let (fit_seconds, recommend_seconds) = (self.fit_seconds, self.recommend_seconds);
        (result, Timing { name: config.name().to_owned(), fit_seconds, recommend_seconds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Seen;
    use crate::export::digest::FileRecord;
    use crate::metric::Convention;
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
            rows: 20,
            users: 2,
            items: 10,
            event_type: None,
            event_value_threshold: None,
        };
        let experiment = Experiment {
            protocol: Protocol::PerUserRatio,
            hold_out: HoldOut::Rows,
            seen,
            convention: Convention::Service,
            models: vec![ModelConfig::parse("repeat-last").expect("known")],
            seed: 42,
        };
        run(&dataset, data, &experiment, &|_| {}).expect("two users").0
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
            convention: Convention::Service,
            models: vec![ModelConfig::parse("popularity").expect("known")],
            seed: 1,
        };
        let result = run(&dataset, data, &experiment, &|_| {}).expect("one user").0;
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
