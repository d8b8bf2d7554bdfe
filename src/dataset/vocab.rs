//! External ids and their dense indices.

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::id;
use crate::number::to_u32;

/// A user by index, in the order of user ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserIdx(pub u32);

/// An item by index, in the order of item ids: the order that breaks every tie of scores.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
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
    /// The number of ids.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Tells whether there is no id.
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

    /// The ids.
    pub(super) fn into_ids(self) -> Vec<String> {
        self.ids.into_iter().map(String::from).collect()
    }

    /// The index of `id`, if it is there.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.ids.binary_search_by(|other| id::compare(other, id)).ok().map(to_u32)
    }
}

/// Finds many ids of a vocabulary faster than [`Vocab::find`].
#[derive(Debug)]
pub struct Lookup<'v> {
    vocab: &'v Vocab,
    /// Indices by the hash of their id.
    known: HashTable<u32>,
}

impl<'v> Lookup<'v> {
    /// A lookup of all ids of `vocab`.
    #[must_use]
    pub fn new(vocab: &'v Vocab) -> Self {
        let mut known = HashTable::with_capacity(vocab.len());
        for index in 0..to_u32(vocab.len()) {
            let id = vocab.id(index as usize);
            known.insert_unique(hash(id), index, |&index| hash(vocab.id(index as usize)));
        }
        Self { vocab, known }
    }

    /// The index of `id`, if it is there.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<u32> {
        self.known.find(hash(id), |&index| self.vocab.id(index as usize) == id).copied()
    }

    /// The number of ids.
    #[must_use]
    pub fn len(&self) -> usize {
        self.vocab.len()
    }

    /// Tells whether there is no id.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.vocab.is_empty()
    }
}

/// Numbers ids in the order in which they are met.
#[derive(Debug, Default)]
pub(super) struct Interner {
    /// Numbers by the hash of their id.
    known: HashTable<u32>,
    ids: Vec<Box<str>>,
    /// The last number, since rows of one user often come together.
    last: u32,
}

fn hash(id: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(id.as_bytes())
}

impl Interner {
    pub(super) fn intern(&mut self, id: &str) -> u32 {
        if self.ids.get(self.last as usize).is_some_and(|last| **last == *id) {
            return self.last;
        }
        let ids = &self.ids;
        let is_same = |&number: &u32| *ids[number as usize] == *id;
        let entry = self.known.entry(hash(id), is_same, |&number| hash(&ids[number as usize]));
        self.last = match entry {
            Entry::Occupied(entry) => *entry.get(),
            Entry::Vacant(entry) => {
                let number = to_u32(ids.len());
                entry.insert(number);
                self.ids.push(id.into());
                number
            }
        };
        self.last
    }

    /// The ids from number `first` on.
    pub(super) fn since(&self, first: usize) -> &[Box<str>] {
        &self.ids[first..]
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
