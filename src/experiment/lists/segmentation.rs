//! Segments of users for an item or for attributes.

use std::collections::{HashMap, HashSet};

use super::attributes::{AttributeError, matching};
use super::error::ScoreError;
use super::gathered::Gathered;
use super::named::NamedLists;
use super::truth::{Truth, TruthFiles};
use crate::dataset::ItemIdx;
use crate::experiment::result::{ListCounts, ModelResult};
use crate::experiment::scoring::Scoring;
use crate::metric::{COVERAGE, UserValues, bca, one_percent, segment_score, standard_error};
use crate::number::ratio;

const KEYS: [&str; 2] = ["hits_at_1_percent", "recall_at_1_percent"];

/// Scores each segment by the users who interacted with the item, or with an item that has the
/// attributes, in the held-out rows. K is 1 % of the users of all files given. Queries that nobody answered
/// in the held-out rows are left out of the means, which `n_users` counts: it is of queries here.
pub(super) fn score(
    truth: &Truth,
    files: &TruthFiles<'_>,
    named: &NamedLists<'_>,
    gathered: &Gathered<'_>,
    scoring: &Scoring,
) -> Result<ModelResult, ScoreError> {
    if files.train.is_none() {
        return Err(ScoreError::NeedsUsers { path: named.path.display().to_string() });
    }
    let n_users = truth.dataset.users().len();
    let k = one_percent(n_users);
    let mut listed = HashSet::new();
    let mut values = UserValues::new(KEYS.len());
    let (mut n_short, mut n_without_truth) = (0, 0);
    let holders = holders(truth);
    for query in gathered.queries() {
        let items = items_of(truth, files, named, gathered, query)?;
        let users: HashSet<u32> =
            items.iter().filter_map(|item| holders.get(item)).flatten().copied().collect();
        let segment = gathered.listed(query).unwrap_or_default();
        n_short += usize::from(segment.len() < k);
        let first = &segment[..segment.len().min(k)];
        listed.extend(first.iter().copied().flatten());
        let n_hits = first.iter().flatten().filter(|user| users.contains(user)).count();
        match segment_score(n_hits, users.len(), k) {
            Some(score) => values.push(&[Some(score.hits), Some(score.recall)]),
            None => n_without_truth += 1,
        }
    }
    if values.n_users() == 0 {
        return Err(super::strange::users(named, files, gathered));
    }
    let mut result = ModelResult {
        name: named.name.clone(),
        n_users: values.n_users(),
        coverage_union: Some(ratio(listed.len(), n_users)),
        short_lists: n_short,
        lists: Some(ListCounts { lists_without_truth: n_without_truth, ..gathered.counts.clone() }),
        ..ModelResult::default()
    };
    result.metrics.insert(COVERAGE.to_owned(), ratio(listed.len(), n_users));
    add_figures(&mut result, &values, scoring);
    Ok(result)
}

/// Adds the mean of each metric over the queries, with its error and its interval.
fn add_figures(result: &mut ModelResult, values: &UserValues, scoring: &Scoring) {
    let intervals = bca(values, scoring.seed, scoring.replicates);
    for (at, key) in KEYS.iter().enumerate() {
        result.metrics.insert((*key).to_owned(), values.mean(at).0);
        result.standard_errors.insert((*key).to_owned(), standard_error(&values.column(at)));
        if let Some(interval) = intervals[at] {
            result.intervals.insert((*key).to_owned(), interval);
        }
    }
}

/// The items that a segment is for, rising.
fn items_of(
    truth: &Truth,
    files: &TruthFiles<'_>,
    named: &NamedLists<'_>,
    gathered: &Gathered<'_>,
    query: u32,
) -> Result<Vec<ItemIdx>, ScoreError> {
    let Some(expression) = gathered.expressions.get(query as usize) else {
        return Ok(vec![ItemIdx(query)]);
    };
    let wrong = |source| ScoreError::Attributes {
        path: named.path.display().to_string(),
        source: Box::new(source),
    };
    let items = files.items.ok_or_else(|| wrong(AttributeError::NeedsItems))?;
    let ids = matching(items, expression).map_err(wrong)?;
    let mut items: Vec<ItemIdx> =
        ids.iter().filter_map(|id| truth.dataset.items().find(id)).map(ItemIdx).collect();
    items.sort_unstable();
    Ok(items)
}

/// The users who hold an item out, by item.
fn holders(truth: &Truth) -> HashMap<ItemIdx, Vec<u32>> {
    let mut holders: HashMap<ItemIdx, Vec<u32>> = HashMap::new();
    for test in &truth.fold.test_users {
        for &item in &test.held_out {
            holders.entry(item).or_default().push(test.user.0);
        }
    }
    holders
}
