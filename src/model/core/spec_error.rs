//! The reasons that the text of a model cannot be read.

use crate::param::did_you_mean;

/// The reason that a model's text cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SpecError {
    /// No such model.
    #[error("unknown model `{name}`{}{}; the models are {}", did_you_mean(*near), stray(name), known.join(", "))]
    UnknownModel {
        /// The name as typed.
        name: String,
        /// The known name nearest to it.
        near: Option<&'static str>,
        /// The names of all models.
        known: Vec<&'static str>,
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
    #[error("model `{model}` has no parameter `{key}`{}; it has {}", did_you_mean(*near), if known.is_empty() { "none".to_owned() } else { known.join(", ") })]
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
