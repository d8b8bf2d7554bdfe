//! A set of metrics that Personalize reported, and what is known of the data behind it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diagnosis::{Circumstances, Rounding};
use crate::experiment::Purpose;

/// A set of metrics that Personalize reported.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceMetrics {
    /// The name of the set: the solution version's ARN, a published row's name, or the file's.
    pub name: String,
    /// The source of the metrics, in words.
    pub source: String,
    /// The facts that are known of the data behind them.
    #[serde(default)]
    pub data: ServiceData,
    /// The half-width of rounding: the farthest that the true value of a figure may lie from the reported
    /// one. Half a unit of the fourth digit, to which the service rounds, unless more digits were reported.
    pub half_width: f64,
    /// The half-width of coverage.
    pub coverage_half_width: f64,
    /// Values by the service's own keys.
    pub metrics: BTreeMap<String, f64>,
}

/// The facts that are known of the data behind reported metrics.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ServiceData {
    /// Rows of the interactions file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactions: Option<usize>,
    /// Users with an interaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub users: Option<usize>,
    /// Items of the catalogue: those of the interactions and of the items file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items: Option<usize>,
    /// Items with an interaction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items_with_interactions: Option<usize>,
    /// The first and the last second of the interactions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_s: Option<(i64, i64)>,
    /// The event types that occur, sorted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// The purpose that the recipe serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<Purpose>,
    /// Users that were tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_users: Option<usize>,
}

impl ServiceMetrics {
    /// Metrics whose digits say how they were rounded.
    #[must_use]
    pub fn new(
        name: String,
        source: String,
        data: ServiceData,
        metrics: BTreeMap<String, f64>,
    ) -> Self {
        let Rounding { figures, coverage } = Rounding::of(&metrics);
        Self { name, source, data, half_width: figures, coverage_half_width: coverage, metrics }
    }

    pub(super) fn rounding(&self) -> Rounding {
        Rounding { figures: self.half_width, coverage: self.coverage_half_width }
    }

    /// The facts that a diagnosis may use beside the figures: those of the service's data, else of data
    /// with `users` users and `items` items that is taken for the same.
    pub(super) fn circumstances(&self, users: usize, items: usize) -> Circumstances {
        Circumstances {
            users: self.data.users.or(Some(users)),
            items: self.data.items.or(Some(items)),
            test_users: self.data.test_users,
        }
    }
}
