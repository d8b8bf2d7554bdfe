//! The outcome of each distinct rating. There are few of them, so that a byte tells which.

use std::sync::{Mutex, PoisonError};

use super::plan::Plan;
use crate::column::RATING;

/// Bytes of a middle that are copied at once.
pub(super) const MIDDLE: usize = 32;

/// One event of a rating.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    /// Its place among the event types in the order of rows: by name where rows are sorted, by rule
    /// where they are not.
    pub(super) kind: usize,
    /// Its strength among the events of one moment.
    pub(super) strength: usize,
    pub(super) stars: f64,
    /// The text between item and timestamp, with both commas.
    pub(super) middle: Vec<u8>,
    /// Its beginning, padded.
    padded: [u8; MIDDLE],
}

impl Event {
    /// Writes the middle to `out` at `at`, where at least [`MIDDLE`] bytes must be, and gives its end.
    pub(super) fn put_middle(&self, out: &mut [u8], at: usize) -> usize {
        let end = at + self.middle.len();
        if self.middle.len() <= MIDDLE {
            out[at..at + MIDDLE].copy_from_slice(&self.padded);
        } else {
            out[at..end].copy_from_slice(&self.middle);
        }
        end
    }
}

/// The events of one rating, in the order of rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Outcome {
    pub(super) events: Vec<Event>,
}

/// All distinct ratings met so far, in all threads. Which code a rating has depends on who met it
/// first, and nothing that is written depends on the code.
pub(super) struct Registry<'a> {
    plan: &'a Plan,
    /// Names of the event types in the order of rows.
    kinds: Vec<String>,
    known: Mutex<Vec<(u64, Outcome)>>,
}

const CODES_MAX: usize = 256;

impl<'a> Registry<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        let mut kinds: Vec<String> = plan.events.iter().map(|rule| rule.name.clone()).collect();
        if plan.sorted {
            kinds.sort();
        }
        Self { plan, kinds, known: Mutex::new(Vec::new()) }
    }

    /// Names of the event types, by [`Event::kind`].
    pub(super) fn kinds(&self) -> &[String] {
        &self.kinds
    }

    /// The code of the rating whose text is `key`, and its outcome; `None` when it is not a rating,
    /// or there are too many different ones.
    fn of(&self, key: u64) -> Option<(u8, Outcome)> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let at = if let Some(at) = known.iter().position(|(other, _)| *other == key) {
            at
        } else {
            let outcome = self.outcome(stars(key)?)?;
            known.push((key, outcome));
            known.len() - 1
        };
        (at < CODES_MAX).then_some(())?;
        Some((u8::try_from(at).ok()?, known[at].1.clone()))
    }

    /// The outcomes by code.
    pub(super) fn outcomes(&self) -> Vec<Outcome> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.iter().map(|(_, outcome)| outcome.clone()).collect()
    }

    fn outcome(&self, stars: f64) -> Option<Outcome> {
        let mut events = Vec::new();
        for rule in &self.plan.events {
            if rule.when.of_number(RATING, stars)? {
                let value = if self.plan.value { format!("{stars},") } else { String::new() };
                let named = |names: &[String]| names.iter().position(|name| *name == rule.name);
                let middle = format!(",{},{value}", rule.name).into_bytes();
                let mut padded = [0; MIDDLE];
                let shown = middle.len().min(MIDDLE);
                padded[..shown].copy_from_slice(&middle[..shown]);
                events.push(Event {
                    kind: named(&self.kinds)?,
                    strength: named(self.plan.weakest_first.as_deref().unwrap_or(&[]))
                        .map_or(0, |at| at + 1),
                    stars,
                    middle,
                    padded,
                });
            }
        }
        events.sort_by_key(|event| event.kind);
        Some(Outcome { events })
    }
}

/// The rating of this text, if it is one as the strict reader takes it.
fn stars(key: u64) -> Option<f64> {
    let bytes = key.to_be_bytes();
    let text = std::str::from_utf8(&bytes).ok()?.trim_start_matches('\0');
    // `-0` passes as a rating there, and keeps its sign; it is left to the general engine.
    let plain = |byte: u8| byte.is_ascii_digit() || byte == b'.';
    let stars: f64 = text.bytes().all(plain).then(|| text.parse().ok())??;
    (0.0..=5.0).contains(&stars).then_some(stars)
}

/// One thread's view of the registry: it asks there only for ratings that it has not met.
pub(super) struct Codes<'a> {
    registry: &'a Registry<'a>,
    /// Open addressing by the hash of the text; the text of all zero bytes is no rating.
    slots: [(u64, u8); SLOTS],
    outcomes: Vec<Outcome>,
}

const SLOTS: usize = 64;

impl<'a> Codes<'a> {
    pub(super) fn new(registry: &'a Registry<'a>) -> Self {
        Self { registry, slots: [(0, 0); SLOTS], outcomes: Vec::new() }
    }

    /// The code of the rating whose text is `key`; `None` when it is not a rating.
    pub(super) fn of(&mut self, key: u64) -> Option<u8> {
        let slot = usize::try_from(key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58).ok()?;
        let (known, code) = self.slots[slot];
        if known == key && key != 0 {
            return Some(code);
        }
        let (code, outcome) = self.registry.of(key)?;
        self.slots[slot] = (key, code);
        let at = usize::from(code);
        if self.outcomes.len() <= at {
            self.outcomes.resize(at + 1, Outcome::default());
        }
        self.outcomes[at] = outcome;
        Some(code)
    }

    /// The outcome of a code that [`Self::of`] gave.
    pub(super) fn outcome(&self, code: u8) -> &Outcome {
        &self.outcomes[usize::from(code)]
    }
}
