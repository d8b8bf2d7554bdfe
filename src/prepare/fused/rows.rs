//! Events as text.

use super::outcome::{Event, Outcome};
use super::record::{Parsed, Record};

/// Rows of CSV in the making, and how many there are of each kind.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) bytes: Vec<u8>,
    /// Rows by [`Event::kind`], of all blocks so far.
    pub(super) counts: Vec<u64>,
    digits: itoa::Buffer,
    /// User and item of the rating at hand, with the comma between them.
    ids: Vec<u8>,
    /// The timestamp whose text is `moment`, with its line break.
    timestamp_s: Option<u32>,
    moment: Vec<u8>,
}

impl Rows {
    pub(super) fn new(n_kinds: usize) -> Self {
        Self { counts: vec![0; n_kinds], ..Self::default() }
    }

    /// Takes up the rating of which the next rows are.
    fn take(&mut self, parsed: Parsed) {
        self.ids.clear();
        self.ids.extend_from_slice(self.digits.format(parsed.user).as_bytes());
        self.ids.push(b',');
        self.ids.extend_from_slice(self.digits.format(parsed.item).as_bytes());
        if self.timestamp_s != Some(parsed.timestamp_s) {
            self.timestamp_s = Some(parsed.timestamp_s);
            self.moment.clear();
            self.moment.extend_from_slice(self.digits.format(parsed.timestamp_s).as_bytes());
            self.moment.push(b'\n');
        }
    }

    fn push(&mut self, event: &Event) {
        self.bytes.extend_from_slice(&self.ids);
        self.bytes.extend_from_slice(&event.middle);
        self.bytes.extend_from_slice(&self.moment);
        self.counts[event.kind] += 1;
    }

    /// The rows of one rating, in the order of its outcome.
    pub(super) fn push_rating(&mut self, parsed: Parsed, outcome: &Outcome) {
        self.take(parsed);
        for event in &outcome.events {
            self.push(event);
        }
    }

    /// The rows of sorted records, in the order of rows; of each moment only the strongest event if
    /// `strongest`.
    pub(super) fn push_sorted(
        &mut self,
        records: &[Record],
        outcomes: &[Outcome],
        strongest: bool,
    ) {
        let mut at = 0;
        while let Some(&record) = records.get(at) {
            let moment = record.moment();
            let same = records[at..].iter().take_while(|other| other.moment() == moment).count();
            let parsed = record.parsed();
            let outcome = &outcomes[usize::from(parsed.code)];
            if same == 1 && !strongest {
                self.push_rating(parsed, outcome);
            } else {
                self.push_moment(&records[at..at + same], outcomes, strongest);
            }
            at += same;
        }
    }

    /// All ratings of one item by one user at one moment.
    fn push_moment(&mut self, records: &[Record], outcomes: &[Outcome], strongest: bool) {
        let outcome = |record: &Record| &outcomes[usize::from(record.parsed().code)];
        let mut events: Vec<&Event> =
            records.iter().flat_map(|record| &outcome(record).events).collect();
        events.sort_by(|one, other| {
            one.kind.cmp(&other.kind).then(one.stars.total_cmp(&other.stars))
        });
        if strongest {
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
