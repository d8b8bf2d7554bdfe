//! Lists that were judged where they lie: of each user the ranks of the hits have come, and no item.

use super::base::{Base, leave_out};
use crate::experiment::judge::{
    Finished, JudgedView, N_CONVENTION_VALUES, add_figures, by_activity, by_convention,
};
use crate::experiment::result::{
    DataRecord, EvalResult, ListCounts, ModelResult, ProtocolRecord, View,
};
use crate::experiment::scoring::Scoring;
use crate::metric::{
    ACCURACY, COVERAGE, EXPOSURE_GINI, Judged, LIST_LENGTH, Metric, UserValues, gini_of_exposure,
};
use crate::number::ratio;

/// A test user's list, judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedUser {
    /// The ranks that are hits, the lowest bit being the first.
    pub hits: u32,
    /// Distinct held-out items.
    pub held_out: usize,
    /// Places of the list; none where no list answers the user.
    pub places: Option<usize>,
}

impl CountedUser {
    fn judged(self) -> Judged {
        let hits: Vec<bool> = (0..LIST_LENGTH).map(|at| self.hits >> at & 1 == 1).collect();
        Judged::from_hits(&hits, self.held_out)
    }
}

/// The lists of one file, judged.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedLists {
    /// The name of the lists.
    pub name: String,
    /// The test users. Lists that are compared have them in one order; draws for intervals are those of files that are read
    /// here where it is the order of ids.
    pub users: Vec<CountedUser>,
    /// The number of times each item of the catalogue is listed, in any order.
    pub exposure: Vec<u32>,
    /// Counts of oddities.
    pub counts: ListCounts,
}

/// The held-out rows that lists were judged by.
#[derive(Debug, Clone, PartialEq)]
pub struct CountedTruth {
    /// The held-out rows and their users and items, with the items of the catalogue.
    pub data: DataRecord,
    /// Distinct held-out items of each user, summed.
    pub held_out_items: usize,
    /// True if a file says which items there are.
    pub has_catalogue: bool,
}

/// Makes the result of lists that were judged elsewhere: that of [`super::score_lists`] for the same files, without
/// ranges over ties.
#[must_use]
pub fn score_counted(
    truth: CountedTruth,
    lists: Vec<CountedLists>,
    scoring: &Scoring,
) -> EvalResult {
    let users = truth.data.users;
    let protocol = ProtocolRecord::of_held_out_rows(users, truth.data.rows, truth.held_out_items);
    let metrics: Vec<&'static Metric> = ACCURACY.to_vec();
    let base = Base { catalogue: truth.has_catalogue, training: false };
    let finished = lists.into_iter().map(|one| finish(one, &metrics, base, scoring)).collect();
    let judged = JudgedView { view: View::Custom, protocol, finished };
    judged.result(truth.data, &metrics, scoring)
}

fn finish(
    lists: CountedLists,
    metrics: &[&'static Metric],
    base: Base,
    scoring: &Scoring,
) -> Finished {
    let mut values = UserValues::new(metrics.len());
    let mut by_conventions = UserValues::new(N_CONVENTION_VALUES);
    for user in &lists.users {
        let judged = user.judged();
        let row: Vec<Option<f64>> =
            metrics.iter().map(|metric| metric.of_hits(judged, scoring.convention)).collect();
        values.push(&row);
        by_conventions.push(&by_convention(judged).map(Some));
    }
    let n_with = |holds: fn(usize) -> bool| {
        lists.users.iter().filter(|user| user.places.is_some_and(holds)).count()
    };
    let listed = lists.exposure.iter().filter(|&&times| times > 0).count();
    let coverage = ratio(listed, lists.exposure.len());
    let mut result = ModelResult {
        name: lists.name,
        n_users: lists.users.len(),
        coverage_union: Some(coverage),
        short_lists: n_with(|places| places < LIST_LENGTH),
        lists_of_one: n_with(|places| places == 1),
        empty_lists: n_with(|places| places == 0),
        ..ModelResult::default()
    };
    result.metrics.insert(COVERAGE.to_owned(), coverage);
    result.metrics.insert(EXPOSURE_GINI.to_owned(), gini_of_exposure(&lists.exposure));
    add_figures(&mut result, metrics, &values, scoring);
    result.segments = by_activity(metrics, &values, &vec![0; lists.users.len()]);
    let mut counts = lists.counts;
    counts.untold = leave_out(base, &mut result);
    result.lists = Some(counts);
    Finished { result, values, by_convention: by_conventions, users: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_come_from_hits_alone() {
        let users = vec![
            CountedUser { hits: 0b101, held_out: 4, places: Some(25) },
            CountedUser { hits: 0, held_out: 1, places: None },
        ];
        let lists = CountedLists {
            name: "x".to_owned(),
            users,
            exposure: vec![1, 24, 0, 0],
            counts: ListCounts::default(),
        };
        let data = DataRecord { rows: 6, users: 2, items: 4, ..DataRecord::default() };
        let truth = CountedTruth { data, held_out_items: 5, has_catalogue: true };
        let found =
            score_counted(truth, vec![lists], &Scoring { replicates: 0, ..Scoring::default() });
        let model = &found.models[0];
        let figure = |key: &str| model.metrics[key];
        assert!((figure("mean_reciprocal_rank_at_25") - 0.5).abs() < 1e-12);
        assert!((figure("precision_at_5") - 0.2).abs() < 1e-12);
        assert!((figure(COVERAGE) - 0.5).abs() < 1e-12);
        assert_eq!((model.short_lists, model.empty_lists, model.n_users), (0, 0, 2));
        let untold = &model.lists.as_ref().expect("counts").untold;
        assert!(!untold.is_empty() && untold.keys().all(|key| model.metrics.is_untold(key)));
        assert_eq!(found.protocol.held_out_items, 5);
    }
}
