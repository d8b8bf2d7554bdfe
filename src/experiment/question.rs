//! What a model is asked about the test users of a fold.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::list::RankedList;
use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::metric::LIST_LENGTH;
use crate::model::{Event, Recommend, Request, Scored, Training, event, recommend_all};
use crate::source::ReadError;
use crate::source::door::Origin;
use crate::source::lists::{Query, Said, read_lists};
use crate::split::{Seen, Targets, TestUser};

/// How far down a model is asked at first, so that what ties with the 25th is seen; further where that
/// does not reach. Only the first 25 count.
const TIE_DEPTH: usize = 100;

/// What models are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Items for a user, by the whole history.
    #[default]
    Recommend,
    /// Items like the newest of the history, which is all that is shown: as the service's SIMS and
    /// Similar-Items.
    SimilarItems,
    /// The order of a given list for a user: as the service's Personalized-Ranking.
    ReRank,
}

/// The lists that are to be re-ranked.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Candidates {
    /// All items: nothing is re-ranked.
    #[default]
    All,
    /// So many of the items with most training users, the same for everybody.
    Popular(usize),
    /// Each user's own, rising; a user without one gets an empty list.
    ByUser(HashMap<UserIdx, Vec<ItemIdx>>),
}

impl Candidates {
    /// Each user's own from a file of lists, whatever its form; users and items that the data set does
    /// not have are passed over and counted.
    ///
    /// # Errors
    /// When the file is no file of lists.
    pub fn read<'o>(
        origin: impl Into<Origin<'o>>,
        dataset: &Dataset,
    ) -> Result<(Self, usize), ReadError> {
        let mut lists: HashMap<UserIdx, Vec<ItemIdx>> = HashMap::new();
        let mut n_unknown = 0;
        read_lists(origin, &mut |said| {
            let Said::Place(place) = said else { return };
            let Query::User(user) = place.query else { return n_unknown += 1 };
            let (user, item) = (dataset.users().find(user), dataset.items().find(place.id));
            match (user, item) {
                (Some(user), Some(item)) => {
                    lists.entry(UserIdx(user)).or_default().push(ItemIdx(item));
                }
                _ => n_unknown += 1,
            }
        })?;
        #[expect(clippy::iter_over_hash_type, reason = "each list is sorted by itself")]
        for items in lists.values_mut() {
            items.sort_unstable();
            items.dedup();
        }
        Ok((Self::ByUser(lists), n_unknown))
    }
}

/// What a model is asked about one test user, owned.
#[derive(Debug)]
pub(super) struct Question {
    history: Vec<Event>,
    excluded: Vec<ItemIdx>,
    candidates: Option<Vec<ItemIdx>>,
}

impl Question {
    pub(super) fn new(
        dataset: &Dataset,
        test: &TestUser,
        (targets, seen): (&Targets, Seen),
        purpose: Purpose,
        candidates: Option<Vec<ItemIdx>>,
    ) -> Self {
        let mut history: Vec<Event> = test.history.iter().map(|&row| event(dataset, row)).collect();
        let mut excluded = targets.excluded(dataset, &test.history, seen);
        if purpose == Purpose::SimilarItems {
            history.drain(..history.len().saturating_sub(1));
            // Nobody asks which items are like one to be shown that one.
            excluded.extend(history.iter().map(|event| event.item));
        }
        excluded.sort_unstable();
        excluded.dedup();
        Self { history, excluded, candidates }
    }

    /// Held-out items that can never be hit.
    pub(super) fn n_unreachable(&self, test: &TestUser) -> usize {
        let is_out = |item: &&ItemIdx| {
            self.excluded.binary_search(item).is_ok()
                || self.candidates.as_ref().is_some_and(|all| all.binary_search(item).is_err())
        };
        test.held_out.iter().filter(is_out).count()
    }

    fn request<'q>(&'q self, user_id: &'q str, k: usize) -> Request<'q> {
        Request {
            excluded: &self.excluded,
            candidates: self.candidates.as_deref(),
            ..Request::new(user_id, &self.history, k)
        }
    }
}

/// The list of `user` that is to be re-ranked.
pub(super) fn candidates_of(
    candidates: &Candidates,
    training: &Training<'_>,
    user: UserIdx,
) -> Option<Vec<ItemIdx>> {
    match candidates {
        Candidates::All => None,
        Candidates::Popular(n) => {
            let mut items: Vec<ItemIdx> =
                training.popular().iter().take(*n).map(|scored| scored.item).collect();
            items.sort_unstable();
            Some(items)
        }
        Candidates::ByUser(lists) => Some(lists.get(&user).cloned().unwrap_or_default()),
    }
}

/// Asks `model` about every test user.
pub(super) fn ask(
    dataset: &Dataset,
    model: &dyn Recommend,
    test_users: &[TestUser],
    questions: &[Question],
) -> Vec<Vec<Scored>> {
    let name = |test: &TestUser| dataset.users().id(test.user.index());
    let pairs = test_users.iter().zip(questions);
    let requests: Vec<Request<'_>> =
        pairs.map(|(test, question)| question.request(name(test), TIE_DEPTH)).collect();
    let mut lists = recommend_all(model, &requests);
    let mut depth = TIE_DEPTH;
    loop {
        let is_open = |list: &Vec<Scored>| {
            list.len() == depth && list[depth - 1].ties_with(&list[LIST_LENGTH - 1])
        };
        let open: Vec<usize> = (0..lists.len()).filter(|&at| is_open(&lists[at])).collect();
        if open.is_empty() {
            return lists;
        }
        depth *= 8;
        let further: Vec<Request<'_>> =
            open.iter().map(|&at| Request { k: depth, ..requests[at] }).collect();
        for (at, list) in open.into_iter().zip(recommend_all(model, &further)) {
            lists[at] = list;
        }
    }
}

/// Lists as they are judged.
pub(super) fn ranked(lists: Vec<Vec<Scored>>) -> Vec<RankedList> {
    lists.into_iter().map(RankedList::from).collect()
}
