//! The results that a report is made of.

use crate::compare::Comparison;
use crate::cost::CostReport;
use crate::experiment::{EvalResult, Timings};
use crate::export::Manifest;
use crate::recommend::Recommendations;
use crate::stats::Stats;
use crate::validate::Report as Validation;

/// The parts of a report; a part that is missing has no section.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The page's title.
    pub title: String,
    /// The result of `stats`.
    pub stats: Option<Stats>,
    /// The result of `validate schema`.
    pub validation: Option<Validation>,
    /// The result of `eval baselines`.
    pub eval: Option<EvalResult>,
    /// SHA-256 of the file that `eval` was read from.
    pub eval_sha256: String,
    /// The times of `eval baselines`.
    pub timings: Option<Timings>,
    /// The result of `compare`.
    pub comparison: Option<Comparison>,
    /// The result of `recommend`.
    pub recommendations: Option<Recommendations>,
    /// The result of `cost`.
    pub cost: Option<CostReport>,
    /// The manifests of `prep`.
    pub manifests: Vec<Option<Manifest>>,
    /// The commands that lead here, if they are known.
    pub commands: Vec<String>,
}

impl Inputs {
    /// Tells whether the data was generated.
    pub(crate) fn is_synthetic(&self) -> bool {
        self.manifests.iter().flatten().any(|manifest| manifest.synthetic)
    }
}
