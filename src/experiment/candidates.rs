//! Lists that are to be re-ranked.

use std::collections::HashMap;

use crate::dataset::{Dataset, ItemIdx, UserIdx};
use crate::model::Training;
use crate::source::ReadError;
use crate::source::door::Origin;
use crate::source::lists::{ListQuery, Said, read_lists};

/// The lists that are to be re-ranked.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Candidates {
    /// All items: no list is re-ranked.
    #[default]
    All,
    /// The items with most training users, as many as given, the same for everybody.
    Popular(usize),
    /// Each user's own items, rising; a user without a list gets an empty one.
    ByUser(HashMap<UserIdx, Vec<ItemIdx>>),
}

impl Candidates {
    /// Reads each user's own items from a file of lists, whatever its form; users and items that the data set does not
    /// have are passed over and counted.
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
            let ListQuery::User(user) = place.query else { return n_unknown += 1 };
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
