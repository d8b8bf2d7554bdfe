//! The outcome of a run, and why there is none.

use super::running::Taken;
use crate::experiment::judge::FaultyValue;
use crate::experiment::per_user::PerUser;
use crate::experiment::result::{EvalResult, Skipped, Timings};
use crate::model::FaultyList;
use crate::split::SplitError;

/// The reason that a run could not be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The protocol cannot be followed on this data.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// Two models or two metrics have one name.
    #[error("two {what} are called `{name}`; give one of them another name")]
    SameName {
        /// `models` or `metrics`.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// The key of a metric of the caller's own is one that files cannot hold.
    #[error(
        "the metric `{key}`: expected a key of small letters, digits and `_`, such as `first_is_hit`"
    )]
    MetricKey {
        /// The key.
        key: &'static str,
    },
    /// The main metric is not told of this data.
    #[error(
        "the main metric `{metric}` is not told: expected one of ours for which the data and the options have all it \
         needs, or one of `Scoring::own_metrics`"
    )]
    NotTold {
        /// Its key.
        metric: &'static str,
    },
    /// A model gave a list that cannot be judged.
    #[error("model `{model}`: {list}")]
    List {
        /// The model's name.
        model: String,
        /// The list.
        list: FaultyList,
    },
    /// A metric has a value that no mean can be made of.
    #[error("model `{model}`: {value}")]
    MetricValue {
        /// The model's name.
        model: String,
        /// The value.
        value: FaultyValue,
    },
    /// No model could be fitted.
    #[error("no model could be fitted: {}", .0.iter().map(Skipped::sentence).collect::<Vec<_>>().join("; "))]
    NoModel(Vec<Skipped>),
}

/// The outcome of a run.
#[derive(Debug)]
pub struct Evaluation {
    /// The content of `eval.json`.
    pub result: EvalResult,
    /// The content of `timings.json`.
    pub timings: Timings,
    /// Every user's values.
    pub per_user: PerUser,
    /// The origin of the lists of each model that could be fitted.
    pub taken: Vec<Taken>,
}
