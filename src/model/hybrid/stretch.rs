//! The members' lists, made comparable and summed.

use crate::dataset::ItemIdx;
use crate::model::core::{Request, Scored};

/// The same request for a list that still has `depth` items when seen ones are taken off.
pub(super) fn deeper<'r>(request: &Request<'r>, depth: usize) -> Request<'r> {
    let n_seen = request.distinct_history().len();
    Request { k: depth.saturating_add(n_seen), ..*request }
}

/// The list with its scores stretched: its first item that is not in `seen` at 1, and an item that would come behind it
/// at 0. Models differ in how far they put seen items above all others, which says nothing of the others.
pub(super) fn stretched<'l>(
    list: &'l [Scored],
    seen: &[ItemIdx],
) -> impl Iterator<Item = Scored> + use<'l> {
    let is_new = |one: &&Scored| seen.binary_search(&one.item).is_err();
    let first = list.iter().find(is_new).or(list.first());
    let most = first.map_or(0.0, |first| first.score);
    let least = list.last().map_or(0.0, |last| last.score);
    let width = most - least;
    list.iter().map(move |one| {
        let score = if width > 0.0 { ((one.score - least) / width).min(1.0) } else { 1.0 };
        Scored { score, ..*one }
    })
}

/// The sums of equal items, in the order in which they stand.
pub(super) fn sum_by_item(mut parts: Vec<Scored>) -> Vec<Scored> {
    parts.sort_by_key(|part| part.item);
    parts.dedup_by(|right, left| {
        let is_same = right.item == left.item;
        if is_same {
            left.score += right.score;
        }
        is_same
    });
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_are_summed() {
        let parts =
            vec![Scored { item: ItemIdx(2), score: 1.0 }, Scored { item: ItemIdx(2), score: 2.0 }];
        assert_eq!(sum_by_item(parts), [Scored { item: ItemIdx(2), score: 3.0 }]);
    }
}
