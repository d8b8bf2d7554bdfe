//! A fitted model as a file.

use std::io::Read;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::core::{Event, LoadError, ModelConfig, Recommend, Request, Save, Scored};
use crate::dataset::{Dataset, ItemIdx};
use crate::number::to_u32;

/// The first bytes of every file.
const MAGIC: &[u8; 16] = b"rehearsal model\n";
/// The number of the layout behind these bytes.
const FORMAT: u32 = 2;
/// A hash of SHA-256.
const DIGEST: usize = 32;

/// A fitted model with the ids of its items, so that it can be asked about other files.
pub struct Saved {
    config: ModelConfig,
    /// The items by the model's numbers.
    item_ids: Vec<String>,
    /// The event types by the model's numbers.
    event_types: Vec<String>,
    model: Box<dyn Save>,
}

/// The content of a file.
#[derive(Serialize, Deserialize)]
struct Contents {
    spec: String,
    item_ids: Vec<String>,
    event_types: Vec<String>,
    state: Vec<u8>,
}

impl Saved {
    /// The bytes of a file: a mark, the format, the SHA-256 of the rest, and the rest.
    ///
    /// # Errors
    /// When the model cannot be written as bytes.
    pub fn bytes(
        config: &ModelConfig,
        dataset: &Dataset,
        model: &dyn Save,
    ) -> Result<Vec<u8>, LoadError> {
        let items = 0..dataset.items().len();
        let item_ids = items.map(|item| dataset.items().id(item).to_owned()).collect();
        let event_types = dataset.event_types().iter().map(ToString::to_string).collect();
        let contents =
            Contents { spec: config.text(), item_ids, event_types, state: model.save()? };
        let contents = postcard::to_allocvec(&contents)?;
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&FORMAT.to_le_bytes());
        bytes.extend_from_slice(&Sha256::digest(&contents));
        bytes.extend_from_slice(&contents);
        Ok(bytes)
    }

    /// Reads such bytes.
    ///
    /// # Errors
    /// When they are not a saved model, or damaged, or of another format.
    pub fn read(mut bytes: &[u8]) -> Result<Self, LoadError> {
        let damaged = |what: &str| LoadError::Damaged(what.to_owned());
        let mut magic = [0_u8; MAGIC.len()];
        let mut format = [0_u8; 4];
        let mut digest = [0_u8; DIGEST];
        for part in [&mut magic[..], &mut format, &mut digest] {
            bytes.read_exact(part).map_err(|_| damaged("the file is too short"))?;
        }
        if magic != *MAGIC {
            return Err(damaged("it does not begin as one"));
        }
        let found = u32::from_le_bytes(format);
        if found != FORMAT {
            return Err(LoadError::Version { found, known: FORMAT });
        }
        if Sha256::digest(bytes)[..] != digest {
            return Err(damaged(
                "its SHA-256 is another than it says, so it was cut off or changed",
            ));
        }
        let contents: Contents = postcard::from_bytes(bytes)?;
        let config = ModelConfig::parse(&contents.spec)?;
        let model = (config.kind().load)(&contents.state)?;
        if model.n_items() != contents.item_ids.len() {
            return Err(damaged("it numbers other items than it names"));
        }
        let Contents { item_ids, event_types, .. } = contents;
        Ok(Self { config, item_ids, event_types, model })
    }

    /// The model and its parameters.
    #[must_use]
    pub const fn config(&self) -> &ModelConfig {
        &self.config
    }

    /// The same model for the items and event types of `dataset`: items that only one of the two knows
    /// are left out, event types that the model does not know are [`Event::UNKNOWN_TYPE`].
    #[must_use]
    pub fn for_items_of(self, dataset: &Dataset) -> Box<dyn Recommend> {
        let ours = 0..dataset.items().len();
        let theirs: std::collections::HashMap<&str, u32> =
            (0..).zip(&self.item_ids).map(|(item, id)| (id.as_str(), item)).collect();
        let to_model: Vec<Option<ItemIdx>> =
            ours.map(|item| theirs.get(dataset.items().id(item)).copied().map(ItemIdx)).collect();
        let mut to_ours = vec![None; self.item_ids.len()];
        for (item, theirs) in to_model.iter().enumerate() {
            if let Some(theirs) = theirs {
                to_ours[theirs.index()] = Some(ItemIdx(to_u32(item)));
            }
        }
        let event_types =
            dataset.event_types().iter().map(|name| number_of(&self.event_types, name)).collect();
        Box::new(Translated { model: self.model, to_model, to_ours, event_types })
    }
}

/// The place of `name` among `names`.
fn number_of(names: &[String], name: &str) -> u16 {
    let at = names.iter().position(|known| known == name);
    at.and_then(|at| u16::try_from(at).ok()).unwrap_or(Event::UNKNOWN_TYPE)
}

/// A model between two numberings of items.
struct Translated {
    model: Box<dyn Recommend>,
    to_model: Vec<Option<ItemIdx>>,
    to_ours: Vec<Option<ItemIdx>>,
    /// The model's numbers of our event types.
    event_types: Vec<u16>,
}

impl Translated {
    fn rising(&self, items: &[ItemIdx]) -> Vec<ItemIdx> {
        let known = items.iter().filter_map(|item| self.to_model[item.index()]);
        let mut known: Vec<ItemIdx> = known.collect();
        known.sort_unstable();
        known
    }

    fn history(&self, request: &Request<'_>) -> Vec<Event> {
        let known = |event: &Event| {
            let event_type = self.event_types.get(usize::from(event.event_type));
            let event_type = event_type.copied().unwrap_or(Event::UNKNOWN_TYPE);
            let item = self.to_model[event.item.index()]?;
            Some(Event { item, event_type, ..*event })
        };
        request.history.iter().filter_map(known).collect()
    }

    fn one(&self, request: &Request<'_>) -> Vec<Scored> {
        let history = self.history(request);
        let mut excluded = self.rising(request.excluded);
        let gone = (0..).zip(&self.to_ours).filter(|(_, ours)| ours.is_none());
        excluded.extend(gone.map(|(item, _)| ItemIdx(item)));
        excluded.sort_unstable();
        let candidates = request.candidates.map(|candidates| self.rising(candidates));
        let asked = Request {
            history: &history,
            excluded: &excluded,
            candidates: candidates.as_deref(),
            ..*request
        };
        self.back(&self.model.recommend(&asked))
    }

    fn back(&self, list: &[Scored]) -> Vec<Scored> {
        let ours = |scored: &Scored| {
            self.to_ours[scored.item.index()].map(|item| Scored { item, ..*scored })
        };
        list.iter().filter_map(ours).collect()
    }
}

impl Recommend for Translated {
    fn recommend_many(&self, requests: &[Request<'_>]) -> Vec<Vec<Scored>> {
        requests.iter().map(|request| self.one(request)).collect()
    }

    fn why(&self, request: &Request<'_>, item: ItemIdx) -> Vec<Scored> {
        let Some(asked) = self.to_model[item.index()] else { return Vec::new() };
        let history = self.history(request);
        self.back(&self.model.why(&Request { history: &history, ..*request }, asked))
    }
}
