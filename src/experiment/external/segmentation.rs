//! Segments of users for an item or for attributes.

use std::collections::HashSet;

use super::attributes::{AttributeError, matching};
use super::gather::Gathered;
use super::{NamedLists, ScoreError, Truth, TruthFiles};
use crate::dataset::ItemIdx;
use crate::experiment::config::Scoring;
use crate::experiment::result::ModelResult;
use crate::metric::{COVERAGE, Values, bca, one_percent, segment_score, standard_error};
use crate::number::ratio;

const KEYS: [&str; 2] = ["hits_at_1_percent", "recall_at_1_percent"];

/// Scores each segment by the users who interacted with the item, or with an item that has the
/// attributes, in the held-out rows. K is 1 % of the users of the data. Queries that nobody answered
/// in the held-out rows are left out of the means, which `n_users` counts: it is of queries here.
pub(super) fn score(
    truth: &Truth,
    files: &TruthFiles<'_>,
    named: &NamedLists<'_>,
    gathered: &Gathered<'_>,
    scoring: &Scoring,
) -> Result<ModelResult, ScoreError> {
    let n_users = truth.dataset.users().len();
    let k = one_percent(n_users);
    let mut listed = HashSet::new();
    let mut values = Values::new(KEYS.len());
    let mut n_short = 0;
    for query in gathered.queries() {
        let items = items_of(truth, files, named, gathered, query)?;
        let users = users_of(truth, &items);
        let segment = gathered.listed(query).unwrap_or_default();
        n_short += usize::from(segment.len() < k);
        let first = &segment[..segment.len().min(k)];
        listed.extend(first.iter().copied().filter(|&user| (user as usize) < n_users));
        let n_hits = first.iter().filter(|user| users.contains(user)).count();
        if let Some(score) = segment_score(n_hits, users.len(), k) {
            values.push(&[Some(score.hits), Some(score.recall)]);
        }
    }
    let mut result = ModelResult {
        name: named.name.clone(),
        n_users: values.n_users(),
        coverage_union: ratio(listed.len(), n_users),
        short_lists: n_short,
        lists: Some(gathered.counts.clone()),
        ..ModelResult::default()
    };
    result.metrics.insert(COVERAGE.to_owned(), ratio(listed.len(), n_users));
    let intervals = bca(&values, scoring.seed, scoring.replicates);
    for (at, key) in KEYS.iter().enumerate() {
        result.metrics.insert((*key).to_owned(), values.mean(at).0);
        result.standard_errors.insert((*key).to_owned(), standard_error(&values.column(at)));
        if let Some(interval) = intervals[at] {
            result.intervals.insert((*key).to_owned(), interval);
        }
    }
    Ok(result)
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
    let wrong = |source| ScoreError::Attributes { path: named.path.display().to_string(), source };
    let items = files.items.ok_or_else(|| wrong(AttributeError::NeedsItems))?;
    let ids = matching(items, expression).map_err(wrong)?;
    let mut items: Vec<ItemIdx> =
        ids.iter().filter_map(|id| truth.dataset.items().find(id)).map(ItemIdx).collect();
    items.sort_unstable();
    Ok(items)
}

/// The users with a held-out row of one of `items`.
fn users_of(truth: &Truth, items: &[ItemIdx]) -> HashSet<u32> {
    let has_one = |test: &&crate::split::TestUser| {
        test.held_out.iter().any(|item| items.binary_search(item).is_ok())
    };
    truth.fold.test_users.iter().filter(has_one).map(|test| test.user.0).collect()
}
