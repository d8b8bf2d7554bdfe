//! Models by name: `item-knn:k=50,similarity=jaccard`.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::parameter::Values;
use super::registry::{self, Kind, names};
use super::{FitError, Save, Shape, Training};
use crate::param::nearest;

/// A model and its parameters.
#[derive(Debug, Clone)]
pub struct ModelConfig {
    kind: &'static Kind,
    values: Values,
}

impl PartialEq for ModelConfig {
    fn eq(&self, other: &Self) -> bool {
        self.kind.name == other.kind.name && self.values == other.values
    }
}

/// The reason that a model's text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No such model.
    #[error("unknown model `{name}`{}{}; the models are {}", hint(*near), stray(name), names().join(", "))]
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
        /// The text that stands there.
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
        /// The values that would have been right.
        expected: String,
        /// The value as typed.
        found: String,
    },
}

/// A list of names was cut at the commas of a model's parameters.
fn stray(name: &str) -> &'static str {
    if name.contains('=') {
        ": parameters go with `--model NAME:KEY=VALUE,…`, one model each"
    } else {
        ""
    }
}

fn hint(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" (did you mean `{near}`?)"))
}

impl ModelConfig {
    /// The model `kind` with its defaults.
    #[must_use]
    pub fn new(kind: &'static Kind) -> Self {
        Self { kind, values: Values::defaults(kind.parameters) }
    }

    /// Reads `NAME` or `NAME:key=value,key=value`.
    ///
    /// # Errors
    /// When the name, a key or a value is not known; the known ones are listed.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let Some(kind) = registry::find(name) else {
            return Err(SpecError::UnknownModel {
                name: name.to_owned(),
                near: nearest(name, &names()),
            });
        };
        let mut config = Self::new(kind);
        let mut given: Vec<&str> = Vec::new();
        for part in rest.split(',').filter(|part| !part.is_empty()) {
            config.read(part, &mut given)?;
        }
        Ok(config)
    }

    fn read<'t>(&mut self, part: &'t str, given: &mut Vec<&'t str>) -> Result<(), SpecError> {
        let model = || self.kind.name.to_owned();
        let Some((key, text)) = part.split_once('=') else {
            return Err(SpecError::NotKeyValue { model: model(), found: part.to_owned() });
        };
        if given.contains(&key) {
            return Err(SpecError::Repeated { model: model(), key: key.to_owned() });
        }
        given.push(key);
        let known = self.kind.parameters;
        let Some(parameter) = known.iter().find(|parameter| parameter.key == key) else {
            let known: Vec<&str> = known.iter().map(|parameter| parameter.key).collect();
            let near = nearest(key, &known);
            return Err(SpecError::UnknownKey { model: model(), key: key.to_owned(), near, known });
        };
        let Some(value) = parameter.domain.parse(text) else {
            return Err(SpecError::Value {
                model: model(),
                key: parameter.key,
                expected: parameter.domain.expected(),
                found: text.to_owned(),
            });
        };
        self.values.set(key, value);
        Ok(())
    }

    /// The description of the model before it is fitted.
    #[must_use]
    pub const fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The values of its parameters.
    #[must_use]
    pub const fn values(&self) -> &Values {
        &self.values
    }

    /// The same, to change.
    pub fn values_mut(&mut self) -> &mut Values {
        &mut self.values
    }

    /// The model's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.kind.name
    }

    /// As it is typed: the name with the parameters that are not the default ones.
    #[must_use]
    pub fn text(&self) -> String {
        let differing = self.values.differing();
        if differing.is_empty() {
            self.name().to_owned()
        } else {
            format!("{}:{differing}", self.name())
        }
    }

    /// Every parameter with its value, defaults included.
    #[must_use]
    pub fn params(&self) -> BTreeMap<String, Json> {
        self.values.json()
    }

    /// The most memory that learning and recommending take on data of this shape, in bytes; an
    /// estimate from above, beside the data itself.
    #[must_use]
    pub fn memory(&self, shape: &Shape) -> u64 {
        (self.kind.memory)(&self.values, shape)
    }

    /// The multiplications that learning takes on data of this shape, where they grow faster than the
    /// pairs; 0 where they do not.
    #[must_use]
    pub fn work(&self, shape: &Shape) -> u64 {
        (self.kind.work)(&self.values, shape)
    }

    /// Learns from `training`.
    ///
    /// # Errors
    /// When input is missing, or it would take more memory than the task allows (without a limit of
    /// its own, 80 % of what the system leaves) or more work, which is found out before anything is
    /// allocated, or its numbers go out of range.
    pub fn fit(&self, training: &Training<'_>) -> Result<Box<dyn Save>, FitError> {
        self.expect_fits(training)?;
        (self.kind.fit)(&self.values, training)
    }

    /// Tells why learning from `training` would take more memory or work than it may, before anything is
    /// learnt.
    ///
    /// # Errors
    /// As [`Self::fit`], for memory and work alone.
    pub fn expect_fits(&self, training: &Training<'_>) -> Result<(), FitError> {
        let shape = training.shape();
        if let Some((needed, limit)) = training.lacks_memory(self.memory(&shape)) {
            let fits = |model: &Self| model.memory(&shape) <= limit.bytes;
            let advice = self.what_would_fit(&shape, &fits);
            return Err(FitError::Memory { needed, limit, advice });
        }
        if let Some((needed, limit)) = training.lacks_work(self.work(&shape)) {
            let advice = self.what_would_fit(&shape, &|model| model.work(&shape) <= limit);
            return Err(FitError::Work { needed, limit, advice });
        }
        Ok(())
    }

    /// The largest `head` or number of neighbours or factors with which it would fit.
    fn what_would_fit(&self, shape: &Shape, fits: &dyn Fn(&Self) -> bool) -> String {
        for key in ["head", "k", "factors"] {
            if self.values.get(key).is_none() {
                continue;
            }
            let fits = |number: u64| {
                let mut smaller = self.clone();
                smaller.values.set(key, super::Value::Integer(number));
                fits(&smaller)
            };
            let (mut low, mut high) = (0, shape.items as u64 + 1);
            while low + 1 < high {
                let middle = low.midpoint(high);
                if fits(middle) { low = middle } else { high = middle }
            }
            if low > 0 {
                return format!("; {key}={low} would fit");
            }
        }
        String::new()
    }
}

/// A model's name with the parameters that tell it from another of the same name.
#[must_use]
pub fn title(name: &str, params: &BTreeMap<String, Json>) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_parameters_are_read_and_written() {
        let text = "popularity:count=rows,candidates=100,fill=seen";
        let config = ModelConfig::parse(text).expect("known");
        assert_eq!(config.text(), text);
        assert_eq!(config.params()["candidates"], 100);
        let knn = ModelConfig::parse("item-knn:similarity=co-occurrence,k=5,shrink=0.5");
        let knn = knn.expect("known");
        assert_eq!(knn.text(), "item-knn:k=5,shrink=0.5,similarity=co-occurrence");
        assert_eq!(ModelConfig::parse(&knn.text()), Ok(knn));
        for name in names() {
            let config = ModelConfig::parse(name).expect("known");
            assert_eq!((config.name(), config.text().as_str()), (name, name));
        }
    }

    #[test]
    fn defaults_and_ranges_to_search_are_within_the_domain() {
        use crate::model::{KINDS, Search};
        for parameter in KINDS.iter().flat_map(|kind| kind.parameters) {
            let text = parameter.default.to_string();
            assert_eq!(parameter.domain.parse(&text), Some(parameter.default), "{parameter:?}");
            let ends: Vec<String> = match parameter.search {
                Search::Integer(low, high) | Search::LogInteger(low, high) => {
                    vec![low.to_string(), high.to_string()]
                }
                Search::Real(low, high) | Search::LogReal(low, high) => {
                    vec![low.to_string(), high.to_string()]
                }
                Search::Word(words) => words.iter().map(ToString::to_string).collect(),
                Search::Fixed => Vec::new(),
            };
            for end in ends {
                assert!(parameter.domain.parse(&end).is_some(), "{parameter:?}: {end}");
            }
        }
    }

    #[test]
    fn every_error_is_provoked_and_names_what_is_known() {
        let error = |text| ModelConfig::parse(text).expect_err("must be refused").to_string();
        let unknown = error("item-kn");
        assert!(
            unknown.starts_with("unknown model `item-kn` (did you mean `item-knn`?); the models are random, popularity, "),
            "{unknown}"
        );
        assert_eq!(error("item-knn:k"), "model `item-knn`: expected KEY=VALUE, found `k`");
        let unknown = error("item-knn:shrnk=1");
        assert!(
            unknown.starts_with("model `item-knn` has no parameter `shrnk` (did you mean `shrink`?); it has k, shrink, similarity"),
            "{unknown}"
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
