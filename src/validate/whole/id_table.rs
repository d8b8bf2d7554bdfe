//! A table of ids that one thread fills.
//!
//! An id stands in the first free slot from the one on that its hash names. Slots of ids that come in no
//! order are in no cache, so that each look-up alone would wait for memory. They are therefore put off and
//! done by the hundred: first all their slots are read, whose waits overlap, then the ids are looked up.

use crate::validate::error::ValidateError;
use crate::validate::options::FilterOutcome;
use crate::validate::whole::id_entry::Entry;
use crate::validate::whole::id_hash::low;
use crate::validate::whole::room::Room;
use crate::validate::whole::spill::Spill;
use crate::validate::whole::spilled::Spilled;

/// The number of ids that are looked up at once: their slots must stay in the nearest cache.
const PENDING_MAX: usize = 256;
/// The number of slots of a new table.
const SLOTS_MIN: usize = 64;

/// A table of ids that one thread fills.
#[derive(Debug)]
pub(in crate::validate) struct IdTable {
    /// The slots, a power of two of them, of which the free ones hold [`Entry::NONE`].
    slots: Vec<Entry>,
    n_entries: usize,
    /// The most slots; a table that would need more goes to the spill.
    n_slots_max: usize,
    spill: Spill<Entry>,
    /// The ids that are to be looked up. Rows of one id that follow each other are one.
    pending: Vec<Entry>,
}

impl IdTable {
    /// An empty table that holds at most `room.bytes` in memory, and as much again while it grows.
    pub(in crate::validate) fn new(room: &Room) -> Self {
        let most = (room.bytes / size_of::<Entry>()).max(1 << 10);
        Self {
            slots: vec![Entry::NONE; SLOTS_MIN],
            n_entries: 0,
            n_slots_max: if most.is_power_of_two() { most } else { most.next_power_of_two() / 2 },
            spill: Spill::new(&Room { bytes: room.bytes / 4, ..room.clone() }),
            pending: Vec::new(),
        }
    }

    /// Counts a row of the id.
    #[inline]
    pub(in crate::validate) fn add(
        &mut self,
        hash: u128,
        line: u64,
        outcome: FilterOutcome,
    ) -> Result<(), ValidateError> {
        if let Some(last) = self.pending.last_mut()
            && last.hash == hash
            && last.count < u32::MAX
        {
            last.count += 1;
            last.matching += outcome.n_passing();
            return Ok(());
        }
        if self.pending.len() >= PENDING_MAX {
            self.insert_pending()?;
        }
        self.pending.push(Entry {
            hash,
            first_line: line,
            count: 1,
            matching: outcome.n_passing(),
        });
        Ok(())
    }

    #[inline(never)]
    fn insert_pending(&mut self) -> Result<(), ValidateError> {
        let pending = std::mem::take(&mut self.pending);
        let counts = pending.iter().fold(0, |all, entry| all | self.slots[self.slot(entry)].count);
        // What was read is not needed; it must be read all the same.
        std::hint::black_box(counts);
        pending.iter().try_for_each(|entry| self.insert(entry))?;
        self.pending = pending;
        self.pending.clear();
        Ok(())
    }

    /// The slot of the hash.
    #[inline]
    fn slot(&self, entry: &Entry) -> usize {
        // Fewer bits than the hash has are asked for.
        usize::try_from(low(entry.hash) & (self.slots.len() as u64 - 1)).unwrap_or(0)
    }

    #[inline]
    fn insert(&mut self, entry: &Entry) -> Result<(), ValidateError> {
        let mut at = self.slot(entry);
        loop {
            let slot = &mut self.slots[at];
            if slot.count == 0 {
                *slot = *entry;
                self.n_entries += 1;
                return self.make_room();
            }
            if slot.hash == entry.hash {
                slot.join(entry);
                return Ok(());
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Sees to it that a quarter of the slots is free.
    fn make_room(&mut self) -> Result<(), ValidateError> {
        if self.n_entries * 4 <= self.slots.len() * 3 {
            return Ok(());
        }
        if self.slots.len() >= self.n_slots_max {
            return self.drain();
        }
        let slots = vec![Entry::NONE; self.slots.len() * 2];
        let before = std::mem::replace(&mut self.slots, slots);
        self.n_entries = 0;
        // Of twice the slots not even half is taken, so that none of these makes room again.
        before.iter().filter(|entry| entry.count > 0).try_for_each(|entry| self.insert(entry))
    }

    fn drain(&mut self) -> Result<(), ValidateError> {
        self.n_entries = 0;
        for slot in &mut self.slots {
            let entry = std::mem::replace(slot, Entry::NONE);
            if entry.count > 0 {
                self.spill.push(entry)?;
            }
        }
        Ok(())
    }

    /// Moves everything into the spill, so that partitions can be read.
    pub(super) fn finish(mut self) -> Result<Spilled<Entry>, ValidateError> {
        self.insert_pending()?;
        self.drain()?;
        Ok(self.spill.finish())
    }

    #[cfg(test)]
    pub(super) fn n_bytes_written(&self) -> u64 {
        self.spill.n_bytes_written()
    }
}
