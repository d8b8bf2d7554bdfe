//! Finds what reported figures can have come from, told from the figures alone.
//!
//! Three kinds of evidence: precisions are whole hits over whole users (`lattice`); the seven figures
//! of one user depend on where the hits stand, so that their means lie in a convex set that differs by
//! definition (`programme`); coverage counts items (`coverage`). Each hypothesis is answered by
//! *can*, *cannot* or *cannot tell*. *Cannot* is certain: it rests on no sample and no assumption but
//! the rounding, and the number of test users where that was stated. *Can* says only that nothing speaks against it.

mod coverage;
mod hypothesis;
mod impossible;
mod lattice;
mod pattern;
mod programme;
mod reported;
mod test_users;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use coverage::CoverageFinding;
pub use hypothesis::{Hypothesis, Possibility};
pub use lattice::MOST_USERS;
pub use reported::{ROUNDING, Rounding};
pub use test_users::{Circumstances, SHOWN, TestUsers};

use crate::metric::COVERAGE;
use hypothesis::Evidence;
use test_users::test_users;

/// The diagnosis of reported figures: what they can have come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosis {
    /// The half-width of rounding: the farthest that the true value may lie from a reported one.
    pub half_width: f64,
    /// The numbers of test users that the figures can rest on.
    pub test_users: TestUsers,
    /// The finding on coverage of the catalogue, where both are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<CoverageFinding>,
    /// The hypotheses on what the figures may have come from, one after the other.
    pub hypotheses: Vec<Hypothesis>,
    /// The figures that no lists whatever can give, in words; empty when the figures can all be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contradictions: Vec<String>,
}

/// Finds what `metrics`, by the service's keys, can have come from, when the true values lie within
/// `rounding` of them. Keys that are missing are evidence for nothing.
#[must_use]
pub fn diagnose(
    metrics: &BTreeMap<String, f64>,
    rounding: Rounding,
    around: Circumstances,
) -> Diagnosis {
    let half_width = rounding.figures;
    let known = reported::known(metrics, half_width);
    let test_users = test_users(&known, around);
    let evidence = Evidence { known: &known, metrics };
    let contradictions = impossible::contradictions(&known);
    let mut hypotheses = evidence.conventions();
    hypotheses.push(evidence.one_held_out());
    let coverage = metrics.get(COVERAGE).zip(around.items).map(|(&coverage, items)| {
        let found = coverage::finding(coverage, rounding.coverage, items, test_users.likely);
        hypotheses.push(found.one_list_each(coverage, &test_users, around));
        found
    });
    hypotheses.push(seen_items());
    Diagnosis { half_width, test_users, coverage, hypotheses, contradictions }
}

/// The finding on `coverage` for a catalogue of `items` items.
pub(super) fn covered(coverage: f64, half_width: f64, items: usize) -> CoverageFinding {
    coverage::finding(coverage, half_width, items, None)
}

fn seen_items() -> Hypothesis {
    Hypothesis {
        name: "items of the history may be recommended again".to_owned(),
        convention: None,
        verdict: Possibility::CannotTell,
        reason: "means of hits do not say which items were hit; lists of a batch job do".to_owned(),
        conflict: Vec::new(),
    }
}

impl Diagnosis {
    /// Tells whether every definition of NDCG that is known is impossible.
    #[must_use]
    pub fn no_definition_fits(&self) -> bool {
        let definitions =
            &self.hypotheses[..hypothesis::DEFINITIONS.len().min(self.hypotheses.len())];
        !definitions.is_empty() && definitions.iter().all(|one| one.verdict == Possibility::Cannot)
    }
}

#[cfg(test)]
mod tests;
