//! The sums for one model over the folds.

use super::likeness::likeness;
use super::segment::{ActivityGroup, ItemGroup, by_activity, by_popularity};
use super::user::{N_CONVENTION_VALUES, UserScore};
use crate::dataset::{Dataset, UserIdx, service_test_users};
use crate::experiment::result::{ModelResult, PopularityLikeness, ServiceSized, Ties};
use crate::experiment::scoring::Scoring;
use crate::metric::{
    ACCURACY, COVERAGE, EXPOSURE_GINI, Interval, Judged, LIST_LENGTH, Metric, UserValues, bca,
    gini_of_exposure, mean, spread, standard_error,
};
use crate::number::{from_count, ratio, to_u32};
use crate::split::{Fold, TestUser};

/// A test user, kept for the end.
#[derive(Debug, Clone)]
pub(in crate::experiment) struct Kept {
    pub(in crate::experiment) user: UserIdx,
    /// The fold, from 1.
    pub(in crate::experiment) fold: usize,
    pub(in crate::experiment) history_rows: usize,
    pub(in crate::experiment) held_out_items: usize,
    /// A hash of the held-out items' ids, in any order.
    pub(in crate::experiment) held_out_hash: u64,
    score: UserScore,
}

#[derive(Debug)]
pub(in crate::experiment) struct Tally {
    /// The tested users by user index; `None` for users not tested.
    kept: Vec<Option<Kept>>,
    /// The hash of each item's id.
    item_hashes: Vec<u64>,
    /// The number of times each item is listed, over all folds.
    exposure: Vec<u32>,
    /// Items recommended, summed over the folds.
    n_recommended: usize,
    n_folds: usize,
    n_short_lists: usize,
    n_lists_of_one: usize,
    n_empty_lists: usize,
    pub(in crate::experiment) fit_seconds: f64,
    pub(in crate::experiment) recommend_seconds: f64,
}

/// Per-user values of one model, in the order of users.
#[derive(Debug, Clone)]
pub(in crate::experiment) struct Finished {
    pub(in crate::experiment) result: ModelResult,
    /// The values, by the experiment's metrics.
    pub(in crate::experiment) values: UserValues,
    /// NDCG by convention and K.
    pub(in crate::experiment) by_convention: UserValues,
    pub(in crate::experiment) users: Vec<Kept>,
}

impl Tally {
    pub(in crate::experiment) fn new(dataset: &Dataset) -> Self {
        let items = 0..to_u32(dataset.items().len());
        let hash =
            |item: u32| xxhash_rust::xxh3::xxh3_64(dataset.items().id(item as usize).as_bytes());
        Self {
            kept: vec![None; dataset.users().len()],
            item_hashes: items.map(hash).collect(),
            exposure: vec![0; dataset.items().len()],
            n_recommended: 0,
            n_folds: 0,
            n_short_lists: 0,
            n_lists_of_one: 0,
            n_empty_lists: 0,
            fit_seconds: 0.0,
            recommend_seconds: 0.0,
        }
    }

    /// Adds the scores of fold `number` (from 1), in the order of its test users.
    pub(in crate::experiment) fn add(
        &mut self,
        number: usize,
        fold: &Fold,
        scores: Vec<UserScore>,
    ) {
        let mut recommended = vec![false; self.exposure.len()];
        for (test, score) in fold.test_users.iter().zip(scores) {
            for item in &score.listed {
                recommended[item.index()] = true;
                self.exposure[item.index()] += 1;
            }
            self.n_short_lists += usize::from(score.length < LIST_LENGTH);
            self.n_lists_of_one += usize::from(score.length == 1);
            self.n_empty_lists += usize::from(score.length == 0);
            let hashes = test.held_out.iter().map(|item| self.item_hashes[item.index()]);
            let held_out_hash = hashes.fold(0_u64, u64::wrapping_add);
            self.kept[test.user.index()] = Some(kept(number, test, held_out_hash, score));
        }
        self.n_recommended += recommended.iter().filter(|&&listed| listed).count();
        self.n_folds += 1;
    }

    pub(in crate::experiment) fn finish(
        self,
        name: &str,
        metrics: &[&'static Metric],
        scoring: &Scoring,
    ) -> Finished {
        let n_data_users = self.kept.len();
        let users: Vec<Kept> = self.kept.into_iter().flatten().collect();
        let mut values = UserValues::new(metrics.len());
        let mut by_convention = UserValues::new(N_CONVENTION_VALUES);
        for kept in &users {
            values.push(&kept.score.values);
            by_convention.push(&kept.score.by_convention.map(Some));
        }
        let n_items = self.exposure.len();
        let mut result = ModelResult {
            name: name.to_owned(),
            n_users: users.len(),
            coverage_union: Some(ratio(self.exposure.iter().filter(|&&n| n > 0).count(), n_items)),
            short_lists: self.n_short_lists,
            lists_of_one: self.n_lists_of_one,
            empty_lists: self.n_empty_lists,
            ..ModelResult::default()
        };
        let coverage = ratio(self.n_recommended, n_items) / from_count(self.n_folds.max(1));
        result.metrics.insert(COVERAGE.to_owned(), coverage);
        result.metrics.insert(EXPOSURE_GINI.to_owned(), gini_of_exposure(&self.exposure));
        add_figures(&mut result, metrics, &values, scoring);
        result.service_sized = service_sized(metrics, &values, scoring, n_data_users);
        result.ties = ties(&users, metrics, &values);
        let history: Vec<usize> = users.iter().map(|kept| kept.history_rows).collect();
        result.likeness = likeness_of(&users, &history);
        let groups: Vec<[Judged; ItemGroup::ALL.len()]> =
            users.iter().map(|kept| kept.score.by_group).collect();
        result.segments = by_activity(metrics, &values, &history);
        result.segments.extend(by_popularity(&groups, scoring.convention));
        Finished { result, values, by_convention, users }
    }
}

/// The likeness of all lists to the popularity rankings of their folds, of which the longest count of most popular items
/// is told.
fn likeness_of(users: &[Kept], history_rows: &[usize]) -> Option<PopularityLikeness> {
    let most_popular = users.iter().filter_map(|kept| Some(kept.score.likeness?.0)).max()?;
    let of = |kept: &Kept| (kept.history_rows, kept.score.likeness.map(|likeness| likeness.1));
    let lists: Vec<_> = users.iter().map(of).collect();
    likeness(most_popular, &lists, &ActivityGroup::quartiles(history_rows))
}

fn kept(fold: usize, test: &TestUser, held_out_hash: u64, score: UserScore) -> Kept {
    Kept {
        user: test.user,
        fold,
        history_rows: test.history.len(),
        held_out_items: test.held_out.len(),
        held_out_hash,
        score,
    }
}

/// Adds the means of the values with what says how sure they are.
pub(in crate::experiment) fn add_figures(
    result: &mut ModelResult,
    metrics: &[&'static Metric],
    values: &UserValues,
    scoring: &Scoring,
) {
    let intervals = bca(values, scoring.seed, scoring.replicates);
    for (at, metric) in metrics.iter().enumerate() {
        let column = values.column(at);
        if column.is_empty() {
            continue;
        }
        result.metrics.insert(metric.key.to_owned(), mean(&column));
        result.standard_errors.insert(metric.key.to_owned(), standard_error(&column));
        if let Some(interval) = intervals[at] {
            result.intervals.insert(metric.key.to_owned(), interval);
        }
        if column.len() != result.n_users {
            result.n_users_of.insert(metric.key.to_owned(), column.len());
        }
    }
}

/// The spread of test sets of the service's size, if more users are tested than the service would
/// test.
fn service_sized(
    metrics: &[&'static Metric],
    values: &UserValues,
    scoring: &Scoring,
    n_data_users: usize,
) -> Option<ServiceSized> {
    let users = service_test_users(n_data_users);
    if users >= values.n_users() {
        return None;
    }
    let spreads = spread(values, users, scoring.seed, scoring.replicates);
    let named = metrics.iter().zip(spreads);
    let spread: std::collections::BTreeMap<_, _> =
        named.filter_map(|(metric, spread)| Some((metric.key.to_owned(), spread?))).collect();
    (!spread.is_empty()).then_some(ServiceSized { users, spread })
}

/// The means of the least and the greatest values that ties allow.
fn ties(users: &[Kept], metrics: &[&'static Metric], values: &UserValues) -> Option<Ties> {
    let lists = users.iter().filter(|kept| kept.score.ties.is_some()).count();
    if lists == 0 {
        return None;
    }
    let range = |(at, metric): (usize, &&Metric)| {
        let column = metrics.iter().position(|other| other == metric)?;
        let ends: Vec<Interval> = (0..users.len())
            .filter_map(|user| match &users[user].score.ties {
                Some(ranges) => Some(ranges[at]),
                None => values.get(user, column).map(|value| Interval { low: value, high: value }),
            })
            .collect();
        let low = mean(&ends.iter().map(|range| range.low).collect::<Vec<_>>());
        let high = mean(&ends.iter().map(|range| range.high).collect::<Vec<_>>());
        Some((metric.key.to_owned(), Interval { low, high }))
    };
    let ranges: std::collections::BTreeMap<String, Interval> =
        ACCURACY.iter().enumerate().filter_map(range).collect();
    // Equal items that tie come to the same whichever stands first.
    let moves = ranges.values().any(|range| range.low < range.high);
    moves.then_some(Ties { lists, ranges })
}
