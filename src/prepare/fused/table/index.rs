//! An index of texts by their hash: open addressing, so that the first place of many texts can be loaded at once.

/// The lowest bits of a hash, which tell the shards of a dictionary apart.
pub(super) const SHARD_BITS: u32 = 6;

/// Places by hash. A place is a number below 2^32 - 1.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The upper half of the hash, and the place plus one; 0 is free. A power of two, or nothing.
    entries: Vec<u64>,
    n: usize,
}

/// An entry that may be the one of a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Entry(u64);

impl Entry {
    /// The place, if the entry has the upper half of this hash.
    #[expect(clippy::cast_possible_truncation, reason = "the lower half is the place")]
    pub(super) const fn place(self, hash: u64) -> Option<u32> {
        if self.0 >> 32 == hash >> 32 { (self.0 as u32).checked_sub(1) } else { None }
    }
}

impl Index {
    /// The entry that is looked at first for this hash.
    pub(super) fn first(&self, hash: u64) -> Entry {
        self.entries.get(self.slot(hash)).map_or(Entry(0), |&entry| Entry(entry))
    }

    /// The entry whose upper half is that of this hash, from the one that is looked at first on; a free one where
    /// there is none.
    pub(super) fn likely(&self, hash: u64, first: Entry) -> Entry {
        let (mut slot, mut entry) = (self.slot(hash), first);
        while entry.0 != 0 && entry.0 >> 32 != hash >> 32 {
            slot = (slot + 1) & (self.entries.len() - 1);
            entry = Entry(self.entries[slot]);
        }
        entry
    }

    /// The lowest bits tell shards apart, and are the same for all texts of one.
    fn slot(&self, hash: u64) -> usize {
        let bits = (hash >> SHARD_BITS) as usize;
        bits & self.entries.len().wrapping_sub(1)
    }

    /// The place with this hash of which `is_it` holds.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if self.entries.is_empty() {
            return None;
        }
        let mut slot = self.slot(hash);
        loop {
            let entry = Entry(self.entries[slot]);
            if entry.0 == 0 {
                return None;
            }
            if let Some(place) = entry.place(hash).filter(|&place| is_it(place)) {
                return Some(place);
            }
            slot = (slot + 1) & (self.entries.len() - 1);
        }
    }

    /// Adds a place that is not there; `hash_of` gives the hash of one that is.
    pub(super) fn insert(&mut self, hash: u64, place: u32, hash_of: impl Fn(u32) -> u64) {
        if 2 * (self.n + 1) > self.entries.len() {
            let length = (2 * self.entries.len()).max(16);
            let old = std::mem::replace(&mut self.entries, vec![0; length]);
            for entry in old.into_iter().filter(|&entry| entry != 0) {
                #[expect(clippy::cast_possible_truncation, reason = "the lower half is the place")]
                let hash = hash_of(entry as u32 - 1);
                self.put(hash, entry);
            }
        }
        self.put(hash, (hash >> 32 << 32) | (u64::from(place) + 1));
        self.n += 1;
    }

    fn put(&mut self, hash: u64, entry: u64) {
        let mut slot = self.slot(hash);
        while self.entries[slot] != 0 {
            slot = (slot + 1) & (self.entries.len() - 1);
        }
        self.entries[slot] = entry;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_place_is_found_under_its_hash(hashes in prop::collection::vec(0_u64..1 << 40, 0..300)) {
            let mut index = Index::default();
            for (place, &hash) in (0_u32..).zip(&hashes) {
                // Hashes that are equal are told apart by what stands at the place.
                prop_assert_eq!(index.find(hash, |other| other == place), None);
                index.insert(hash, place, |place| hashes[place as usize]);
            }
            for (place, &hash) in (0_u32..).zip(&hashes) {
                prop_assert_eq!(index.find(hash, |other| other == place), Some(place));
                let likely = index.likely(hash, index.first(hash)).place(hash).expect("one is there");
                prop_assert_eq!(hashes[likely as usize] >> 32, hash >> 32);
            }
        }
    }
}
