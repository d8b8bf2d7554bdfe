//! The results of one model.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::figures::Figures;
use super::list_counts::ListCounts;
use super::popularity_likeness::PopularityLikeness;
use super::segment::Segment;
use crate::metric::{Interval, Spread};

/// The results of one model.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
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
    /// Fits that `--time-limit` ended at the best epoch so far, over all folds and views; the figures then hold for a
    /// machine of that speed alone.
    #[serde(default, skip_serializing_if = "is_no_fit")]
    pub fits_cut_short: usize,
    /// The likeness of the lists to the popularity ranking; none where no training set says what is
    /// popular, or it has fewer than a hundred items.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likeness: Option<PopularityLikeness>,
    /// The oddities of lists that something else made.
    #[serde(default)]
    pub lists: Option<ListCounts>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_no_fit(count: &usize) -> bool {
    *count == 0
}

/// The range over which ties of scores could have moved the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Ties {
    /// Lists in which hits and misses have equal scores.
    pub lists: usize,
    /// The means had every tie gone badly, and had every one gone well, of our accuracy metrics.
    pub ranges: BTreeMap<String, Interval>,
}

/// Test sets of the service's size, drawn from our test users without replacement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceSized {
    /// Users of such a test set: a tenth of ours.
    pub users: usize,
    /// The range of each figure.
    pub spread: BTreeMap<String, Spread>,
}

impl ModelResult {
    /// The name with the parameters that are not the default ones; of a model of the caller's own, all of them.
    #[must_use]
    pub fn title(&self) -> String {
        crate::model::title(&self.name, &self.params)
    }
}
