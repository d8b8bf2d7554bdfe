//! The chance that the newest item comes once more.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::{Event, Request, Scored, Training};
use crate::number::{ratio, single};

/// The share of rows that are followed by a row of the same item, by the event types that the item
/// has had.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Repeat {
    by_types: BTreeMap<u64, f32>,
}

impl Repeat {
    pub(super) fn of(training: &Training<'_>) -> Self {
        let mut counts: BTreeMap<u64, (usize, usize)> = BTreeMap::new();
        let mut seen: Vec<(u32, u64)> = vec![(u32::MAX, 0); training.n_items()];
        for (user, rows) in training.users() {
            for (at, &row) in rows.iter().enumerate() {
                let event = training.event(row);
                let types = &mut seen[event.item.index()];
                if types.0 != user.0 {
                    *types = (user.0, 0);
                }
                types.1 |= bit(event);
                if let Some(&next) = rows.get(at + 1) {
                    let count = counts.entry(types.1).or_default();
                    count.0 += usize::from(training.event(next).item == event.item);
                    count.1 += 1;
                }
            }
        }
        let chance = |(types, (again, all))| (types, single(ratio(again, all)));
        Self { by_types: counts.into_iter().map(chance).collect() }
    }

    /// The newest item of the history with its chance, where it may be recommended.
    pub(super) fn of_request(&self, request: &Request<'_>) -> Option<Scored> {
        let newest: ItemIdx = request.history.last()?.item;
        let own = request.history.iter().filter(|event| event.item == newest);
        let types = own.fold(0, |types, &event| types | bit(event));
        let score = self.by_types.get(&types).copied().filter(|&chance| chance > 0.0)?;
        request.allows(newest).then_some(Scored { item: newest, score })
    }
}

fn bit(event: Event) -> u64 {
    1 << u32::from(event.event_type.min(63))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::Dataset;

    #[test]
    fn a_click_without_a_watch_is_followed_by_one() {
        let dataset = Dataset::from_rows(&[
            ("1", "a", "click", 1),
            ("1", "a", "watch", 1),
            ("1", "b", "click", 2),
            ("1", "c", "click", 3),
            ("1", "c", "watch", 3),
            ("1", "d", "click", 4),
        ]);
        let rows: Vec<u32> = (0..6).collect();
        let repeat = Repeat::of(&Training::new(&dataset, &rows));
        // Clicks of a, b and c, of which a's and c's are followed by the same; two pairs, by others.
        let event = |item, event_type| Event { item: ItemIdx(item), event_type, timestamp_s: 0 };
        let click = [event(3, 0)];
        let found = repeat.of_request(&Request::new("x", &click, 25)).expect("a chance");
        assert!((found.score - 2.0 / 3.0).abs() < 1e-6 && found.item == ItemIdx(3));
        let both = [event(3, 0), event(3, 1)];
        assert_eq!(repeat.of_request(&Request::new("x", &both, 25)), None);
    }
}
