//! Lists that something else made, against held-out interactions.

mod attributes;
mod base;
mod counts;
mod error;
mod gather;
mod lists;
mod segmentation;
mod strange;

use std::path::Path;

pub use attributes::AttributeError;
pub use counts::{FailedLine, ListCounts};
pub use error::ScoreError;
use gather::gather;
use lists::Gathered;

use super::config::{Experiment, Scoring, View};
use super::cut_totals::CutTotals;
use super::evaluation::Evaluation;
use super::growth;
use super::judge::{Judge, metrics};
use super::list::RankedList;
use super::per_user::PerUser;
use super::question::Purpose;
use super::result::{DataRecord, ProtocolRecord, Timings};
use super::tally::{Finished, Tally};
use super::versus::JudgedView;
use crate::dataset::{Dataset, ItemIdx, Reading, RowFilter, UserIdx};
use crate::metric::{Growth, LIST_LENGTH};
use crate::model::Training;
use crate::number::to_u32;
use crate::source::door::{Origin, TextOptions};
use crate::split::{Cut, Fold, HoldOut, Leaks, Protocol, Seen, TestUser};

/// The data that lists are scored against.
#[derive(Debug)]
pub struct Truth {
    dataset: Dataset,
    fold: Fold,
    record: ProtocolRecord,
    has_training: bool,
    growth: Option<Growth>,
}

/// The files of a cut.
#[derive(Debug, Clone, Copy)]
pub struct TruthFiles<'a> {
    /// The held-out interactions.
    pub held_out: &'a Path,
    /// The training file; without it there is no popularity, and no history unless it is given.
    pub train: Option<&'a Path>,
    /// The histories of the test users, if they are not in the training file.
    pub history: Option<&'a Path>,
    /// The items file.
    pub items: Option<&'a Path>,
    /// The properties of their text that are said rather than found.
    pub text: &'a TextOptions,
    /// The column of rewards.
    pub reward: Option<&'a str>,
    /// Everything that happened in the test window, for trend accuracy; needs `train`.
    pub window: Option<&'a Path>,
}

/// Lists under a name.
#[derive(Debug, Clone)]
pub struct NamedLists<'a> {
    /// The name in the result.
    pub name: String,
    /// The file.
    pub path: &'a Path,
    /// The properties of its text that are said rather than found.
    pub text: &'a TextOptions,
}

impl Truth {
    /// Reads the files of a cut.
    ///
    /// # Errors
    /// When a file cannot be read or nobody holds anything out.
    pub fn read(files: &TruthFiles<'_>) -> Result<Self, ScoreError> {
        let mut interactions = Vec::new();
        if let Some(train) = files.train.or(files.history) {
            interactions.push(train);
        }
        interactions.push(files.held_out);
        if let (Some(_), Some(history)) = (files.train, files.history) {
            interactions.push(history);
        }
        let reading = Reading {
            items: files.items,
            filter: RowFilter::default(),
            reward: files.reward,
            interactions,
            text: files.text.clone(),
        };
        let dataset = reading.read()?;
        if files.train.is_none() && files.history.is_none() {
            return Ok(Self::without_training(dataset));
        }
        let has_own_history = files.train.is_some() && files.history.is_some();
        let protocol = Protocol::External { history: has_own_history };
        let split = protocol.split(&dataset, HoldOut::Rows)?;
        let fold = split.fold(0)?;
        let mut totals = CutTotals::default();
        totals.add(&dataset, &fold, 0);
        let mut record = totals.record(&Experiment::default(), &split);
        let has_training = files.train.is_some();
        if !has_training {
            // Histories alone say nothing of what was learnt.
            record.training_rows = 0;
            record.leaks = Leaks::default();
        }
        let growth = match files.window.filter(|_| has_training) {
            Some(window) => {
                let interactions = vec![window];
                let text = files.text.clone();
                let window = Reading { interactions, text, ..Reading::default() }.read()?;
                growth::of_window(&dataset, &window)
            }
            None => None,
        };
        Ok(Self { dataset, fold, record, has_training, growth })
    }

    /// The data without a training file: all rows are held out, and nothing is known of what was before.
    fn without_training(dataset: Dataset) -> Self {
        let test_users: Vec<TestUser> = (0..to_u32(dataset.users().len()))
            .map(UserIdx)
            .map(|user| {
                let held_out_rows = dataset.rows_of(user).to_vec();
                let mut held_out: Vec<ItemIdx> =
                    held_out_rows.iter().map(|&row| dataset.item(row)).collect();
                held_out.sort_unstable();
                held_out.dedup();
                TestUser { user, history: Vec::new(), held_out_rows, held_out }
            })
            .collect();
        let record = ProtocolRecord {
            purpose: Purpose::default(),
            protocol: Protocol::External { history: false },
            cut: Cut::default(),
            seen: Seen::Include,
            users_tested: test_users.len(),
            users_not_tested: 0,
            users_with_nothing_new: 0,
            users_of_one_second: 0,
            training_rows: 0,
            history_rows: 0,
            held_out_rows: dataset.n_rows(),
            held_out_items: test_users.iter().map(|test| test.held_out.len()).sum(),
            unreachable_items: 0,
            leaks: Leaks::default(),
        };
        let fold = Fold { training_rows: Vec::new(), test_users };
        Self { dataset, fold, record, has_training: false, growth: None }
    }

    /// The data.
    #[must_use]
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }
}

/// Scores every file of `lists` against `truth`, as models are scored: the same metrics over the same
/// users, compared user by user. `data` describes the held-out file.
///
/// Every user with held-out items counts: one whom no list answers has an empty list and 0 (as
/// `trec_eval -c` has it), and is counted. A list is cut at 25; a shorter one is not filled up. Rows of
/// one list with the same item at the same place are one row; an item that stands again at another
/// place counts at its first, and its later places are misses. Items for items are taken as the list of
/// every user whose newest history item they answer. A figure whose base the files do not give is left
/// out, and [`ListCounts::untold`] says why.
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
    let metrics = metrics(dataset, scoring, truth.has_training, growth.is_some());
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
        tally.add(1, &truth.fold, judge.all(&truth.fold.test_users, &ranked));
        let mut model = tally.finish(&named.name, &metrics, scoring);
        // Who has no list has no short one.
        model.result.short_lists -= gathered.counts.users_without_list;
        model.result.empty_lists -= gathered.counts.users_without_list;
        // The test set is what it is.
        model.result.service_sized = None;
        gathered.counts.untold = base::leave_out(truth, files, &mut model.result);
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
