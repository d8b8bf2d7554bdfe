//! Faults of ranked lists that make every figure of them worthless.

use super::ranking::Scored;
use super::request::Request;
use crate::dataset::{Dataset, ItemIdx};

/// A fault of a ranked list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListFault {
    /// An item stands twice.
    Twice {
        /// The item.
        item: ItemIdx,
        /// Its first rank, from 1.
        first: usize,
        /// Its second rank.
        second: usize,
    },
    /// An item that the request does not allow: one that is to be left out, or none of its candidates.
    NotAllowed {
        /// The item.
        item: ItemIdx,
        /// Its rank, from 1.
        rank: usize,
    },
    /// An item that the data does not have.
    Unknown {
        /// The number that stands for an item.
        item: ItemIdx,
        /// Its rank, from 1.
        rank: usize,
    },
}

impl ListFault {
    /// The first fault of `list` by rank; none of a list of distinct items below `n_items`.
    #[must_use]
    pub fn of(list: &[Scored], n_items: usize) -> Option<Self> {
        let mut places: Vec<(ItemIdx, usize)> = list.iter().map(|one| one.item).zip(1..).collect();
        places.sort_unstable();
        let twice = places.windows(2).filter(|pair| pair[0].0 == pair[1].0);
        let twice = twice.map(|pair| (pair[1].1, pair[0])).min();
        let unknown = list.iter().position(|one| one.item.index() >= n_items).map(|at| at + 1);
        match (twice, unknown) {
            (Some((second, _)), Some(rank)) if rank <= second => {
                Some(Self::Unknown { item: list[rank - 1].item, rank })
            }
            (Some((second, (item, first))), _) => Some(Self::Twice { item, first, second }),
            (None, Some(rank)) => Some(Self::Unknown { item: list[rank - 1].item, rank }),
            (None, None) => None,
        }
    }

    /// The first fault of the list that answers `request`, as [`Self::of`] and then by what the request allows.
    #[must_use]
    pub fn of_answer(list: &[Scored], request: &Request<'_>, n_items: usize) -> Option<Self> {
        Self::of(list, n_items).or_else(|| {
            let at = list.iter().position(|one| !request.allows(one.item))?;
            Some(Self::NotAllowed { item: list[at].item, rank: at + 1 })
        })
    }

    /// The fault as the end of a sentence about the list, with the item's id.
    #[must_use]
    pub fn sentence(self, dataset: &Dataset) -> String {
        match self {
            Self::Twice { item, first, second } => {
                let id = dataset.items().id(item.index());
                format!("has item `{id}` twice, at ranks {first} and {second}")
            }
            Self::NotAllowed { item, rank } => {
                let id = dataset.items().id(item.index());
                format!("has item `{id}` at rank {rank}, which the request does not allow")
            }
            Self::Unknown { item, rank } => {
                let (number, n_items) = (item.0, dataset.items().len());
                format!(
                    "has item number {number} at rank {rank}, but the data has {n_items} items, numbered from 0"
                )
            }
        }
    }
}

/// A list that cannot be judged, and the user whose it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "its list for user `{user}` {fault}; `rehearsal::model::conformance::check` tells what else a model breaks"
)]
pub struct FaultyList {
    /// The id of the user.
    pub user: String,
    /// The fault, as the end of a sentence about the list.
    pub fault: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(items: &[u32]) -> Option<ListFault> {
        let scored = |&item: &u32| Scored { item: ItemIdx(item), score: 0.0 };
        ListFault::of(&items.iter().map(scored).collect::<Vec<_>>(), 5)
    }

    #[test]
    fn the_first_fault_by_rank_is_named() {
        assert_eq!(fault(&[]), None);
        assert_eq!(fault(&[4, 0, 2]), None);
        let twice =
            |item, first, second| Some(ListFault::Twice { item: ItemIdx(item), first, second });
        assert_eq!(fault(&[4, 0, 2, 0, 4]), twice(0, 2, 4));
        assert_eq!(fault(&[1, 1, 1]), twice(1, 1, 2));
        assert_eq!(fault(&[1, 1, 5]), twice(1, 1, 2));
        // An unknown item that stands twice is unknown first.
        assert_eq!(fault(&[7, 7]), Some(ListFault::Unknown { item: ItemIdx(7), rank: 1 }));
        let unknown = Some(ListFault::Unknown { item: ItemIdx(5), rank: 2 });
        assert_eq!(fault(&[1, 5, 1]), unknown);
    }
}
