//! The requests of the check: users of the data and a stranger, with and without items that are not allowed.

use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::model::core::{Event, Request, all_items, event};
use crate::number::to_u32;

/// The users of the data that are asked about, spread evenly over all.
const USERS: usize = 40;
/// Length of the lists.
const LENGTH: usize = 25;

/// A request with owned data.
pub(super) struct CheckRequest {
    user_id: String,
    history: Vec<Event>,
    excluded: Vec<ItemIdx>,
    candidates: Option<Vec<ItemIdx>>,
    /// The request in words.
    pub(super) name: String,
}

impl CheckRequest {
    /// For some users of `dataset`, and one that it does not have, without history: any item; only new ones; and only
    /// every other item.
    pub(super) fn all(dataset: &Dataset) -> Vec<Self> {
        let n_users = dataset.users().len();
        let users = (0..n_users).step_by(n_users.div_ceil(USERS).max(1));
        let known = users.map(|user| {
            let rows = dataset.rows_of(UserIdx(to_u32(user)));
            let history = rows.iter().map(|&row| event(dataset, row)).collect();
            (dataset.users().id(user).to_owned(), history)
        });
        let stranger = std::iter::once((Self::stranger(dataset), Vec::new()));
        let ways = |(user_id, history): (String, Vec<Event>)| {
            let asked = |user_id: &str, history: &[Event]| Self {
                user_id: user_id.to_owned(),
                history: history.to_vec(),
                excluded: Vec::new(),
                candidates: None,
                name: format!("user `{user_id}`"),
            };
            let [any, mut new, mut among] = [(); 3].map(|()| asked(&user_id, &history));
            new.excluded = any.request().distinct_history();
            new.name.push_str(" without the history's items");
            among.candidates = Some(all_items(dataset.items().len()).step_by(2).collect());
            among.name.push_str(" among given candidates");
            [any, new, among]
        };
        known.chain(stranger).flat_map(ways).collect()
    }

    /// An id that no user has.
    fn stranger(dataset: &Dataset) -> String {
        let mut id = "nobody".to_owned();
        while dataset.users().find(&id).is_some() {
            id.push('_');
        }
        id
    }

    pub(super) fn request(&self) -> Request<'_> {
        Request {
            excluded: &self.excluded,
            candidates: self.candidates.as_deref(),
            ..Request::new(&self.user_id, &self.history, LENGTH)
        }
    }
}
