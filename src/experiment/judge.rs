//! One model on one fold: lists, judged.

use crate::dataset::{Dataset, ItemIdx};
use crate::metric::{Convention, Judged, LIST_LENGTH, REPORTED};
use crate::model::{Recommend, Request, Scored, recommend_all};
use crate::split::TestUser;

use super::config::Seen;

/// The reported metrics of one user, in the order of [`REPORTED`].
pub(super) type UserValues = [f64; REPORTED.len()];

/// What came of one model on one fold.
#[derive(Debug)]
pub(super) struct FoldScore {
    /// Per test user, in the fold's order.
    pub(super) values: Vec<UserValues>,
    /// Items that stand in any list.
    pub(super) recommended: Vec<bool>,
    /// Lists with fewer than 25 items.
    pub(super) n_short_lists: usize,
}

/// What a model is asked about one test user, owned.
#[derive(Debug)]
pub(super) struct Question {
    history: Vec<ItemIdx>,
    excluded: Vec<ItemIdx>,
}

impl Question {
    pub(super) fn new(dataset: &Dataset, test: &TestUser, seen: Seen) -> Self {
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
    pub(super) fn n_unreachable(&self, test: &TestUser) -> usize {
        test.held_out.iter().filter(|item| self.excluded.binary_search(item).is_ok()).count()
    }
}

/// Asks `model` about every test user and judges its lists.
pub(super) fn score_fold(
    dataset: &Dataset,
    model: &dyn Recommend,
    test_users: &[TestUser],
    questions: &[Question],
    convention: Convention,
) -> FoldScore {
    let requests: Vec<Request<'_>> = test_users
        .iter()
        .zip(questions)
        .map(|(test, question)| Request {
            user_id: dataset.users().id(test.user.index()),
            history: &question.history,
            excluded: &question.excluded,
            k: LIST_LENGTH,
        })
        .collect();
    let lists = recommend_all(model, &requests);
    let mut recommended = vec![false; dataset.items().len()];
    for scored in lists.iter().flatten() {
        recommended[scored.item.index()] = true;
    }
    let judge = |(test, list): (&TestUser, &Vec<Scored>)| user_values(test, list, convention);
    FoldScore {
        values: test_users.iter().zip(&lists).map(judge).collect(),
        recommended,
        n_short_lists: lists.iter().filter(|list| list.len() < LIST_LENGTH).count(),
    }
}

fn user_values(test: &TestUser, list: &[Scored], convention: Convention) -> UserValues {
    let judged = Judged::new(list.iter().map(|scored| scored.item), &test.held_out);
    // A test user always has something to find: the cut holds out at least one row.
    REPORTED.map(|metric| metric.of(&judged, convention).unwrap_or(0.0))
}
