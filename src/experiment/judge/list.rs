//! A ranked list, from a model or from elsewhere.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::metric::LIST_LENGTH;
use crate::model::Scored;

/// A ranked list, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RankedList {
    /// The items; `None` for one that the catalogue does not have, which can be no hit.
    pub items: Vec<Option<ItemIdx>>,
    /// Their scores, falling; empty when there are none. Equal scores are ties.
    pub scores: Vec<f64>,
    /// The items beyond the list that tie with its last item.
    pub tied: Tied,
}

impl RankedList {
    /// The hits with their scores, of the items and of those that tie with the last of them; their order is in doubt.
    pub(in crate::experiment) fn scored(&self, hits: &[bool]) -> Vec<(bool, f64)> {
        let mut scored: Vec<(bool, f64)> =
            hits.iter().copied().zip(self.scores.iter().copied()).collect();
        if let Some(&(_, last)) = scored.last() {
            scored.extend((0..self.tied.places).map(|at| (at < self.tied.hits, last)));
        }
        scored
    }
}

/// Places beyond the 25th that tie with it, as counts: there can be as many as items, for every user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tied {
    /// The places.
    pub places: u32,
    /// The number of these places that hold a held-out item.
    pub hits: u32,
}

/// A model's list as far as it is judged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The first 25 places, best first; fewer where the list has fewer.
    pub first: Vec<Scored>,
    /// The items beyond the list that tie with the 25th.
    pub tied: Tied,
}

impl Answer {
    /// The part of a whole `list` that is judged by `held_out`, which rises.
    pub(in crate::experiment) fn new(list: &[Scored], held_out: &[ItemIdx]) -> Self {
        let (first, beyond) = list.split_at(list.len().min(LIST_LENGTH));
        let mut tied = Tied::default();
        if let Some(last) = first.last() {
            for one in beyond.iter().take_while(|one| one.ties_with(last)) {
                tied.places += 1;
                tied.hits += u32::from(held_out.binary_search(&one.item).is_ok());
            }
        }
        Self { first: first.to_vec(), tied }
    }

    /// Tells whether a model can have answered so from `n_items`: distinct items that there are, with scores
    /// that are numbers, and no more ties than the other items.
    pub(in crate::experiment) fn is_sound(&self, n_items: usize) -> bool {
        let is_known = |one: &Scored| one.item.index() < n_items && !one.score.is_nan();
        let mut items: Vec<ItemIdx> = self.first.iter().map(|one| one.item).collect();
        items.sort_unstable();
        items.dedup();
        let others = n_items.saturating_sub(items.len());
        self.first.iter().all(is_known)
            && items.len() == self.first.len()
            && items.len() <= LIST_LENGTH
            && self.tied.hits <= self.tied.places
            && self.tied.places as usize <= others
            && (self.tied.places == 0 || items.len() == LIST_LENGTH)
    }
}

impl From<Answer> for RankedList {
    fn from(answer: Answer) -> Self {
        let first = &answer.first;
        Self {
            items: first.iter().map(|scored| Some(scored.item)).collect(),
            scores: first.iter().map(|scored| f64::from(scored.score)).collect(),
            tied: answer.tied,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::metric::{ACCURACY, Convention, TiedList};

    proptest! {
        #[test]
        fn ties_as_counts_are_judged_as_the_whole_list_is(
            scores in prop::collection::vec(0..3_u8, 0..90), held_out in prop::collection::btree_set(0..100_u32, 1..12),
        ) {
            let mut scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            scores.sort_by(|left, right| right.total_cmp(left));
            let held_out: Vec<ItemIdx> = held_out.into_iter().map(ItemIdx).collect();
            let list = list(scores);
            let is_hit = |one: &Scored| held_out.binary_search(&one.item).is_ok();
            let whole: Vec<(bool, f64)> = list.iter().map(|one| (is_hit(one), f64::from(one.score))).collect();
            let answer = RankedList::from(Answer::new(&list, &held_out));
            let hits: Vec<bool> = list[..answer.items.len()].iter().map(is_hit).collect();
            let whole = TiedList::new(&whole, held_out.len());
            let counted = TiedList::new(&answer.scored(&hits), held_out.len());
            prop_assert_eq!(whole.is_in_doubt(), counted.is_in_doubt());
            for metric in ACCURACY {
                for convention in Convention::ALL {
                    prop_assert_eq!(whole.range(metric, convention), counted.range(metric, convention));
                }
            }
        }
    }

    fn list(scores: impl IntoIterator<Item = f32>) -> Vec<Scored> {
        (0..).zip(scores).map(|(item, score)| Scored { item: ItemIdx(item), score }).collect()
    }

    #[test]
    fn what_ties_with_the_25th_is_counted_and_what_comes_after_is_not() {
        let scores = [9.0_f32; 20].into_iter().chain([2.0; 9]).chain([1.0; 40]);
        let held_out = [3, 24, 25, 28, 29, 60].map(ItemIdx);
        let answer = Answer::new(&list(scores), &held_out);
        assert_eq!(answer.first.len(), 25);
        assert_eq!(answer.tied, Tied { places: 4, hits: 2 });
        assert!(answer.is_sound(69) && answer.is_sound(29) && !answer.is_sound(28));
        let short = Answer::new(&list([1.0; 7]), &held_out);
        assert_eq!((short.first.len(), short.tied), (7, Tied::default()));
        assert_eq!(Answer::new(&[], &held_out), Answer::default());
    }

    #[test]
    fn what_no_model_answers_is_not_sound() {
        let sound = Answer { first: list([1.0; 25]), tied: Tied { places: 3, hits: 1 } };
        assert!(sound.is_sound(28));
        let tied = |places, hits| Answer { tied: Tied { places, hits }, ..sound.clone() };
        assert!(!tied(4, 1).is_sound(28) && !tied(3, 4).is_sound(28));
        let mut twice = sound.clone();
        twice.first[1].item = ItemIdx(0);
        assert!(!twice.is_sound(28));
        let short = Answer { first: list([1.0; 3]), ..sound.clone() };
        assert!(!short.is_sound(28));
        let long = Answer { first: list([1.0; 26]), tied: Tied::default() };
        assert!(!long.is_sound(28));
    }
}
