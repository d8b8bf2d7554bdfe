//! The results that a report is made of.

use std::path::Path;

use crate::compare::Comparison;
use crate::cost::CostReport;
use crate::experiment::tune::Tuned;
use crate::experiment::{EvalResult, Timings};
use crate::export::Manifest;
use crate::recommend::{Examples, Recommendations};
use crate::stats::Stats;
use crate::text::shell_word;
use crate::validate::Report as Validation;

/// The run folder of commands that name none.
const DEFAULT_RUN: &str = "rehearsal-run";

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
    /// The file that `eval` was read from, as it is named.
    pub eval_file: String,
    /// SHA-256 of the file that `eval` was read from.
    pub eval_sha256: String,
    /// The times of `eval baselines`.
    pub timings: Option<Timings>,
    /// The result of `compare`.
    pub comparison: Option<Comparison>,
    /// The result of `eval tune`.
    pub tuned: Option<Tuned>,
    /// The result of `recommend`.
    pub recommendations: Option<Recommendations>,
    /// The result of `recommend --examples`.
    pub examples: Option<Examples>,
    /// The result of `cost`.
    pub cost: Option<CostReport>,
    /// The manifests of `prep`.
    pub manifests: Vec<Option<Manifest>>,
    /// Sentences on results that were left out, since they rest on older files.
    pub left_out: Vec<String>,
    /// The commands that lead here, if they are known.
    pub commands: Vec<String>,
}

impl Inputs {
    /// The option that names the run folder, with a blank before it; nothing for the default one.
    pub(crate) fn run_option(&self) -> String {
        let folder = Path::new(&self.eval_file).parent().unwrap_or(Path::new(""));
        let name = folder.display().to_string();
        if name.is_empty() || name == DEFAULT_RUN {
            String::new()
        } else {
            format!(" --run {}", shell_word(&name))
        }
    }

    /// Tells whether the data was generated.
    pub(crate) fn is_synthetic(&self) -> bool {
        self.manifests.iter().flatten().any(|manifest| manifest.synthetic)
    }
}
