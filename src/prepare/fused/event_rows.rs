//! Events as text.

use super::outcome::{Event, MIDDLE, Outcome};
use super::record::{Parsed, Record};

/// A text of at most `N` bytes, which is copied as `N` bytes, since that is one instruction where a
/// copy of unknown length is a call.
#[derive(Debug, Clone, Copy)]
struct Padded<const N: usize> {
    bytes: [u8; N],
    length: usize,
}

impl<const N: usize> Padded<N> {
    const EMPTY: Self = Self { bytes: [0; N], length: 0 };

    fn push(&mut self, text: &[u8]) {
        self.bytes[self.length..self.length + text.len()].copy_from_slice(text);
        self.length += text.len();
    }

    /// Writes the text to `out` at `at`, where at least `N` bytes must be, and gives its end.
    fn put(&self, out: &mut [u8], at: usize) -> usize {
        out[at..at + N].copy_from_slice(&self.bytes);
        at + self.length
    }
}

/// The longest ids, 4294967295, with the comma between them.
const IDS: usize = 32;
/// The longest timestamp with its line break.
const MOMENT: usize = 16;

/// The events of a moment that become rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// All of them.
    All,
    /// The strongest one.
    Strongest,
}

/// Rows of CSV in the making, and how many there are of each kind.
pub(super) struct Rows {
    /// Rows up to `end`, and room behind them.
    text: Vec<u8>,
    end: usize,
    /// Rows by [`Event::kind`], of all blocks so far.
    pub(super) counts: Vec<u64>,
    digits: itoa::Buffer,
    /// The user whose text is `user_text`, with the comma behind it.
    user: Option<u32>,
    user_text: Padded<MOMENT>,
    /// User and item of the rating at hand, with the comma between them.
    ids: Padded<IDS>,
    /// The timestamp whose text is `moment`, with its line break.
    timestamp_s: Option<u32>,
    moment: Padded<MOMENT>,
}

impl Rows {
    pub(super) fn new(n_kinds: usize) -> Self {
        Self {
            text: Vec::new(),
            end: 0,
            counts: vec![0; n_kinds],
            digits: itoa::Buffer::new(),
            user: None,
            user_text: Padded::EMPTY,
            ids: Padded::EMPTY,
            timestamp_s: None,
            moment: Padded::EMPTY,
        }
    }

    /// The rows since they were last cleared.
    pub(super) fn text(&self) -> &[u8] {
        &self.text[..self.end]
    }

    pub(super) fn clear(&mut self) {
        self.end = 0;
    }

    /// Takes up the rating of which the next rows are.
    fn take(&mut self, parsed: Parsed) {
        if self.user != Some(parsed.user) {
            self.user = Some(parsed.user);
            self.user_text = Padded::EMPTY;
            self.user_text.push(self.digits.format(parsed.user).as_bytes());
            self.user_text.push(b",");
        }
        self.ids.length = self.user_text.put(&mut self.ids.bytes, 0);
        self.ids.push(self.digits.format(parsed.item).as_bytes());
        if self.timestamp_s != Some(parsed.timestamp_s) {
            self.timestamp_s = Some(parsed.timestamp_s);
            self.moment = Padded::EMPTY;
            self.moment.push(self.digits.format(parsed.timestamp_s).as_bytes());
            self.moment.push(b"\n");
        }
    }

    fn push(&mut self, event: &Event) {
        let room = IDS + MIDDLE.max(event.middle.len()) + MOMENT;
        if self.text.len() < self.end + room {
            self.text.resize((2 * self.text.len()).max(self.end + room), 0);
        }
        let mut end = self.ids.put(&mut self.text, self.end);
        end = event.put_middle(&mut self.text, end);
        self.end = self.moment.put(&mut self.text, end);
        self.counts[event.kind] += 1;
    }

    /// The rows of one rating, in the order of its outcome.
    pub(super) fn push_rating(&mut self, parsed: Parsed, outcome: &Outcome) {
        self.take(parsed);
        for event in &outcome.events {
            self.push(event);
        }
    }

    /// The rows of sorted records, in the order of rows.
    pub(super) fn push_sorted(&mut self, records: &[Record], outcomes: &[Outcome], kept: Kept) {
        let mut at = 0;
        while let Some(&record) = records.get(at) {
            let moment = record.moment();
            let same = records[at..].iter().take_while(|other| other.moment() == moment).count();
            let parsed = record.parsed();
            let outcome = &outcomes[usize::from(parsed.code)];
            if same == 1 && kept == Kept::All {
                self.push_rating(parsed, outcome);
            } else {
                self.push_moment(&records[at..at + same], outcomes, kept);
            }
            at += same;
        }
    }

    /// All ratings of one item by one user at one moment.
    fn push_moment(&mut self, records: &[Record], outcomes: &[Outcome], kept: Kept) {
        let outcome = |record: &Record| &outcomes[usize::from(record.parsed().code)];
        let mut events: Vec<&Event> =
            records.iter().flat_map(|record| &outcome(record).events).collect();
        events.sort_by(|one, other| {
            one.kind.cmp(&other.kind).then(one.stars.total_cmp(&other.stars))
        });
        if kept == Kept::Strongest {
            let strength = |one: &&Event, other: &&Event| {
                one.strength.cmp(&other.strength).then(one.stars.total_cmp(&other.stars))
            };
            events = events.into_iter().max_by(strength).into_iter().collect();
        }
        self.take(records[0].parsed());
        for event in events {
            self.push(event);
        }
    }
}
