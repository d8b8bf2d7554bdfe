//! Items drawn evenly: the floor under every other model.

use serde::{Deserialize, Serialize};

use crate::dataset::ItemIdx;
use crate::model::core::parameter::{SEED, parameters};
use crate::model::core::{
    FitError, Learn, LoadError, Method, ModelFamily, ModelKind, Recommend, Request, Save,
    SaveError, Scored, Shape, Training,
};
use crate::model::parts::rank_score::of_place;
use crate::number::to_u32;
use crate::seed;

/// k items of the training set, drawn evenly without replacement.
///
/// Each user's draw depends on the seed and the user's id alone. Scores are
/// 1, 1/2, 1/3, …, so that the draw's order is no tie.
pub(in crate::model) static KIND: ModelKind = ModelKind {
    name: "random",
    family: ModelFamily::NonPersonal,
    summary: "Items drawn evenly: the floor under every other model.",
    equation: "score(u, j) = 1 / place of j in a shuffle seeded by the user",
    source: "no paper",
    cost: "time and memory n",
    is_fast: true,
    needs: None,
    method: Method::of::<RandomParameters>(),
    load: |bytes| {
        let model: FittedRandom = postcard::from_bytes(bytes)?;
        if model.items.iter().any(|item| item.index() >= model.n_items) {
            return Err(LoadError::Damaged("an item beyond the catalogue".to_owned()));
        }
        Ok(Box::new(model))
    },
};

parameters! {
    /// Parameters of random lists.
    pub(in crate::model) struct RandomParameters {
        seed: u64 = SEED;
    }
}

impl Learn for RandomParameters {
    fn memory(&self, shape: &Shape) -> u64 {
        8 * shape.items as u64
    }

    fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        Ok(Box::new(fit(self.seed, training)))
    }
}

fn fit(seed: u64, training: &Training<'_>) -> FittedRandom {
    let counts = training.rows_per_item();
    let items = (0..to_u32(counts.len())).filter(|&item| counts[item as usize] > 0);
    FittedRandom { seed, items: items.map(ItemIdx).collect(), n_items: counts.len() }
}

#[derive(Debug, Serialize, Deserialize)]
struct FittedRandom {
    seed: u64,
    items: Vec<ItemIdx>,
    n_items: usize,
}

impl FittedRandom {
    fn list(&self, request: &Request<'_>) -> Vec<Scored> {
        let mut generator = seed::generator(self.seed, request.user_id);
        // The first steps of a Fisher–Yates shuffle, which stop once k items are found.
        let mut items = self.items.clone();
        let mut list = Vec::with_capacity(request.k.min(items.len()));
        for at in 0..items.len() {
            if list.len() == request.k {
                break;
            }
            let other = at + seed::below(&mut generator, items.len() - at);
            items.swap(at, other);
            if request.allows(items[at]) {
                list.push(Scored { item: items[at], score: of_place(list.len()) });
            }
        }
        list
    }
}

impl Recommend for FittedRandom {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(|request| self.list(request)).collect()
    }
}

impl Save for FittedRandom {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        Ok(postcard::to_allocvec(self)?)
    }

    fn n_items(&self) -> usize {
        self.n_items
    }
}
