//! Requests to a model.

use crate::dataset::ItemIdx;

/// An interaction of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The item.
    pub item: ItemIdx,
    /// Its event type, an index into those of the data set.
    pub event_type: u16,
    /// The instant, in seconds since 1970-01-01 UTC.
    pub timestamp_s: i64,
}

impl Event {
    /// An event type that the data does not have.
    pub const UNKNOWN_TYPE: u16 = u16::MAX;
}

impl From<ItemIdx> for Event {
    fn from(item: ItemIdx) -> Self {
        Self { item, event_type: 0, timestamp_s: 0 }
    }
}

/// A request to a model.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The user's id; training need not have seen it.
    pub user_id: &'a str,
    /// The user's visible rows in time order, oldest first, repeats included.
    pub history: &'a [Event],
    /// Items that must not be recommended, rising.
    pub excluded: &'a [ItemIdx],
    /// The items of a list that is to be re-ranked, rising: no others may be recommended. `None`
    /// for any item.
    pub candidates: Option<&'a [ItemIdx]>,
    /// The number of items wanted.
    pub k: usize,
}

impl<'a> Request<'a> {
    /// The `k` best of all items for a history.
    #[must_use]
    pub const fn new(user_id: &'a str, history: &'a [Event], k: usize) -> Self {
        Self { user_id, history, excluded: &[], candidates: None, k }
    }

    /// Tells whether `item` may be recommended.
    #[must_use]
    pub fn allows(&self, item: ItemIdx) -> bool {
        self.excluded.binary_search(&item).is_err()
            && self.candidates.is_none_or(|candidates| candidates.binary_search(&item).is_ok())
    }

    /// The distinct items of the history, rising.
    #[must_use]
    pub fn distinct_history(&self) -> Vec<ItemIdx> {
        let mut items: Vec<ItemIdx> = self.history.iter().map(|event| event.item).collect();
        items.sort_unstable();
        items.dedup();
        items
    }

    /// The distinct items of the history by their newest row, newest first.
    #[must_use]
    pub fn newest_first(&self) -> Vec<ItemIdx> {
        let mut last: Vec<(ItemIdx, usize)> =
            self.history.iter().enumerate().map(|(at, event)| (event.item, at)).collect();
        last.sort_unstable_by(|left, right| left.0.cmp(&right.0).then(right.1.cmp(&left.1)));
        last.dedup_by_key(|(item, _)| *item);
        last.sort_unstable_by_key(|&(_, at)| std::cmp::Reverse(at));
        last.into_iter().map(|(item, _)| item).collect()
    }

    /// The distinct items of the history, newest first, each with the weight `0.5^(newer items /
    /// half_life)`; an infinite half-life gives every item the weight 1.
    #[must_use]
    pub fn weighted_history(&self, half_life: f32) -> Vec<(ItemIdx, f32)> {
        let items = self.newest_first().into_iter().enumerate();
        items
            .map(|(newer, item)| (item, (-crate::number::single_count(newer) / half_life).exp2()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_stands_where_its_newest_row_stands() {
        let history: Vec<Event> = [5, 2, 5, 7, 2].map(|item| ItemIdx(item).into()).to_vec();
        let request = Request::new("u", &history, 5);
        assert_eq!(request.newest_first(), [2, 7, 5].map(ItemIdx));
        assert_eq!(request.distinct_history(), [2, 5, 7].map(ItemIdx));
        let weights: Vec<f32> = request.weighted_history(1.0).iter().map(|pair| pair.1).collect();
        assert_eq!(weights, [1.0, 0.5, 0.25]);
        let even: Vec<f32> =
            request.weighted_history(f32::INFINITY).iter().map(|pair| pair.1).collect();
        assert_eq!(even, [1.0; 3]);
    }

    #[test]
    fn exclusion_wins_over_candidates() {
        let items = [1, 2].map(ItemIdx);
        let request = Request {
            excluded: &items[..1],
            candidates: Some(&items),
            ..Request::new("u", &[], 5)
        };
        assert_eq!([0, 1, 2].map(|item| request.allows(ItemIdx(item))), [false, false, true]);
    }
}
