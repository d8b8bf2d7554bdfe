//! One ranking for everybody.

use serde::{Deserialize, Serialize};

use crate::model::core::{LoadError, Recommend, Request, Save, SaveError, Scored};

/// One ranking for everybody.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Ranking {
    pub(super) ranking: Vec<Scored>,
    pub(super) n_items: usize,
}

impl Recommend for Ranking {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        let list = |request: &Request<'_>| -> Vec<Scored> {
            let allowed = self.ranking.iter().filter(|scored| request.allows(scored.item));
            allowed.copied().take(request.k).collect()
        };
        requests.iter().map(list).collect()
    }
}

impl Save for Ranking {
    fn save(&self) -> Result<Vec<u8>, SaveError> {
        Ok(postcard::to_allocvec(self)?)
    }

    fn n_items(&self) -> usize {
        self.n_items
    }
}

pub(super) fn load(bytes: &[u8]) -> Result<Box<dyn Save>, LoadError> {
    let model: Ranking = postcard::from_bytes(bytes)?;
    if model.ranking.iter().any(|scored| scored.item.index() >= model.n_items) {
        return Err(LoadError::Damaged("an item beyond the catalogue".to_owned()));
    }
    Ok(Box::new(model))
}
