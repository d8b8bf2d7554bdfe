//! Counts while rows go by, block by block, and joins the counts in the order of the file.

use std::collections::{BTreeMap, HashSet};

/// The most distinct members of a category that are told apart; one more means "too many".
pub(in crate::validate) const MEMBERS_MAX: usize = 1000;
/// The most different event types of one block that are told apart, so that looking one up is quick.
const BLOCK_EVENT_TYPES_MAX: usize = 64;
/// The most different event types that are told apart.
const EVENT_TYPES_MAX: usize = 1000;

/// Mean and spread of numbers, with the smallest and the largest and their lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::validate) struct Moments {
    pub(in crate::validate) n: u64,
    pub(in crate::validate) mean: f64,
    /// The sum of squared distances from the mean.
    pub(in crate::validate) squares: f64,
    pub(in crate::validate) least: (f64, u64),
    pub(in crate::validate) most: (f64, u64),
}

impl Moments {
    const NONE: Self = Self {
        n: 0,
        mean: 0.0,
        squares: 0.0,
        least: (f64::INFINITY, 0),
        most: (f64::NEG_INFINITY, 0),
    };

    /// Adds a number by Welford's update.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn add(&mut self, number: f64, line: u64) {
        self.n += 1;
        let distance = number - self.mean;
        self.mean += distance / self.n as f64;
        self.squares += distance * (number - self.mean);
        if number < self.least.0 {
            self.least = (number, line);
        }
        if number > self.most.0 {
            self.most = (number, line);
        }
    }

    /// Joins two parts by Chan's formula.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn join(&mut self, later: &Self) {
        if later.n == 0 {
            return;
        }
        let (n, m) = (self.n as f64, later.n as f64);
        let distance = later.mean - self.mean;
        self.squares += later.squares + distance * distance * n * m / (n + m);
        self.mean += distance * m / (n + m);
        self.n += later.n;
        if later.least.0 < self.least.0 {
            self.least = later.least;
        }
        if later.most.0 > self.most.0 {
            self.most = later.most;
        }
    }

    /// The standard deviation, 0 without numbers.
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    pub(in crate::validate) fn deviation(&self) -> f64 {
        if self.n == 0 { 0.0 } else { (self.squares / self.n as f64).sqrt() }
    }
}

/// The counts of one column.
#[derive(Debug, Clone)]
pub(in crate::validate) struct ColumnTally {
    pub(in crate::validate) n_empty: u64,
    pub(in crate::validate) numbers: Moments,
    /// The smallest and the largest instant.
    pub(in crate::validate) instants: Option<(i64, i64)>,
    /// Hashes of the members of a category, at most one more than [`MEMBERS_MAX`].
    pub(in crate::validate) members: HashSet<u64>,
    /// The cell before, if nothing was wrong with it.
    last: Vec<u8>,
    /// The instant of the row that is being checked.
    pub(in crate::validate) current: Option<i64>,
    /// The event types met, as many as are quickly looked up, and the rest.
    events: Vec<Event>,
    more_events: BTreeMap<Vec<u8>, (u64, u64)>,
}

/// An event type of a block.
#[derive(Debug, Clone)]
struct Event {
    name: Vec<u8>,
    count: u64,
    first_line: u64,
    /// True if nothing is wrong with it.
    is_clean: bool,
}

impl ColumnTally {
    fn new() -> Self {
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
        let known = self.events.iter_mut().find(|event| event.name == name);
        known.is_some_and(|event| {
            event.count += 1;
            event.is_clean
        })
    }

    /// Takes up an event type that [`Self::add_event`] does not know.
    pub(in crate::validate) fn add_new_event(
        &mut self,
        name: &[u8],
        first_line: u64,
        is_clean: bool,
    ) {
        let full_length = name.len();
        let name = event_name(name);
        if let Some(event) = self.events.iter_mut().find(|event| event.name == name) {
            // A name that was cut was not known by its full text.
            event.count += u64::from(full_length > name.len());
            return;
        }
        if self.events.len() < BLOCK_EVENT_TYPES_MAX {
            self.events.push(Event { name, count: 1, first_line, is_clean });
        } else if let Some(seen) = self.more_events.get_mut(&name) {
            seen.0 += 1;
        } else if self.more_events.len() < EVENT_TYPES_MAX {
            self.more_events.insert(name, (1, first_line));
        }
    }

    #[inline]
    pub(in crate::validate) fn is_last(&self, cell: &[u8]) -> bool {
        self.last == cell
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
        let (least, most) = self.instants.get_or_insert((instant, instant));
        *least = (*least).min(instant);
        *most = (*most).max(instant);
    }

    pub(in crate::validate) fn add_members(&mut self, cell: &[u8]) {
        if self.members.len() <= MEMBERS_MAX {
            let hashes = cell.split(|&byte| byte == b'|').map(xxhash_rust::xxh3::xxh3_64);
            let room = MEMBERS_MAX + 1 - self.members.len();
            self.members.extend(hashes.take(room));
        }
    }

    fn join(&mut self, later: &Self) {
        self.n_empty += later.n_empty;
        self.numbers.join(&later.numbers);
        if let Some((least, most)) = later.instants {
            self.add_instant(least);
            self.add_instant(most);
        }
        if later.members.len() > MEMBERS_MAX {
            self.members.clone_from(&later.members);
        } else if self.members.len() <= MEMBERS_MAX {
            // More than the most is all that is asked, whichever they are.
            self.members.extend(&later.members);
        }
    }
}

/// The name, cut if it is longer than any that the service takes, with a hash of the rest.
pub(in crate::validate) fn event_name(name: &[u8]) -> Vec<u8> {
    const KEPT: usize = 1000;
    if name.len() <= KEPT + 24 {
        return name.to_vec();
    }
    let mut short = name[..KEPT].to_vec();
    short.extend(format!("…{:016x}", xxhash_rust::xxh3::xxh3_64(name)).bytes());
    short
}

/// The counts of a file, or a part of it.
#[derive(Debug, Clone)]
pub(in crate::validate) struct Tally {
    pub(in crate::validate) n_rows: u64,
    /// The line of the first row, 0 without one.
    pub(in crate::validate) first_line: u64,
    /// The number of rows with an empty cell.
    pub(in crate::validate) n_incomplete: u64,
    /// The number of rows that pass the event filter.
    pub(in crate::validate) n_matching: u64,
    /// The counts of each column that is checked.
    pub(in crate::validate) columns: Vec<ColumnTally>,
    /// The rows and the first line by event type, at most [`EVENT_TYPES_MAX`] of them.
    pub(in crate::validate) events: BTreeMap<Vec<u8>, (u64, u64)>,
}

impl Tally {
    pub(in crate::validate) fn new(n_columns: usize) -> Self {
        Self {
            n_rows: 0,
            first_line: 0,
            n_incomplete: 0,
            n_matching: 0,
            columns: vec![ColumnTally::new(); n_columns],
            events: BTreeMap::new(),
        }
    }

    /// Joins what was counted of the columns, at the end of a block.
    pub(in crate::validate) fn end(&mut self) {
        for at in 0..self.columns.len() {
            for event in std::mem::take(&mut self.columns[at].events) {
                self.add_events(event.name, event.count, event.first_line);
            }
            for (name, (count, line)) in std::mem::take(&mut self.columns[at].more_events) {
                self.add_events(name, count, line);
            }
        }
    }

    fn add_events(&mut self, event_type: Vec<u8>, count: u64, first_line: u64) {
        if let Some(seen) = self.events.get_mut(&event_type) {
            seen.0 += count;
        } else if self.events.len() < EVENT_TYPES_MAX {
            self.events.insert(event_type, (count, first_line));
        }
    }

    /// The counts of a column that a part does not have.
    pub(in crate::validate) fn no_column() -> ColumnTally {
        ColumnTally::new()
    }

    /// Joins what was counted in a later part.
    pub(in crate::validate) fn join(&mut self, later: Self) {
        if self.n_rows == 0 {
            self.first_line = later.first_line;
        }
        self.n_rows += later.n_rows;
        self.n_incomplete += later.n_incomplete;
        self.n_matching += later.n_matching;
        for (column, later) in self.columns.iter_mut().zip(&later.columns) {
            column.join(later);
        }
        for (event_type, (count, first_line)) in later.events {
            self.add_events(event_type, count, first_line);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_parts_are_those_of_the_whole() {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, squares 9+1+1+1+0+0+4+16 = 32, deviation 2.
        let numbers = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        let of = |numbers: &[f64]| {
            let mut moments = Moments::NONE;
            numbers.iter().zip(1..).for_each(|(&number, line)| moments.add(number, line));
            moments
        };
        let mut joined = of(&numbers[..3]);
        joined.join(&of(&numbers[3..]));
        for found in [of(&numbers), joined] {
            assert!((found.mean - 5.0).abs() < 1e-12 && (found.squares - 32.0).abs() < 1e-9);
            assert!((found.deviation() - 2.0).abs() < 1e-9);
            assert_eq!((found.n, found.least.0, found.most.0), (8, 2.0, 9.0));
        }
    }

    #[test]
    fn events_are_counted_with_their_first_lines() {
        let mut tally = Tally::new(1);
        for (event, line) in ["click", "click", "watch", "click"].into_iter().zip(2..) {
            let column = &mut tally.columns[0];
            if !column.add_event(event.as_bytes()) {
                column.add_new_event(event.as_bytes(), line, true);
            }
        }
        tally.end();
        let found: Vec<_> = tally.events.iter().map(|(event, &n)| (event.as_slice(), n)).collect();
        assert_eq!(found, [(&b"click"[..], (3, 2)), (b"watch", (1, 4))]);
    }
}
