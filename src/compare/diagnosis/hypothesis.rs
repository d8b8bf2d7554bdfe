//! The hypotheses on what the figures can have come from, one at a time.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::pattern::{Definition, Discount, FIGURES, Hidden, Ideal};
use super::programme::{Known, Unsolved, conflict, least, most};
use crate::metric::{Convention, REPORTED};
use crate::number::shown;

/// The answer to whether the reported figures can have come from something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Possibility {
    /// Some test set of some size gives these very figures.
    Can,
    /// No test set whatever gives them.
    Cannot,
    /// The figures do not decide it.
    CannotTell,
}

impl Possibility {
    /// The answer in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Can => "can",
            Self::Cannot => "cannot",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// One thing that the figures may have come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hypothesis {
    /// The hypothesis in words.
    pub name: String,
    /// Our convention of the same definition, where we have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub convention: Option<Convention>,
    /// The answer to whether the figures can have come from it.
    pub verdict: Possibility,
    /// The reason for the verdict.
    pub reason: String,
    /// The figures that cannot be had together, by the service's keys: any one of them away, and the
    /// rest can. Empty where nothing is impossible.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conflict: Vec<String>,
}

/// The six ways to define NDCG, in the order of the fact sheet: the service's discount, then the
/// guide's, each with its ideals.
pub(super) const DEFINITIONS: [(&str, Discount, Ideal, Option<Convention>); 6] = [
    (
        "NDCG by `service`: first two ranks undiscounted, ideal of the whole list of 25",
        Discount::FirstTwoFull,
        Ideal::WholeList,
        Some(Convention::Service),
    ),
    (
        "NDCG with the first two ranks undiscounted, ideal of the first K",
        Discount::FirstTwoFull,
        Ideal::FirstK,
        None,
    ),
    (
        "NDCG with the guide's discount 1/log2(1 + rank), ideal of the whole list of 25",
        Discount::Documented,
        Ideal::WholeList,
        None,
    ),
    (
        "NDCG by `documented`: discount 1/log2(1 + rank), ideal of the first K",
        Discount::Documented,
        Ideal::FirstK,
        Some(Convention::Documented),
    ),
    (
        "NDCG with the first two ranks undiscounted, ideal of all held-out items",
        Discount::FirstTwoFull,
        Ideal::HeldOut,
        None,
    ),
    (
        "NDCG by `standard`: discount 1/log2(1 + rank), ideal of all held-out items",
        Discount::Documented,
        Ideal::HeldOut,
        Some(Convention::Standard),
    ),
];

/// The figures with the values that were reported, which reasons name.
pub(super) struct Evidence<'a> {
    pub(super) known: &'a Known,
    pub(super) metrics: &'a BTreeMap<String, f64>,
}

impl Evidence<'_> {
    /// The hypotheses of the definitions, each with several held-out items a user.
    pub(super) fn conventions(&self) -> Vec<Hypothesis> {
        let has_ndcg = self.known[1..4].iter().any(Option::is_some);
        DEFINITIONS
            .into_iter()
            .map(|(name, discount, ideal, convention)| {
                let definition = Definition { discount, ideal, hidden: Hidden::Several };
                let (verdict, reason, conflict) = if has_ndcg {
                    self.judge(definition)
                } else {
                    let reason = "no NDCG was reported".to_owned();
                    (Possibility::CannotTell, reason, Vec::new())
                };
                Hypothesis { name: name.to_owned(), convention, verdict, reason, conflict }
            })
            .collect()
    }

    /// The hypothesis of one held-out item a user, by either discount: the ideals are one then.
    pub(super) fn one_held_out(&self) -> Hypothesis {
        let of = |discount| {
            self.judge(Definition { discount, ideal: Ideal::WholeList, hidden: Hidden::One })
        };
        let (service, guide) = (of(Discount::FirstTwoFull), of(Discount::Documented));
        let (verdict, reason, conflict) = match (service.0, guide.0) {
            (Possibility::Can, Possibility::Can) => {
                (Possibility::Can, "by either discount".to_owned(), Vec::new())
            }
            (Possibility::Can, _) => (
                Possibility::Can,
                "with the first two ranks undiscounted; with the guide's discount not".to_owned(),
                Vec::new(),
            ),
            (_, Possibility::Can) => (
                Possibility::Can,
                "with the guide's discount; with the first two ranks undiscounted not".to_owned(),
                Vec::new(),
            ),
            _ => service,
        };
        let name = "one item held out for each test user (leave one out)".to_owned();
        Hypothesis { name, convention: None, verdict, reason, conflict }
    }

    fn judge(&self, definition: Definition) -> (Possibility, String, Vec<String>) {
        let judged = conflict(definition, self.known).and_then(|conflict| {
            if conflict.is_empty() {
                return Ok((Possibility::Can, self.fits(), Vec::new()));
            }
            let reason = self.reason(definition, &conflict)?;
            let keys = conflict.into_iter().map(|figure| REPORTED[figure].key.to_owned()).collect();
            Ok((Possibility::Cannot, reason, keys))
        });
        judged.unwrap_or_else(|error| (Possibility::CannotTell, error.to_string(), Vec::new()))
    }

    fn fits(&self) -> String {
        let missing = self.known.iter().filter(|range| range.is_none()).count();
        match missing {
            0 => "a mix of lists gives all seven figures".to_owned(),
            _ => format!("a mix of lists gives the {} figures that are there", FIGURES - missing),
        }
    }

    /// The sentence on how far the figure at stake can go beside the others of the conflict.
    fn reason(&self, definition: Definition, conflict: &[usize]) -> Result<String, Unsolved> {
        let mut known = [None; FIGURES];
        for &figure in conflict {
            known[figure] = self.known[figure];
        }
        // NDCG is what definitions differ in; without one in the conflict, its first figure.
        let stake = conflict.iter().copied().find(|figure| (1..4).contains(figure));
        let stake = stake.unwrap_or(conflict[0]);
        let name = REPORTED[stake].short_name;
        let others: Vec<String> = conflict
            .iter()
            .filter(|&&figure| figure != stake)
            .map(|&figure| format!("{} {}", REPORTED[figure].short_name, self.value(figure)))
            .collect();
        let beside = match &others[..] {
            [] => String::new(),
            others => format!(" beside {}", others.join(", ")),
        };
        let reported = self.value(stake);
        let range = known[stake].map_or((0.0, 1.0), |range| (range.low, range.high));
        if let Some(most) = most(definition, stake, &known)?.filter(|most| *most < range.0) {
            return Ok(format!(
                "{name} can be at most {}{beside}; reported {reported}",
                shown(most)
            ));
        }
        if let Some(least) = least(definition, stake, &known)?.filter(|least| *least > range.1) {
            return Ok(format!(
                "{name} can be no less than {}{beside}; reported {reported}",
                shown(least)
            ));
        }
        Ok(format!("{name} {reported} cannot be{beside}"))
    }

    fn value(&self, figure: usize) -> String {
        self.metrics.get(REPORTED[figure].key).map_or_else(String::new, |value| shown(*value))
    }
}
