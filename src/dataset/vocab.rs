//! External ids and their dense indices.

use std::collections::HashMap;

use crate::id;
use crate::number::to_u32;

/// A user by index, in the order of user ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserIdx(pub u32);

/// An item by index, in the order of item ids: the order that breaks every tie of scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIdx(pub u32);

impl UserIdx {
    /// As an index into a list of users.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

impl ItemIdx {
    /// As an index into a list of items.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Ids in their order ([`crate::id::compare`]), each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Vocab {
    ids: Vec<Box<str>>,
}

impl Vocab {
    /// How many ids there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The id at `index`.
    ///
    /// # Panics
    /// When `index` is not below [`Self::len`].
    #[must_use]
    pub fn id(&self, index: usize) -> &str {
        &self.ids[index]
    }

    /// The index of `id`, if it is there.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.ids.binary_search_by(|other| id::compare(other, id)).ok().map(to_u32)
    }
}

/// Numbers ids in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Interner {
    known: HashMap<Box<str>, u32>,
    ids: Vec<Box<str>>,
}

impl Interner {
    pub(super) fn intern(&mut self, id: &str) -> u32 {
        if let Some(&known) = self.known.get(id) {
            return known;
        }
        let number = to_u32(self.ids.len());
        self.known.insert(id.into(), number);
        self.ids.push(id.into());
        number
    }

    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The ids in the order in which they were met.
    pub(super) fn into_ids(self) -> Vec<String> {
        self.ids.into_iter().map(String::from).collect()
    }

    /// The ids in their order, and the new number of each old one.
    pub(super) fn into_vocab(self) -> (Vocab, Vec<u32>) {
        let mut order: Vec<u32> = (0..to_u32(self.ids.len())).collect();
        order.sort_unstable_by(|&left, &right| {
            id::compare(&self.ids[left as usize], &self.ids[right as usize])
        });
        let mut new_number = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            new_number[old as usize] = to_u32(new);
        }
        let mut ids = vec![Box::<str>::default(); order.len()];
        for (old, id) in self.ids.into_iter().enumerate() {
            ids[new_number[old] as usize] = id;
        }
        (Vocab { ids }, new_number)
    }
}
