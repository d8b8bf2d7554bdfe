//! Counts of one column while its cells go by.

use std::collections::{BTreeMap, HashSet};

use super::moments::Moments;
use super::words::are_same;

/// The most distinct members of a category that are told apart; one more means "too many".
pub(in crate::validate) const MEMBERS_MAX: usize = 1000;
/// The most different event types of one block that are told apart, so that looking one up is quick.
const BLOCK_EVENT_TYPES_MAX: usize = 64;
/// The most different event types that are told apart.
pub(super) const EVENT_TYPES_MAX: usize = 1000;

/// The state of a cell after its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) enum CellState {
    /// Nothing is wrong with it.
    Clean,
    /// Something was found.
    Faulty,
}

/// The rows of an event type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::validate) struct EventCount {
    pub(in crate::validate) n_rows: u64,
    pub(in crate::validate) first_line: u64,
}

/// The earliest and the latest instant.
#[derive(Debug, Clone, Copy)]
pub(in crate::validate) struct InstantSpan {
    pub(in crate::validate) earliest: i64,
    pub(in crate::validate) latest: i64,
}

/// The counts of one column.
#[derive(Debug, Clone)]
pub(in crate::validate) struct ColumnTally {
    pub(in crate::validate) n_empty: u64,
    pub(in crate::validate) numbers: Moments,
    /// The span of the instants, if there is one.
    pub(in crate::validate) instants: Option<InstantSpan>,
    /// Hashes of the members of a category, at most one more than [`MEMBERS_MAX`].
    pub(in crate::validate) members: HashSet<u64>,
    /// The cell before, if nothing was wrong with it.
    last: Vec<u8>,
    /// The instant of the row that is being checked.
    pub(in crate::validate) current: Option<i64>,
    /// The event types met, as many as are quickly looked up, and the rest.
    events: Vec<Event>,
    more_events: BTreeMap<Vec<u8>, EventCount>,
}

/// An event type of a block.
#[derive(Debug, Clone)]
struct Event {
    name: Vec<u8>,
    count: EventCount,
    state: CellState,
}

impl ColumnTally {
    pub(super) fn new() -> Self {
        Self {
            n_empty: 0,
            numbers: Moments::NONE,
            instants: None,
            members: HashSet::new(),
            last: Vec::new(),
            current: None,
            events: Vec::new(),
            more_events: BTreeMap::new(),
        }
    }

    /// Counts a row of an event type that was met and is clean; `false` for every other.
    #[inline]
    pub(in crate::validate) fn add_event(&mut self, name: &[u8]) -> bool {
        let known = self.events.iter_mut().find(|event| are_same(&event.name, name));
        known.is_some_and(|event| {
            event.count.n_rows += 1;
            event.state == CellState::Clean
        })
    }

    /// Takes up an event type that [`Self::add_event`] does not know.
    pub(in crate::validate) fn add_new_event(
        &mut self,
        name: &[u8],
        first_line: u64,
        state: CellState,
    ) {
        let full_length = name.len();
        let name = event_name(name);
        if let Some(event) = self.events.iter_mut().find(|event| event.name == name) {
            // A name that was cut was not known by its full text.
            event.count.n_rows += u64::from(full_length > name.len());
            return;
        }
        if self.events.len() < BLOCK_EVENT_TYPES_MAX {
            self.events.push(Event { name, count: EventCount { n_rows: 1, first_line }, state });
        } else if let Some(seen) = self.more_events.get_mut(&name) {
            seen.n_rows += 1;
        } else if self.more_events.len() < EVENT_TYPES_MAX {
            self.more_events.insert(name, EventCount { n_rows: 1, first_line });
        }
    }

    #[inline]
    pub(in crate::validate) fn is_last(&self, cell: &[u8]) -> bool {
        are_same(&self.last, cell)
    }

    pub(in crate::validate) fn set_last(&mut self, cell: &[u8]) {
        self.last.clear();
        self.last.extend_from_slice(cell);
    }

    pub(in crate::validate) fn add_number(&mut self, number: f64, line: u64) {
        self.numbers.add(number, line);
    }

    #[inline]
    pub(in crate::validate) fn add_instant(&mut self, instant: i64) {
        let span = self.instants.get_or_insert(InstantSpan { earliest: instant, latest: instant });
        span.earliest = span.earliest.min(instant);
        span.latest = span.latest.max(instant);
    }

    pub(in crate::validate) fn add_members(&mut self, cell: &[u8]) {
        if self.members.len() <= MEMBERS_MAX {
            let hashes = cell.split(|&byte| byte == b'|').map(xxhash_rust::xxh3::xxh3_64);
            let room = MEMBERS_MAX + 1 - self.members.len();
            self.members.extend(hashes.take(room));
        }
    }

    pub(super) fn join(&mut self, later: &Self) {
        self.n_empty += later.n_empty;
        self.numbers.join(&later.numbers);
        if let Some(span) = later.instants {
            self.add_instant(span.earliest);
            self.add_instant(span.latest);
        }
        if later.members.len() > MEMBERS_MAX {
            self.members.clone_from(&later.members);
        } else if self.members.len() <= MEMBERS_MAX {
            // More than the most is all that is asked, whichever they are.
            self.members.extend(&later.members);
        }
    }

    /// Takes out the event types met, each with its count.
    pub(super) fn take_events(&mut self) -> impl Iterator<Item = (Vec<u8>, EventCount)> + use<> {
        let events = std::mem::take(&mut self.events);
        let more = std::mem::take(&mut self.more_events);
        events.into_iter().map(|event| (event.name, event.count)).chain(more)
    }
}

/// The name, cut if it is longer than any that the service takes, with a hash of the rest.
fn event_name(name: &[u8]) -> Vec<u8> {
    const KEPT: usize = 1000;
    if name.len() <= KEPT + 24 {
        return name.to_vec();
    }
    let mut short = name[..KEPT].to_vec();
    short.extend(format!("…{:016x}", xxhash_rust::xxh3::xxh3_64(name)).bytes());
    short
}
