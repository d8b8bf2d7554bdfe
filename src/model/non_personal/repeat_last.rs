//! The newest items of the user's own history: the witness of leaks.

use serde::{Deserialize, Serialize};

use crate::model::core::parameter::parameters;
use crate::model::core::{
    FitError, Learn, Method, ModelFamily, ModelKind, Recommend, Request, Save, SaveError, Scored,
    Shape, Training,
};
use crate::model::parts::rank_score::of_place;

/// The newest k distinct items of the history, newest first. Learns nothing.
///
/// It scores only where held-out items stand in the history too, so it tells how much of every
/// other model's score a protocol gives away.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "repeat-last",
    family: ModelFamily::NonPersonal,
    summary: "The newest items of the user's own history: the witness of leaks.",
    equation: "score(u, j) = 1 / place of j among the newest distinct items of u",
    source: "no paper",
    cost: "nothing to fit",
    is_fast: true,
    needs: None,
    method: Method::of::<RepeatLastParameters>(),
    load: |bytes| Ok(Box::new(postcard::from_bytes::<RepeatLast>(bytes)?)),
};

parameters! {
    /// Parameters of repeat-last: none.
    pub(in crate::model) struct RepeatLastParameters {}
}

impl Learn for RepeatLastParameters {
    fn memory(&self, _shape: &Shape) -> u64 {
        0
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(RepeatLast { n_items: training.n_items() }))
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct RepeatLast {
    n_items: usize,
}

impl RepeatLast {
    fn list(request: &Request<'_>) -> Vec<Scored> {
        let newest = request.newest_first().into_iter().filter(|&item| request.allows(item));
        let scored = newest.enumerate().map(|(at, item)| Scored { item, score: of_place(at) });
        scored.take(request.k).collect()
    }
}

impl Recommend for RepeatLast {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(Self::list).collect()
    }
}

impl Save for RepeatLast {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        Ok(postcard::to_allocvec(self)?)
    }

    fn n_items(&self) -> usize {
        self.n_items
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataset::ItemIdx;
    use crate::model::core::Event;

    #[test]
    fn the_newest_comes_first_and_each_item_once() {
        let history: Vec<Event> = [1, 2, 1, 3, 3].map(|item| ItemIdx(item).into()).to_vec();
        let request = Request::new("1", &history, 2);
        let items = |request: &Request<'_>| -> Vec<u32> {
            RepeatLast::list(request).iter().map(|scored| scored.item.0).collect()
        };
        assert_eq!(items(&request), [3, 1]);
        assert_eq!(items(&Request { k: 25, excluded: &[ItemIdx(3)], ..request }), [1, 2]);
    }
}
