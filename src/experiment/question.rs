//! The questions to a model about the test users of a fold.

use super::judge::{Answer, RankedList};
use super::result::Purpose;
use crate::dataset::{Dataset, ItemIdx};
use crate::metric::LIST_LENGTH;
use crate::model::{
    BATCH, Event, FaultyList, ListFault, Recommend, Request, Scored, event, recommend_each,
};
use crate::split::{Seen, Targets, TestUser};

/// The length of the list that a model is asked for at first, so that ties with the 25th item are seen; it is longer
/// where that does not reach. Only the first 25 count.
const TIE_DEPTH: usize = 100;

/// The question to a model about one test user, with owned data.
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

/// The bytes of whole lists that are held at a time, before the places that count are taken of them: more than one
/// batch only where lists are short.
const LISTS_BYTES: usize = 64 << 20;
/// Bytes for a place of a list while the best are gathered, which holds twice as many.
const PLACE_BYTES: usize = 2 * size_of::<Scored>();

/// The most requests whose lists of `length` places are held at a time: whole batches, so that no product of
/// matrices has another width.
fn at_once(length: usize) -> usize {
    (LISTS_BYTES / PLACE_BYTES / length.max(1) / BATCH).max(1) * BATCH
}

/// The bytes that the lists of `n_users` take at most while models are asked about `n_items`.
#[must_use]
pub fn list_bytes(n_users: usize, n_items: usize) -> u64 {
    let kept = n_users * (size_of::<Answer>() + LIST_LENGTH * size_of::<Scored>());
    (kept + n_users.min(at_once(n_items)) * n_items * PLACE_BYTES) as u64
}

/// Asks `model` about every test user.
///
/// # Errors
/// The first list, in the order of users, with an item twice, one that it may not list or one that the data does not
/// have.
pub(super) fn ask(
    dataset: &Dataset,
    model: &dyn Recommend,
    test_users: &[TestUser],
    questions: &[Question],
) -> Result<Vec<Answer>, FaultyList> {
    let name = |test: &TestUser| dataset.users().id(test.user.index());
    let pairs = test_users.iter().zip(questions);
    let requests: Vec<Request<'_>> =
        pairs.map(|(test, question)| question.request(name(test), TIE_DEPTH)).collect();
    let mut answers = vec![Answer::default(); requests.len()];
    let mut open: Vec<usize> = (0..requests.len()).collect();
    let mut depth = TIE_DEPTH;
    while !open.is_empty() {
        let mut further = Vec::new();
        for part in open.chunks(at_once(depth.min(dataset.items().len()))) {
            let asked: Vec<Request<'_>> =
                part.iter().map(|&at| Request { k: depth, ..requests[at] }).collect();
            let found = recommend_each(model, &asked, |number, list| {
                let is_open =
                    list.len() == depth && list[depth - 1].ties_with(&list[LIST_LENGTH - 1]);
                match ListFault::of_answer(&list, &asked[number], dataset.items().len()) {
                    None => Ok((Answer::new(&list, &test_users[part[number]].held_out), is_open)),
                    Some(fault) => Err(fault),
                }
            });
            for (&at, found) in part.iter().zip(found) {
                let (answer, is_open) = found.map_err(|fault| FaultyList {
                    user: name(&test_users[at]).to_owned(),
                    fault: fault.sentence(dataset),
                })?;
                answers[at] = answer;
                further.extend(is_open.then_some(at));
            }
        }
        open = further;
        depth *= 8;
    }
    Ok(answers)
}

/// Lists as they are judged.
pub(super) fn ranked(answers: Vec<Answer>) -> Vec<RankedList> {
    answers.into_iter().map(RankedList::from).collect()
}
