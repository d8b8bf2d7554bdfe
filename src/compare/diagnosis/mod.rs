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

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use coverage::CoverageFinding;
pub use hypothesis::{Hypothesis, Possibility};
pub use lattice::MOST_USERS;
pub use reported::{ROUNDING, Rounding};

use crate::dataset::service_test_users;
use crate::metric::COVERAGE;
use crate::number::thousands;
use hypothesis::Evidence;

/// The diagnosis of reported figures: what they can have come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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

/// The numbers of test users that the figures can rest on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct TestUsers {
    /// The number of test users, where it was reported or given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated: Option<usize>,
    /// The smallest numbers that the precisions can rest on, at most [`SHOWN`], rising.
    pub feasible: Vec<usize>,
    /// The count of numbers up to [`MOST_USERS`] that they can rest on.
    pub n_feasible: usize,
    /// The largest of the numbers that they can rest on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest: Option<usize>,
    /// The number that the comparison reckons with: the stated one; else of the feasible ones that
    /// nearest to a tenth of the data's users, of two the smaller; else that tenth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub likely: Option<usize>,
    /// Hits among the first 5, 10 and 25 of all lists together, over the likely number, where they
    /// are certain.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hits: BTreeMap<usize, usize>,
}

/// The most feasible numbers of users that are listed.
pub const SHOWN: usize = 40;

/// The facts that are known beside the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Circumstances {
    /// Users of the data.
    pub users: Option<usize>,
    /// Items of the catalogue.
    pub items: Option<usize>,
    /// The number of users tested.
    pub test_users: Option<usize>,
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

fn test_users(known: &programme::Known, around: Circumstances) -> TestUsers {
    let precisions = reported::precisions(known);
    let mut feasible = lattice::feasible_users(&precisions, MOST_USERS);
    let tenth = around.users.map(service_test_users);
    let nearest = |tenth: usize| feasible.iter().copied().min_by_key(|n| n.abs_diff(tenth));
    let likely = match (around.test_users, tenth) {
        (Some(stated), _) => Some(stated),
        // Beyond the numbers that were tried, mostly every one fits.
        (None, Some(tenth)) if tenth > MOST_USERS => Some(tenth),
        (None, Some(tenth)) => nearest(tenth).or(Some(tenth)),
        (None, None) => feasible.first().copied(),
    };
    let hits = likely.map_or_else(Vec::new, |n| lattice::certain_hits(n, &precisions));
    let n_feasible = feasible.len();
    let largest = feasible.last().copied();
    feasible.truncate(SHOWN);
    TestUsers {
        stated: around.test_users,
        feasible,
        n_feasible,
        largest,
        likely,
        hits: hits.into_iter().collect(),
    }
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

impl TestUsers {
    /// The answer in a sentence without its full stop.
    #[must_use]
    pub fn sentence(&self) -> String {
        if let Some(stated) = self.stated {
            return format!("{} were tested, as was stated", users(stated));
        }
        let shown =
            |all: &[usize]| all.iter().map(|&n| thousands(n as u64)).collect::<Vec<_>>().join(", ");
        match (&self.feasible[..], self.n_feasible) {
            ([], _) => {
                format!(
                    "the precisions fit no number of test users up to {}",
                    thousands(MOST_USERS as u64)
                )
            }
            (all, n) if n <= all.len() => {
                format!("the precisions fit {} test users only", shown(all))
            }
            (all, n) => format!(
                "the precisions fit {} of the numbers of test users up to {}, the smallest being {}",
                thousands(n as u64),
                thousands(MOST_USERS as u64),
                shown(&all[..all.len().min(4)])
            ),
        }
    }
}

fn users(n: usize) -> String {
    if n == 1 { "1 user".to_owned() } else { format!("{} users", thousands(n as u64)) }
}

#[cfg(test)]
mod tests;
