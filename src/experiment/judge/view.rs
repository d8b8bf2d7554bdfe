//! The result of one view, once all lists are judged.

use super::tally::Finished;
use super::versus::{best_two, conventions, versus};
use crate::experiment::result::{DataRecord, EvalResult, MetricRecord, ProtocolRecord, View};
use crate::experiment::scoring::Scoring;
use crate::metric::Metric;

/// The lists of all models of one view, judged.
pub(in crate::experiment) struct JudgedView {
    pub(in crate::experiment) view: View,
    pub(in crate::experiment) protocol: ProtocolRecord,
    pub(in crate::experiment) finished: Vec<Finished>,
}

impl JudgedView {
    /// The result of this view, in which no model is skipped yet.
    pub(in crate::experiment) fn result(
        self,
        data: DataRecord,
        metrics: &[&'static Metric],
        scoring: &Scoring,
    ) -> EvalResult {
        EvalResult {
            schema_version: 2,
            view: self.view,
            main_metric: scoring.metric.key.to_owned(),
            own_metrics: scoring.own_metrics.iter().map(|own| MetricRecord::new(own)).collect(),
            data,
            protocol: self.protocol,
            convention: scoring.convention,
            seed: scoring.seed,
            replicates: scoring.replicates,
            event_weights: scoring.event_weights.clone(),
            comparisons: versus(&self.finished, metrics, scoring),
            best_two: best_two(&self.finished, metrics, scoring),
            conventions: conventions(&self.finished, scoring),
            models: self.finished.into_iter().map(|model| model.result).collect(),
            skipped: Vec::new(),
            views: None,
            other_protocols: Vec::new(),
        }
    }
}
