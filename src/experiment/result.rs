//! The files of an evaluation: `eval.json`, which carries no clock, and `timings.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::config::{MAIN_METRIC, View};
use super::data_caution::cautions;
use super::external::ListCounts;
use super::figures::Figures;
use super::question::Purpose;
use super::segment::Segment;
use super::versus::{ConventionVerdict, Versus};
use crate::dataset::Dataset;
use crate::export::digest::FileRecord;
use crate::metric::{ACCURACY, Convention, Interval, Metric, Spread};
use crate::model::FitError;
use crate::number::to_u32;
use crate::split::{Cut, Leaks, Protocol, Seen};

/// The content of `eval.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EvalResult {
    /// 2; files of version 1 are one view, by their own options.
    pub schema_version: u32,
    /// The purpose of the figures beside this.
    #[serde(default)]
    pub view: View,
    /// The key of the metric by which models are put in order and the winner is named.
    #[serde(default = "main_metric")]
    pub main_metric: String,
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Views {
    /// The view to decide by.
    pub clean: EvalResult,
}

fn main_metric() -> String {
    MAIN_METRIC.key()
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

    /// The main metric; of a key that is not known, the usual one.
    #[must_use]
    pub fn metric(&self) -> Metric {
        let known = ACCURACY.into_iter().find(|metric| metric.key() == self.main_metric);
        known.unwrap_or(MAIN_METRIC)
    }
}

/// A model that could not be fitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// As it is typed.
    pub model: String,
    /// The reason.
    pub reason: String,
    /// The limit that decided, where one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limited_by: Option<LimitedBy>,
}

/// A limit that decided that a model is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "limit")]
pub enum LimitedBy {
    /// Memory, by the shape of the data.
    Memory {
        /// The bytes that it would take.
        needed_bytes: u64,
        /// The bytes that it may take.
        allowed_bytes: u64,
        /// The limit that this comes from, such as the machine or `--memory-limit`.
        of: String,
    },
    /// Multiplications, of `--models fast`.
    Work {
        /// Multiplications that it would take.
        needed: u64,
        /// Multiplications that it may take.
        allowed: u64,
    },
    /// The time of the whole run, `--time-limit`; how fast the machine was decided.
    Time {
        /// Seconds of the whole run.
        allowed_seconds: u64,
    },
}

impl LimitedBy {
    fn of(failure: &FitError) -> Option<Self> {
        match failure {
            FitError::Memory { needed, limit, .. } => Some(Self::Memory {
                needed_bytes: *needed,
                allowed_bytes: limit.bytes,
                of: limit.of.to_owned(),
            }),
            FitError::Work { needed, limit, .. } => {
                Some(Self::Work { needed: *needed, allowed: *limit })
            }
            FitError::Time { limit_s } => Some(Self::Time { allowed_seconds: *limit_s }),
            FitError::Missing { .. } | FitError::List(_) | FitError::Numeric(_) => None,
        }
    }
}

impl Skipped {
    /// The model of this text, which could not be fitted.
    pub(super) fn new(model: String, failure: &FitError) -> Self {
        Self { model, reason: failure.to_string(), limited_by: LimitedBy::of(failure) }
    }

    /// As a sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{} was left out: {}", self.model, self.reason)
    }
}

/// The data of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataRecord {
    /// The interactions file, where the rows are from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interactions: Option<FileRecord>,
    /// The items file, which adds to the catalogue.
    pub items_file: Option<FileRecord>,
    /// The held-out rows of a cut made elsewhere; `interactions` then is what was learnt from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_out_file: Option<FileRecord>,
    /// The histories of a cut made elsewhere, if they have a file of their own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub history_file: Option<FileRecord>,
    /// Rows that passed the filter.
    pub rows: usize,
    /// Users with a row.
    pub users: usize,
    /// Items of the catalogue: those of the interactions and of the items file.
    pub items: usize,
    /// Items with a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub items_with_interactions: Option<usize>,
    /// The first and the last second of the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_s: Option<(i64, i64)>,
    /// The event types that occur, sorted; none where rows have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event_types: Option<Vec<String>>,
    /// The event type that rows were filtered by.
    pub event_type: Option<String>,
    /// The least event value that rows were filtered by.
    pub event_value_threshold: Option<f64>,
    /// Properties of this data that make its figures mean less than they seem to, a sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<String>,
}

impl DataRecord {
    /// The path of the interactions file; empty where the rows are from none.
    #[must_use]
    pub fn interactions_path(&self) -> &str {
        self.interactions.as_ref().map_or("", |file| &file.path)
    }

    /// The sizes and the span of `dataset`, without a word on its files.
    #[must_use]
    pub fn new(dataset: &Dataset) -> Self {
        let rows = 0..to_u32(dataset.n_rows());
        let mut has_row = vec![false; dataset.items().len()];
        let mut span_s: Option<(i64, i64)> = None;
        for row in rows {
            has_row[dataset.item(row).index()] = true;
            let at = dataset.timestamp_s(row);
            let (first, last) = span_s.unwrap_or((at, at));
            span_s = Some((first.min(at), last.max(at)));
        }
        let mut event_types: Vec<String> =
            dataset.event_types().iter().filter(|name| !name.is_empty()).cloned().collect();
        event_types.sort();
        Self {
            interactions: None,
            items_file: None,
            held_out_file: None,
            history_file: None,
            rows: dataset.n_rows(),
            users: dataset.users().len(),
            items: dataset.items().len(),
            items_with_interactions: Some(has_row.iter().filter(|&&has| has).count()),
            span_s,
            event_types: (!event_types.is_empty()).then_some(event_types),
            event_type: None,
            event_value_threshold: None,
            cautions: cautions(dataset),
        }
    }
}

/// The protocol of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProtocolRecord {
    /// Its name and parameters.
    #[serde(flatten)]
    pub protocol: Protocol,
    /// The rows that are held out, and the order in which rows of one second stand.
    #[serde(flatten)]
    pub cut: Cut,
    /// The items of the history that may be recommended again.
    pub seen: Seen,
    /// The kind of list that the models were asked for.
    #[serde(default)]
    pub purpose: Purpose,
    /// Users tested, over all folds.
    pub users_tested: usize,
    /// Users dealt to a fold with too few interactions to be cut.
    pub users_not_tested: usize,
    /// The number of users not tested whose held-out items all stand in their history.
    #[serde(default)]
    pub users_with_nothing_new: usize,
    /// Users tested who have all their answers in one second, of whose items some were drawn.
    #[serde(default)]
    pub users_of_one_second: usize,
    /// Rows to learn from, summed over the folds.
    pub training_rows: usize,
    /// Rows of the histories, over all folds.
    #[serde(default)]
    pub history_rows: usize,
    /// Rows held out, over all folds.
    pub held_out_rows: usize,
    /// Distinct held-out items per user, summed over the users.
    pub held_out_items: usize,
    /// Held-out items that can never be hit because seen items are excluded.
    pub unreachable_items: usize,
    /// The leaks of the cut.
    pub leaks: Leaks,
}

/// The results of one model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ModelResult {
    /// Its name.
    pub name: String,
    /// Every parameter, defaults included.
    pub params: BTreeMap<String, Value>,
    /// The service's keys and ours; means over all test users, coverage averaged over the folds, and
    /// the Gini coefficient of exposure over all lists. What has no base is null.
    pub metrics: Figures,
    /// Standard errors of the means over users; coverage and exposure have none.
    pub standard_errors: BTreeMap<String, f64>,
    /// 95 % `BCa` bootstrap intervals over users; coverage and exposure have none.
    pub intervals: BTreeMap<String, Interval>,
    /// The same means where rows of one second are drawn in another order.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub another_draw: BTreeMap<String, f64>,
    /// Users that the means rest on.
    pub n_users: usize,
    /// The same for each metric that cannot be told of all of them.
    #[serde(default)]
    pub n_users_of: BTreeMap<String, usize>,
    /// Share of the catalogue in any list of any fold; none where the catalogue is not known.
    pub coverage_union: Option<f64>,
    /// Lists with fewer than 25 items.
    pub short_lists: usize,
    /// Short lists of one item, which say whether that item is a hit, and nothing of an order.
    #[serde(default)]
    pub lists_of_one: usize,
    /// And lists without any item.
    #[serde(default)]
    pub empty_lists: usize,
    /// The range over which ties of scores could have moved the figures; none when no tie is in
    /// doubt.
    #[serde(default)]
    pub ties: Option<Ties>,
    /// The range of the figures of a single test set of the service's size.
    #[serde(default)]
    pub service_sized: Option<ServiceSized>,
    /// The figures for parts of the users and of the items.
    #[serde(default)]
    pub segments: Vec<Segment>,
    /// The oddities of lists that something else made.
    #[serde(default)]
    pub lists: Option<ListCounts>,
}

/// The range over which ties of scores could have moved the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ties {
    /// Lists in which hits and misses have equal scores.
    pub lists: usize,
    /// The means had every tie gone badly, and had every one gone well.
    pub ranges: BTreeMap<String, Interval>,
}

/// Test sets of the service's size, drawn from our test users without replacement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ServiceSized {
    /// Users of such a test set: a tenth of ours.
    pub users: usize,
    /// The range of each figure.
    pub spread: BTreeMap<String, Spread>,
}

impl ModelResult {
    /// The name with the parameters that are not the default ones.
    #[must_use]
    pub fn title(&self) -> String {
        crate::model::title(&self.name, &self.params)
    }
}

/// The content of `timings.json`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timings {
    /// 1
    pub schema_version: u32,
    /// Threads that were used.
    pub threads: usize,
    /// One per model, in the order of the result.
    pub models: Vec<Timing>,
    /// The same of the clean view, where it is beside another one. Time in which both views learnt
    /// together counts in each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clean: Vec<Timing>,
}

/// The time that one model took, over all folds.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Timing {
    /// Its name.
    pub name: String,
    /// Seconds spent learning.
    pub fit_seconds: f64,
    /// Seconds spent recommending and judging.
    pub recommend_seconds: f64,
}
