//! Every model there is, in the order in which `--models all` runs them, and models by name:
//! `item-knn:k=50,similarity=jaccard`.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::core::parameter::Parameters as _;
use super::core::{Method, ModelConfig, ModelKind, SpecError};
use super::hybrid::{HybridParameters, Library};
use super::{
    classifier, content, hybrid, latent, linear, neighbour, neural, non_personal, sequence,
};
use crate::param::nearest;

/// Every model.
pub static KINDS: &[&ModelKind] = &[
    &non_personal::random::KIND,
    &non_personal::popularity::KIND,
    &non_personal::weighted_rating::KIND,
    &non_personal::trending::KIND,
    &non_personal::repeat_last::KIND,
    &content::COSINE,
    &content::EUCLIDEAN,
    &neighbour::item_knn::KIND,
    &neighbour::user_knn::KIND,
    &neighbour::walk::P3ALPHA,
    &neighbour::walk::RP3BETA,
    &neighbour::sar::KIND,
    &latent::als::KIND,
    &latent::bpr::KIND,
    &latent::pure_svd::KIND,
    &latent::nmf::KIND,
    &linear::ease::EASE,
    &linear::ease::EDLAE,
    &linear::slim::KIND,
    &sequence::markov::KIND,
    &sequence::session_knn::KIND,
    &neural::sasrec::KIND,
    &neural::gru4rec::KIND,
    &classifier::LOGISTIC,
    &classifier::CLASSIFIER,
    &BLEND,
];

/// The blend of models of this table.
static BLEND: ModelKind = hybrid::kind(
    Method {
        table: HybridParameters::TABLE,
        default: || hybrid::learner(HybridParameters::default(), LIBRARY),
        read: |values| Some(hybrid::learner(HybridParameters::read(values)?, LIBRARY)),
    },
    |bytes| hybrid::load(bytes, LIBRARY),
);

const LIBRARY: Library = Library { members, read: ModelConfig::parse };

/// The members of the blend.
const MEMBERS: [&str; 8] = [
    "ease:half-life=5",
    "markov",
    "session-knn",
    "user-knn:half-life=20",
    "item-knn:half-life=5",
    "pure-svd:factors=32,half-life=10",
    "trending",
    "repeat-last",
];

fn members() -> Result<Vec<ModelConfig>, SpecError> {
    MEMBERS.iter().map(|text| ModelConfig::parse(text)).collect()
}

/// The names of all models.
#[must_use]
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name).collect()
}

/// The model of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static ModelKind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

impl ModelConfig {
    /// Reads `NAME` or `NAME:key=value,key=value`.
    ///
    /// # Errors
    /// When the name, a key or a value is not known; the known ones are listed.
    pub fn parse(text: &str) -> Result<Self, SpecError> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let Some(kind) = find(name) else {
            return Err(SpecError::UnknownModel {
                name: name.to_owned(),
                near: nearest(name, &names()),
                known: names(),
            });
        };
        Self::new(kind).with_text(rest)
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
    use crate::model::core::parameter::{ParameterValues, Search, Value};

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
        for parameter in KINDS.iter().flat_map(|kind| kind.parameters()) {
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
    fn tables_and_fields_have_the_same_defaults() {
        for kind in KINDS {
            let values = ParameterValues::defaults(kind.parameters());
            let read = (kind.method.read)(values.in_order()).expect("the table's own values");
            let default = (kind.method.default)();
            assert_eq!(format!("{read:?}"), format!("{default:?}"), "{}", kind.name);
            assert!((kind.method.read)(&[Value::Word("odd"); 20]).is_none(), "{}", kind.name);
        }
    }

    #[test]
    fn what_tune_draws_can_be_set() {
        for kind in KINDS {
            for parameter in kind.parameters() {
                let values = match parameter.search {
                    Search::Integer(low, high) | Search::LogInteger(low, high) => {
                        vec![Value::Integer(low), Value::Integer(high)]
                    }
                    Search::Real(low, high) | Search::LogReal(low, high) => {
                        vec![Value::Real(low), Value::Real(high)]
                    }
                    Search::Word(words) => words.iter().map(|word| Value::Word(word)).collect(),
                    Search::Fixed => vec![parameter.default],
                };
                for value in values {
                    let mut config = ModelConfig::new(kind);
                    config.set(parameter.key, value).expect("within the domain");
                    assert_eq!(config.values().get(parameter.key), Some(value));
                    assert_eq!(ModelConfig::parse(&config.text()), Ok(config));
                }
            }
        }
    }

    #[test]
    fn a_parameter_is_not_set_to_what_it_cannot_be() {
        let mut config = ModelConfig::parse("als:factors=8").expect("known");
        let before = config.clone();
        for (key, value, said) in [
            (
                "factor",
                Value::Integer(4),
                "model `als` has no parameter `factor` (did you mean `factors`?); it has factors, \
                 epochs, unobserved, l2, nu, solver, block, half-life, seed",
            ),
            (
                "factors",
                Value::Integer(0),
                "model `als`: parameter `factors`: expected a whole number from 1 to 4096, found `0`",
            ),
            (
                "factors",
                Value::Real(8.5),
                "model `als`: parameter `factors`: expected a whole number from 1 to 4096, found `8.5`",
            ),
            (
                "solver",
                Value::Word("lu"),
                "model `als`: parameter `solver`: expected `cholesky`, `gradients` or `block`, found `lu`",
            ),
        ] {
            assert_eq!(config.set(key, value).expect_err("refused").to_string(), said);
        }
        assert_eq!(config, before);
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
