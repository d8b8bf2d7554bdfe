//! Metrics of the caller's own.

use super::{Convention, Judged};
use crate::dataset::{Dataset, ItemIdx};

/// A metric that is not ours: one value for each test user's list. Its mean, its standard error, its interval and the
/// comparisons of models by it stand in `eval.json` under [`Self::key`], and its values in the table of users.
///
/// ```
/// use rehearsal::metric::OwnMetric;
///
/// /// The share of lists whose first item is a hit.
/// static FIRST_IS_HIT: OwnMetric = OwnMetric {
///     key: "first_is_hit",
///     short_name: "first",
///     formula: "1 if the first item was held out, else 0",
///     source: "our shop's dashboard",
///     of: |list| Some(if list.judged.n_hits_at(1) == 1 { 1.0 } else { 0.0 }),
/// };
/// ```
#[derive(Debug)]
pub struct OwnMetric {
    /// Its key in files: small letters, digits and `_`.
    pub key: &'static str,
    /// Its name in tables.
    pub short_name: &'static str,
    /// Its formula, and what holds where something is missing.
    pub formula: &'static str,
    /// The place that it is from.
    pub source: &'static str,
    /// The value for one user; none for a user of whom it says nothing, who is then left out of the mean.
    pub of: fn(&JudgedList<'_>) -> Option<f64>,
}

/// Equal keys.
impl PartialEq for OwnMetric {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for OwnMetric {}

/// The list of one test user, with all that a metric may look at.
#[derive(Debug, Clone, Copy)]
pub struct JudgedList<'a> {
    /// The ranks of the hits.
    pub judged: Judged,
    /// The listed items that the data knows, best first, at most 25.
    pub listed: &'a [ItemIdx],
    /// The distinct held-out items, rising.
    pub held_out: &'a [ItemIdx],
    /// The distinct items of the history, rising.
    pub history: &'a [ItemIdx],
    /// The data set, with the ids, years and genres of the items. Its rows are all rows, the held-out ones too.
    pub dataset: &'a Dataset,
    /// The definition of NDCG that holds.
    pub convention: Convention,
}
