//! The content of `eval.json`, which carries no clock.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::best_two::BestTwo;
use super::data::DataRecord;
use super::model::ModelResult;
use super::protocol::ProtocolRecord;
use super::skipped::Skipped;
use super::versus::{ConventionVerdict, Versus};
use super::view::View;
use crate::metric::{Convention, Metric, NDCG_25, find};

/// The metric by which a winner is named where nothing is said.
pub const MAIN_METRIC: &Metric = &NDCG_25;

/// The content of `eval.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EvalResult {
    /// 2; files of version 1 are one view, by their own options.
    pub schema_version: u32,
    /// The purpose of the figures beside this.
    #[serde(default)]
    pub view: View,
    /// The key of the metric by which models are put in order and the winner is named.
    #[serde(default = "main_metric")]
    pub main_metric: String,
    /// The metrics of the caller's own, where there are any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_metrics: Vec<MetricRecord>,
    /// The data that was evaluated on.
    pub data: DataRecord,
    /// The protocol of the cut, and the leaks of the cut.
    pub protocol: ProtocolRecord,
    /// The definition of the metrics.
    pub convention: Convention,
    /// Seed of the bootstrap and of the randomisation tests.
    pub seed: u64,
    /// The number of times users were drawn anew for each confidence interval.
    #[serde(default)]
    pub replicates: usize,
    /// Weights of event types, where there are any.
    #[serde(default)]
    pub event_weights: BTreeMap<String, f64>,
    /// One result per model, in the order asked.
    pub models: Vec<ModelResult>,
    /// Models against each other by the metrics that Personalize reports, by the main one and by those of one's own.
    #[serde(default)]
    pub comparisons: Vec<Versus>,
    /// The two best candidates by the main metric, user by user; none where there is no second one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best_two: Option<BestTwo>,
    /// The verdict under each convention.
    #[serde(default)]
    pub conventions: Vec<ConventionVerdict>,
    /// Models that could not be fitted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Skipped>,
    /// The other view of the same run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub views: Option<Box<Views>>,
    /// The same models under further protocols.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub other_protocols: Vec<EvalResult>,
}

/// Views beside the one at the top.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Views {
    /// The view to decide by.
    pub clean: EvalResult,
}

fn main_metric() -> String {
    MAIN_METRIC.key.to_owned()
}

impl EvalResult {
    /// The clean view, if there is one; winners are named on it alone.
    #[must_use]
    pub fn clean(&self) -> Option<&Self> {
        match self.view {
            View::Clean => Some(self),
            _ => self.views.as_ref().map(|views| &views.clean),
        }
    }

    /// The view that can be held beside the service's figures, if there is one.
    #[must_use]
    pub fn service(&self) -> Option<&Self> {
        (self.view != View::Clean).then_some(self)
    }

    /// The main metric: one of ours, or one of the caller's own by what the result says of it.
    #[must_use]
    pub fn metric(&self) -> MetricRecord {
        let own = self.own_metrics.iter().find(|own| own.key == self.main_metric);
        let ours = || find(&self.main_metric).unwrap_or(MAIN_METRIC);
        own.map_or_else(|| MetricRecord::new(ours()), MetricRecord::clone)
    }
}

/// A metric as a result tells of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MetricRecord {
    /// Its key.
    pub key: String,
    /// Its name in tables.
    pub short_name: String,
    /// Its formula in words.
    pub definition: String,
    /// The place that the definition is from.
    pub source: String,
}

impl MetricRecord {
    /// The record of `metric`.
    #[must_use]
    pub fn new(metric: &Metric) -> Self {
        Self {
            key: metric.key.to_owned(),
            short_name: metric.short_name.to_owned(),
            definition: metric.definition.to_owned(),
            source: metric.source.to_owned(),
        }
    }
}
