//! Every metric in words, for `--explain-metrics` and `docs/metrics.md`.

use std::fmt::Write as _;

use super::{ALL, COVERAGE, Convention, EXPOSURE_GINI};

/// The definition of a metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The key in files; K stands for 5, 10 and 25.
    pub key: String,
    /// The short name in tables.
    pub short_name: String,
    /// The formula, and what holds where something is missing.
    pub text: &'static str,
    /// The source of the definition.
    pub source: &'static str,
    /// True if Personalize reports it.
    pub reported: bool,
}

/// All metrics: first those that Personalize reports.
#[must_use]
pub fn definitions() -> Vec<Definition> {
    let [coverage, segments @ .., exposure] = of_all_lists();
    let (reported, others): (Vec<_>, Vec<_>) = of_lists().partition(|one| one.reported);
    let mut all = vec![coverage];
    all.extend(reported);
    all.extend(segments);
    all.extend(others);
    all.push(exposure);
    all
}

/// The metrics of a user's list; those that differ in their K alone are one.
fn of_lists() -> impl Iterator<Item = Definition> {
    let families = ALL.chunk_by(|one, other| one.definition == other.definition);
    families.filter_map(|family| {
        let first = family.first()?;
        let general = |name: &str| match family.len() {
            1 => name.to_owned(),
            _ => name.trim_end_matches(|digit: char| digit.is_ascii_digit()).to_owned() + "K",
        };
        Some(Definition {
            key: general(first.key),
            short_name: general(first.short_name),
            text: first.definition,
            source: first.source,
            reported: first.is_reported,
        })
    })
}

/// The metrics of all lists together, and those of lists of users.
fn of_all_lists() -> [Definition; 4] {
    let of = |key: &str, short_name: &str, text, source, reported| Definition {
        key: key.to_owned(),
        short_name: short_name.to_owned(),
        text,
        source,
        reported,
    };
    [
        of(
            COVERAGE,
            "coverage",
            "items in any test user's list ÷ items of the interactions and the items file; of every \
             fold, averaged. Bounded by 25 × test users of a fold ÷ items, so that it grows with the \
             test set; the union over the folds stands beside it",
            "developer guide, working-with-training-metrics",
            true,
        ),
        of(
            "hits_at_1_percent",
            "hits@1%",
            "of the first 1 % of all users predicted for an item, those who really interacted; mean over \
             items. Only for lists of users (`recommendedUsers`, `usersList`)",
            "developer guide, evaluating-recommenders",
            true,
        ),
        of(
            "recall_at_1_percent",
            "recall@1%",
            "the same ÷ the smaller of 1 % of the users and the users who did; mean over items",
            "developer guide, evaluating-recommenders; divisor of AWS's user-segmentation sample",
            true,
        ),
        of(
            EXPOSURE_GINI,
            "gini@25",
            "Gini coefficient of how often each item of the catalogue is listed, over all folds; 0 is even",
            "Fleder, Hosanagar 2009, doi:10.1287/mnsc.1080.0974",
            false,
        ),
    ]
}

/// All definitions as one page of Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# Metrics\n\nPrinted by `rehearsal eval baselines --explain-metrics`. K is 5, 10 and 25. A \
         **hit** is a recommended item that the user's held-out interactions have; ranks begin with 1 \
         and end with 25. A figure is the mean over the users it can be told for: a user without a hit \
         counts 0, one with nothing to find is left out and counted. Equal scores go to the smaller item \
         id (by length, then bytes); `ties` in the result says how far another rule could have moved each \
         figure.\n\n## Conventions\n\nThree definitions of NDCG are in use. They differ by a factor of up to \
         four and must never stand in one column.\n\n| convention | definition |\n|---|---|\n",
    );
    for convention in Convention::ALL {
        let _ = writeln!(page, "| `{convention}` | {} |", convention.describe());
    }
    for (heading, reported) in [("What Personalize reports", true), ("What it does not", false)] {
        let _ = write!(
            page,
            "\n## {heading}\n\n| key | in tables | definition | source |\n|---|---|---|---|\n"
        );
        for one in definitions().iter().filter(|one| one.reported == reported) {
            let Definition { key, short_name, text, source, .. } = one;
            let _ = writeln!(page, "| `{key}` | {short_name} | {text} | {source} |");
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::ACCURACY;

    #[test]
    fn every_metric_is_defined_once() {
        let keys: Vec<String> = definitions().into_iter().map(|one| one.key).collect();
        let mut distinct = keys.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), keys.len());
        for metric in ACCURACY {
            let key = metric.key;
            let general = key.rsplit_once('_').map(|(name, _)| format!("{name}_K"));
            assert!(
                keys.contains(&key.to_owned()) || keys.contains(&general.expect("a K")),
                "{key}"
            );
        }
    }
}
