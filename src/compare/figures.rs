//! Figures of the service and of our models, metric by metric, and what they say against each other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::metric::Interval;

/// One metric, with the service's figure and ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Row {
    /// The service's key of the metric.
    pub metric: String,
    /// The service's figure.
    pub service: f64,
    /// The standard deviation over users that the service's figure is taken to have: that of our
    /// model whose figure comes nearest, of equals the first; none where no model has one.
    pub service_deviation: Option<f64>,
    /// Our figures, one per model.
    pub models: Vec<ModelRow>,
}

impl Row {
    /// Tells whether the service's figure means the same as ours do.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        self.models.iter().any(|model| model.cell.verdict != Verdict::NotComparable)
    }
}

/// One model's figure beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelRow {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// The figure, and what it means beside the service's.
    #[serde(flatten)]
    pub cell: Cell,
}

/// A figure and what it means beside the service's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cell {
    /// Our figure.
    pub value: f64,
    /// The 95 % interval of it over our test users; coverage has none.
    pub interval: Option<Interval>,
    /// Our figure less the service's.
    pub difference: f64,
    /// The difference as a share of the service's figure; none where that is 0.
    pub lift: Option<f64>,
    /// 1.96 standard errors of the difference: the service's test set strays, and so does ours. Where
    /// all users of one side have one value, as far as others could move its mean. Coverage has none.
    pub noise: Option<f64>,
    /// The verdict on the difference.
    pub verdict: Verdict,
}

/// The verdict on our model against the service, by the difference of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Our figure is higher by more than the noise.
    Better,
    /// Our figure is lower by more than the noise.
    Worse,
    /// The difference cannot be told with this many test users.
    CannotTell,
    /// The figures do not mean the same, as with coverage, which grows with the test set.
    NotComparable,
}

impl Verdict {
    /// The verdict in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Better => "clearly better",
            Self::Worse => "clearly worse",
            Self::CannotTell => "cannot be told",
            Self::NotComparable => "not comparable",
        }
    }
}
