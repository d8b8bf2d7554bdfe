//! Histories as sequences of tokens, and the windows of them that a network learns from.

use crate::dataset::ItemIdx;
use crate::model::core::Event;
use crate::split::Seen;

/// A visit to an item: rows of one user and item that follow each other, or share an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) item: ItemIdx,
    /// A bit for each event type of its rows, by number; types from 31 on share the last bit.
    pub(super) types: u32,
    /// The number of the bucket of the time since the token before: see [`gap_bucket`].
    pub(super) gap: u8,
}

/// The tokens of an item that a user comes back to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    /// Every return is a token of its own.
    Kept,
    /// The first visit alone is a token: nobody will be shown the item again.
    Dropped,
}

impl Returns {
    /// The way that fits a task that leaves these items of the history out of its lists.
    pub(super) fn of(seen: Seen) -> Self {
        if seen == Seen::Include { Self::Kept } else { Self::Dropped }
    }
}

/// Buckets of the time between two tokens.
pub(super) const GAP_BUCKETS: usize = 32;

/// 0 for a first token, 1 for no time, and from there on one more than the bits of the seconds, at most 31: each bucket
/// is twice as long as the one before.
fn gap_bucket(seconds: Option<i64>) -> u8 {
    let Some(seconds) = seconds else { return 0 };
    let bits = 64 - seconds.max(0).leading_zeros();
    u8::try_from(bits + 1).unwrap_or(31).min(31)
}

/// The tokens of a history in time order.
///
/// Rows of an item that share an instant are one token wherever they stand, since their order says nothing; so are rows
/// that follow each other. The types of a later row of the same token are seen by no target before it, since the token
/// behind it comes later.
pub(super) fn tokens(history: impl Iterator<Item = Event>, returns: Returns) -> Vec<Token> {
    let mut tokens: Vec<(Token, i64)> = Vec::new();
    let mut known = std::collections::BTreeMap::new();
    for event in history {
        let bit = 1_u32 << event.event_type.min(31);
        let at = known.get(&event.item).copied();
        let last = tokens.len().checked_sub(1);
        let here = at.filter(|&at: &usize| Some(at) == last || tokens[at].1 == event.timestamp_s);
        if let Some(here) = here {
            tokens[here].0.types |= bit;
        } else if at.is_none() || returns == Returns::Kept {
            let before = tokens.last().map(|last| event.timestamp_s - last.1);
            known.insert(event.item, tokens.len());
            let token = Token { item: event.item, types: bit, gap: gap_bucket(before) };
            tokens.push((token, event.timestamp_s));
        }
    }
    tokens.into_iter().map(|(token, _)| token).collect()
}

/// A stretch of a sequence: inputs, each of which is asked for the token behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// The number of the sequence.
    pub(super) sequence: usize,
    /// The first input.
    pub(super) start: usize,
    /// The number of inputs, at least one.
    pub(super) length: usize,
}

/// Windows of at most `length` inputs that cover each sequence once, dealt from its end, so that only the oldest can be
/// short. A sequence of one token has none.
pub(super) fn windows(sequences: &[Vec<Token>], length: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    for (sequence, tokens) in sequences.iter().enumerate() {
        let mut end = tokens.len().saturating_sub(1);
        while end > 0 {
            let start = end.saturating_sub(length);
            windows.push(Window { sequence, start, length: end - start });
            end = start;
        }
    }
    windows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(item: u32, event_type: u16, timestamp_s: i64) -> Event {
        Event { item: ItemIdx(item), event_type, timestamp_s }
    }

    #[test]
    fn rows_of_one_visit_are_one_token() {
        // A click and a watch of 1, with a click of 2 between them in the same second; 1 again later.
        let rows = [event(1, 0, 5), event(2, 0, 5), event(1, 1, 5), event(1, 0, 9), event(2, 1, 9)];
        let kept = tokens(rows.into_iter(), Returns::Kept);
        let seen: Vec<(u32, u32, u8)> =
            kept.iter().map(|one| (one.item.0, one.types, one.gap)).collect();
        // 4 seconds have 3 bits.
        assert_eq!(seen, [(1, 3, 0), (2, 1, 1), (1, 1, 4), (2, 2, 1)]);
        let dropped = tokens(rows.into_iter(), Returns::Dropped);
        // The later click of 1 is left out, so that the watch of 2 follows its click.
        let types: Vec<(u32, u32)> = dropped.iter().map(|one| (one.item.0, one.types)).collect();
        assert_eq!(types, [(1, 3), (2, 3)]);
        let follows = [event(1, 0, 5), event(1, 1, 90)];
        assert_eq!(tokens(follows.into_iter(), Returns::Dropped)[0].types, 3);
    }

    #[test]
    fn windows_cover_every_target_once() {
        let token = Token { item: ItemIdx(0), types: 1, gap: 0 };
        let sequences = [vec![token; 8], vec![token; 1], vec![token; 4], vec![]];
        let found: Vec<(usize, usize, usize)> = windows(&sequences, 3)
            .iter()
            .map(|one| (one.sequence, one.start, one.length))
            .collect();
        assert_eq!(found, [(0, 4, 3), (0, 1, 3), (0, 0, 1), (2, 0, 3)]);
    }

    #[test]
    fn gaps_double_and_end() {
        let buckets = [None, Some(-3), Some(0), Some(1), Some(2), Some(3), Some(4), Some(i64::MAX)];
        assert_eq!(buckets.map(gap_bucket), [0, 1, 1, 2, 3, 3, 4, 31]);
    }
}
