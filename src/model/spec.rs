//! Models by name: `item-knn:k=50,similarity=jaccard`.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{ItemKnn, Popularity, Random, Recommend, RepeatLast, Training};
use crate::param::nearest;

/// The names of all models, in the order in which they run by default.
pub const NAMES: [&str; 4] = ["random", "popularity", "repeat-last", "item-knn"];

/// A model and its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ModelConfig {
    /// [`Random`]
    Random(Random),
    /// [`Popularity`]
    Popularity(Popularity),
    /// [`RepeatLast`]
    RepeatLast(RepeatLast),
    /// [`ItemKnn`]
    ItemKnn(ItemKnn),
}

/// Why a model's text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No such model.
    #[error("unknown model `{name}`{}; the models are {}", hint(*near), NAMES.join(", "))]
    UnknownModel {
        /// The name as typed.
        name: String,
        /// The known name nearest to it.
        near: Option<&'static str>,
    },
    /// A parameter without a value.
    #[error("model `{model}`: expected KEY=VALUE, found `{found}`")]
    NotKeyValue {
        /// The model.
        model: String,
        /// What stands there.
        found: String,
    },
    /// No such parameter.
    #[error("model `{model}` has no parameter `{key}`{}; it has {}", hint(*near), if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
    UnknownKey {
        /// The model.
        model: String,
        /// The key as typed.
        key: String,
        /// The known key nearest to it.
        near: Option<&'static str>,
        /// The model's parameters.
        known: Vec<&'static str>,
    },
    /// A parameter given twice.
    #[error("model `{model}`: parameter `{key}` is given twice")]
    Repeated {
        /// The model.
        model: String,
        /// The key.
        key: String,
    },
    /// A value out of range.
    #[error("model `{model}`: parameter `{key}`: expected {expected}, found `{found}`")]
    Value {
        /// The model.
        model: String,
        /// The key.
        key: &'static str,
        /// What would have been right.
        expected: &'static str,
        /// The value as typed.
        found: String,
    },
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

impl ModelConfig {
    /// Reads `NAME` or `NAME:key=value,key=value`.
    ///
    /// # Errors
    /// When the name, a key or a value is not known; the known ones are listed.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let mut params = Params::read(name, rest)?;
        let config = match name {
            "random" => Self::Random(read_random(&mut params)?),
            "popularity" => Self::Popularity(read_popularity(&mut params)?),
            "repeat-last" => Self::RepeatLast(RepeatLast {}),
            "item-knn" => Self::ItemKnn(read_item_knn(&mut params)?),
            _ => {
                let near = nearest(name, &NAMES);
                return Err(SpecError::UnknownModel { name: name.to_owned(), near });
            }
        };
        params.expect_all_used()?;
        Ok(config)
    }

    /// The model's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Random(_) => "random",
            Self::Popularity(_) => "popularity",
            Self::RepeatLast(_) => "repeat-last",
            Self::ItemKnn(_) => "item-knn",
        }
    }

    /// Every parameter with its value, defaults included.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, Value> {
        let value = match self {
            Self::Random(model) => json!({ "seed": model.seed }),
            Self::Popularity(model) => json!({
                "count": model.count,
                "candidates": model.candidates.map_or(json!("all"), |n| json!(n)),
                "fill": model.fill,
            }),
            Self::RepeatLast(_) => json!({}),
            Self::ItemKnn(model) => json!({
                "k": model.k,
                "shrink": model.shrink,
                "similarity": model.similarity,
            }),
        };
        let Value::Object(map) = value else { return BTreeMap::new() };
        map.into_iter().collect()
    }

    /// Learns from `training`.
    #[must_use]
    pub fn fit(&self, training: &Training<'_>) -> Box<dyn Recommend> {
        match *self {
            Self::Random(model) => Box::new(model.fit(training)),
            Self::Popularity(model) => Box::new(model.fit(training)),
            Self::RepeatLast(model) => Box::new(model.fit(training)),
            Self::ItemKnn(model) => Box::new(model.fit(training)),
        }
    }
}

/// A model's name with the parameters that tell it from another of the same name.
#[must_use]
pub fn title(name: &str, params: &BTreeMap<String, Value>) -> String {
    let default = ModelConfig::parse(name).map(|config| config.params());
    let differing: Vec<String> = params
        .iter()
        .filter(|(key, value)| {
            default.as_ref().ok().and_then(|known| known.get(*key)) != Some(value)
        })
        .map(|(key, value)| {
            format!("{key}={}", value.as_str().map_or(value.to_string(), str::to_owned))
        })
        .collect();
    if differing.is_empty() { name.to_owned() } else { format!("{name}:{}", differing.join(",")) }
}

fn read_random(params: &mut Params) -> Result<Random, SpecError> {
    let seed = params.number("seed", "a whole number")?;
    Ok(Random { seed: seed.unwrap_or(Random::default().seed) })
}

fn read_popularity(params: &mut Params) -> Result<Popularity, SpecError> {
    let candidates = match params.take("candidates") {
        Some(text) if text == "all" => None,
        Some(text) => Some(params.at_least_one("candidates", &text)?),
        None => None,
    };
    Ok(Popularity {
        count: params.choice("count", "`users` or `rows`")?.unwrap_or_default(),
        candidates,
        fill: params.choice("fill", "`nothing` or `seen`")?.unwrap_or_default(),
    })
}

fn read_item_knn(params: &mut Params) -> Result<ItemKnn, SpecError> {
    let default = ItemKnn::default();
    let k = params.take("k").map(|text| params.at_least_one("k", &text)).transpose()?;
    let expected = "a number of at least 0";
    let shrink: f32 = params.number("shrink", expected)?.unwrap_or(default.shrink);
    if !(shrink >= 0.0 && shrink.is_finite()) {
        return Err(params.bad("shrink", expected, &shrink));
    }
    let expected = "`cosine`, `jaccard` or `co-occurrence`";
    let similarity = params.choice("similarity", expected)?.unwrap_or_default();
    Ok(ItemKnn { k: k.unwrap_or(default.k), shrink, similarity })
}

/// The parameters as typed, taken out one by one by the keys a model knows.
struct Params {
    model: String,
    given: Vec<(String, String)>,
    known: Vec<&'static str>,
}

impl Params {
    fn read(model: &str, text: &str) -> Result<Self, SpecError> {
        let model = model.to_owned();
        let mut given: Vec<(String, String)> = Vec::new();
        for part in text.split(',').filter(|part| !part.is_empty()) {
            let Some((key, value)) = part.split_once('=') else {
                return Err(SpecError::NotKeyValue { model, found: part.to_owned() });
            };
            if given.iter().any(|(other, _)| other == key) {
                return Err(SpecError::Repeated { model, key: key.to_owned() });
            }
            given.push((key.to_owned(), value.to_owned()));
        }
        Ok(Self { model, given, known: Vec::new() })
    }

    fn take(&mut self, key: &'static str) -> Option<String> {
        self.known.push(key);
        let at = self.given.iter().position(|(other, _)| other == key)?;
        Some(self.given.remove(at).1)
    }

    fn bad(&self, key: &'static str, expected: &'static str, found: &impl Display) -> SpecError {
        SpecError::Value { model: self.model.clone(), key, expected, found: found.to_string() }
    }

    fn number<T: FromStr>(
        &mut self,
        key: &'static str,
        expected: &'static str,
    ) -> Result<Option<T>, SpecError> {
        let Some(text) = self.take(key) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| self.bad(key, expected, &text))
    }

    fn at_least_one(&self, key: &'static str, text: &str) -> Result<usize, SpecError> {
        let number: Option<usize> = text.parse().ok().filter(|&number| number > 0);
        number.ok_or_else(|| self.bad(key, "a whole number of at least 1", &text))
    }

    fn choice<T: DeserializeOwned>(
        &mut self,
        key: &'static str,
        expected: &'static str,
    ) -> Result<Option<T>, SpecError> {
        let Some(text) = self.take(key) else { return Ok(None) };
        let choice = serde_json::from_value(Value::String(text.clone()));
        choice.map(Some).map_err(|_| self.bad(key, expected, &text))
    }

    fn expect_all_used(self) -> Result<(), SpecError> {
        let Some((key, _)) = self.given.into_iter().next() else { return Ok(()) };
        let near = nearest(&key, &self.known);
        Err(SpecError::UnknownKey { model: self.model, key, near, known: self.known })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Count, Fill, Similarity};

    #[test]
    fn names_and_parameters_are_read() {
        let popularity = Popularity { count: Count::Rows, candidates: Some(100), fill: Fill::Seen };
        let text = "popularity:count=rows,candidates=100,fill=seen";
        assert_eq!(ModelConfig::parse(text), Ok(ModelConfig::Popularity(popularity)));
        let knn = ItemKnn { k: 5, shrink: 0.5, similarity: Similarity::CoOccurrence };
        let text = "item-knn:similarity=co-occurrence,k=5,shrink=0.5";
        assert_eq!(ModelConfig::parse(text), Ok(ModelConfig::ItemKnn(knn)));
        for name in NAMES {
            assert_eq!(ModelConfig::parse(name).map(|config| config.name()), Ok(name));
        }
    }

    #[test]
    fn every_error_is_provoked_and_names_what_is_known() {
        let error = |text| ModelConfig::parse(text).expect_err("must be refused").to_string();
        assert_eq!(
            error("item-kn"),
            "unknown model `item-kn` (did you mean `item-knn`?); the models are random, popularity, repeat-last, item-knn"
        );
        assert_eq!(error("item-knn:k"), "model `item-knn`: expected KEY=VALUE, found `k`");
        assert_eq!(
            error("item-knn:shrnk=1"),
            "model `item-knn` has no parameter `shrnk` (did you mean `shrink`?); it has k, shrink, similarity"
        );
        assert_eq!(
            error("repeat-last:k=1"),
            "model `repeat-last` has no parameter `k`; it has none"
        );
        assert_eq!(error("item-knn:k=1,k=2"), "model `item-knn`: parameter `k` is given twice");
        assert_eq!(
            error("item-knn:k=0"),
            "model `item-knn`: parameter `k`: expected a whole number of at least 1, found `0`"
        );
        assert_eq!(
            error("item-knn:shrink=-1"),
            "model `item-knn`: parameter `shrink`: expected a number of at least 0, found `-1`"
        );
        assert_eq!(
            error("popularity:count=views"),
            "model `popularity`: parameter `count`: expected `users` or `rows`, found `views`"
        );
    }
}
