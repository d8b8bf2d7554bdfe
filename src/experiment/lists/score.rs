//! Lists judged as models are.

use super::base::{self, Base};
use super::error::ScoreError;
use super::gather::gather;
use super::gathered::Gathered;
use super::named::NamedLists;
use super::truth::{Truth, TruthFiles};
use super::{segmentation, strange};
use crate::dataset::{Dataset, ItemIdx};
use crate::experiment::judge::{Finished, Judge, JudgedView, Known, RankedList, Tally, metrics};
use crate::experiment::per_user::PerUser;
use crate::experiment::result::{DataRecord, Timings, View};
use crate::experiment::run::Evaluation;
use crate::experiment::scoring::Scoring;
use crate::metric::LIST_LENGTH;
use crate::model::Training;
use crate::source::door::Origin;
use crate::split::TestUser;

/// Scores every file of `lists` against `truth`, as models are scored: the same metrics over the same
/// users, compared user by user. `data` describes the held-out file.
///
/// Every user with held-out items counts: one whom no list answers has an empty list and 0 (as
/// `trec_eval -c` has it), and is counted. A list is cut at 25; a shorter one is not filled up. Rows of
/// one list with the same item at the same place are one row; an item that stands again at another
/// place counts at its first, and its later places are misses. Items for items are taken as the list of
/// every user whose newest history item they answer. A figure whose base the files do not give is left
/// out, and [`crate::experiment::ListCounts::untold`] says why.
///
/// # Errors
/// When a file cannot be read or answers nobody.
pub fn score_lists(
    truth: &Truth,
    data: DataRecord,
    files: &TruthFiles<'_>,
    lists: &[NamedLists<'_>],
    scoring: &Scoring,
) -> Result<Evaluation, ScoreError> {
    let dataset = &truth.dataset;
    let growth = truth.growth.as_ref();
    let known = Known { training: truth.has_training, growth: growth.is_some() };
    let metrics = metrics(dataset, scoring, known);
    let training = Training::new(dataset, &truth.fold.training_rows);
    let judge = Judge::new(dataset, scoring, &metrics, &training, growth);
    let mut finished: Vec<Finished> = Vec::new();
    let mut segments = Vec::new();
    for named in lists {
        let mut gathered = gather(Origin::new(named.path, named.text), dataset)?;
        if gathered.is_segmentation()? {
            segments.push(segmentation::score(truth, files, named, &gathered, scoring)?);
            continue;
        }
        let ranked = ranked(truth, named, files, &mut gathered)?;
        let mut tally = Tally::new(dataset);
        tally.add(1, &truth.fold, judge.all(&truth.fold.test_users, &ranked)?);
        let mut model = tally.finish(&named.name, &metrics, scoring);
        // Who has no list has no short one.
        model.result.short_lists -= gathered.counts.users_without_list;
        model.result.empty_lists -= gathered.counts.users_without_list;
        let base = Base {
            catalogue: files.train.is_some() || files.items.is_some(),
            training: truth.has_training,
        };
        // The test set is what it is.
        model.result.service_sized = None;
        gathered.counts.untold = base::leave_out(base, &mut model.result);
        model.result.lists = Some(gathered.counts);
        finished.push(model);
    }
    let per_user = PerUser::new(dataset, &metrics, &finished, (View::Custom, scoring.convention));
    let judged = JudgedView { view: View::Custom, protocol: truth.record.clone(), finished };
    let mut result = judged.result(data, &metrics, scoring);
    result.models.extend(segments);
    let timings = Timings { schema_version: 1, ..Timings::default() };
    Ok(Evaluation { result, timings, per_user, taken: Vec::new() })
}

/// Counts the places that are looked at with an item of the history that is not held out.
fn n_seen(dataset: &Dataset, test: &TestUser, list: &RankedList) -> usize {
    let mut history: Vec<ItemIdx> = test.history.iter().map(|&row| dataset.item(row)).collect();
    history.sort_unstable();
    let is_seen = |item: &ItemIdx| {
        history.binary_search(item).is_ok() && test.held_out.binary_search(item).is_err()
    };
    list.items.iter().take(LIST_LENGTH).flatten().filter(|item| is_seen(item)).count()
}

/// Makes one list per test user, and counts the users that no list answers.
fn ranked(
    truth: &Truth,
    named: &NamedLists<'_>,
    files: &TruthFiles<'_>,
    gathered: &mut Gathered<'_>,
) -> Result<Vec<RankedList>, ScoreError> {
    let path = || named.path.display().to_string();
    if gathered.answers_items() && truth.record.history_rows == 0 {
        return Err(ScoreError::NeedsHistory { path: path() });
    }
    let lists: Vec<Option<RankedList>> = truth
        .fold
        .test_users
        .iter()
        .map(|test| {
            if gathered.answers_items() {
                let newest = truth.dataset.item(*test.history.last()?);
                gathered.list_of(newest.0)
            } else {
                gathered.list_of(test.user.0)
            }
        })
        .collect();
    let n_missing = lists.iter().filter(|list| list.is_none()).count();
    if n_missing == lists.len() {
        return Err(strange::users(named, files, gathered));
    }
    strange::expect_known_items(named, truth, files, gathered)?;
    gathered.counts.lists_of_one =
        lists.iter().flatten().filter(|list| list.items.len() == 1).count();
    gathered.counts.users_without_list = n_missing;
    let with_users = truth.fold.test_users.iter().zip(&lists);
    gathered.counts.places_of_seen = with_users
        .filter_map(|(test, list)| Some(n_seen(&truth.dataset, test, list.as_ref()?)))
        .sum();
    if !gathered.answers_items() {
        let n_used = lists.len() - n_missing;
        gathered.counts.lists_without_truth = gathered.queries().len() - n_used;
    }
    Ok(lists.into_iter().map(Option::unwrap_or_default).collect())
}
