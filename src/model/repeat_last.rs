//! The newest items of the user's own history: the witness of leaks.

use super::{Recommend, Request, Scored, Training};

/// The newest k distinct items of the history, newest first. Learns nothing.
///
/// It scores only where held-out items stand in the history too, so it tells how much of every
/// other model's score a protocol gives away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RepeatLast {}

impl RepeatLast {
    /// Nothing to learn.
    #[must_use]
    pub fn fit(self, _training: &Training<'_>) -> impl Recommend + use<> {
        self
    }
}

impl Recommend for RepeatLast {
    fn recommend(&self, request: &Request<'_>) -> Vec<Scored> {
        let mut list: Vec<Scored> = Vec::with_capacity(request.k.min(request.history.len()));
        for &item in request.history.iter().rev() {
            if list.len() == request.k {
                break;
            }
            if !request.excludes(item) && list.iter().all(|scored| scored.item != item) {
                // 1, 1/2, 1/3, …: any falling score says the same.
                let rank = u16::try_from(list.len() + 1).unwrap_or(u16::MAX);
                list.push(Scored { item, score: 1.0 / f32::from(rank) });
            }
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ItemIdx;

    #[test]
    fn the_newest_comes_first_and_each_item_once() {
        let history = [1, 2, 1, 3, 3].map(ItemIdx);
        let request = Request { user_id: "1", history: &history, excluded: &[], k: 2 };
        let items = |request| -> Vec<u32> {
            RepeatLast {}.recommend(request).iter().map(|scored| scored.item.0).collect()
        };
        assert_eq!(items(&request), [3, 1]);
        assert_eq!(items(&Request { k: 25, excluded: &[ItemIdx(3)], ..request }), [1, 2]);
    }
}
