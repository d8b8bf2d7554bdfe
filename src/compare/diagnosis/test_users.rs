//! The numbers of test users that the figures can rest on.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::lattice::{self, MOST_USERS};
use super::{programme, reported};
use crate::dataset::service_test_users;
use crate::number::thousands;

/// The numbers of test users that the figures can rest on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
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

pub(super) fn test_users(known: &programme::Known, around: Circumstances) -> TestUsers {
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
