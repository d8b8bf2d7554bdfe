//! Every metric in words, for `--explain-metrics` and `docs/metrics.md`.

use std::fmt::Write as _;

use super::{COVERAGE, Convention, EXPOSURE_GINI, Metric};

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
    let guide = "developer guide, working-with-training-metrics";
    let mut all = vec![
        of_all(
            COVERAGE,
            "coverage",
            "items in any test user's list ÷ items of the interactions and the items file; of every \
             fold, averaged. Bounded by 25 × test users of a fold ÷ items, so that it grows with the \
             test set; the union over the folds stands beside it",
            guide,
            true,
        ),
        of(
            Metric::ReciprocalRank,
            "1 ÷ rank of the first hit within 25; 0 without one",
            guide,
            true,
        ),
        of_k(
            Metric::Ndcg(5),
            "Σ discount(rank) over the hits within K ÷ the same of an ideal list; discount and ideal as \
             the convention says; 0 without a hit within K",
            "Järvelin, Kekäläinen 2002, doi:10.1145/582415.582418",
            true,
        ),
        of_k(Metric::Precision(5), "hits within K ÷ K, also when the list is shorter", guide, true),
        of_k(
            Metric::WeightedNdcg(5),
            "NDCG@K where a hit counts by the weight of its event type (`--event-weight NAME=W`; the \
             largest weight of the user's held-out events with the item; 0 for types without a weight). \
             Only ratios of weights matter. Users whose held-out events all weigh 0 are left out",
            "developer guide, evaluating-recommenders",
            true,
        ),
        of(
            Metric::AverageRewards,
            "reward (`--reward COLUMN`) of the held-out interactions whose item is among the 25 ÷ reward \
             of all held-out interactions; users without any reward are left out. How the service scales \
             it, the guide does not say",
            "developer guide, optimizing-solution-for-objective",
            true,
        ),
        of(
            Metric::TrendAccuracy,
            "growth of the 25 items ÷ growth of the 25 that grew most; growth is an item's interactions \
             from the cut on less those in as long a time before it, 0 where it lost. Only with \
             `--protocol global-time`, and for lists from elsewhere with `--window FILE`",
            "developer guide, working-with-training-metrics (Trending-Now)",
            true,
        ),
        of_all(
            "hits_at_1_percent",
            "hits@1%",
            "of the first 1 % of all users predicted for an item, those who really interacted; mean over \
             items. Only for lists of users (`recommendedUsers`, `usersList`)",
            "developer guide, evaluating-recommenders",
            true,
        ),
        of_all(
            "recall_at_1_percent",
            "recall@1%",
            "the same ÷ the smaller of 1 % of the users and the users who did; mean over items",
            "developer guide, evaluating-recommenders; divisor of AWS's user-segmentation sample",
            true,
        ),
    ];
    all.extend(of_the_field());
    all
}

fn of_the_field() -> [Definition; 9] {
    [
        of_k(
            Metric::Recall(5),
            "hits within K ÷ all held-out items of the user",
            "trec_eval, recall",
            false,
        ),
        of_k(Metric::HitRate(5), "1 with a hit within K, else 0", "trec_eval, success", false),
        of(
            Metric::AveragePrecision,
            "precision at the rank of every hit within 25, summed, ÷ all held-out items of the user",
            "trec_eval, map_cut",
            false,
        ),
        of(
            Metric::Novelty,
            "mean of −log2(share of the training users who have the item), in bits; an item that no one \
             has counts as one user's",
            "Zhou et al. 2010, doi:10.1073/pnas.1000488107",
            false,
        ),
        of(
            Metric::AveragePopularity,
            "mean share of the training users who have the item",
            "Abdollahpouri et al. 2019, arXiv:1901.07555",
            false,
        ),
        of(
            Metric::PopularityLift,
            "(mean popularity of the list − that of the user's history) ÷ that of the history; 0 is no \
             bias",
            "Abdollahpouri et al. 2020, doi:10.1145/3383313.3418487",
            false,
        ),
        of(
            Metric::Diversity,
            "mean over all pairs of listed items of 1 − shared genres ÷ genres of either; items without \
             a genre are passed over. Needs an items file with GENRES",
            "Ziegler et al. 2005, doi:10.1145/1060745.1060754",
            false,
        ),
        of(
            Metric::Miscalibration,
            "Kullback–Leibler divergence of the list's genres from the history's, in nats, α = 0.01; 0 is \
             calibrated. Needs an items file with GENRES",
            "Steck 2018, doi:10.1145/3240323.3240372",
            false,
        ),
        of_all(
            EXPOSURE_GINI,
            "gini@25",
            "Gini coefficient of how often each item of the catalogue is listed, over all folds; 0 is even",
            "Fleder, Hosanagar 2009, doi:10.1287/mnsc.1080.0974",
            false,
        ),
    ]
}

fn of(metric: Metric, text: &'static str, source: &'static str, reported: bool) -> Definition {
    Definition { key: metric.key(), short_name: metric.short_name(), text, source, reported }
}

/// For a metric that is there for several K.
fn of_k(metric: Metric, text: &'static str, source: &'static str, reported: bool) -> Definition {
    let (key, short_name) =
        (metric.key().replace("_5", "_K"), metric.short_name().replace('5', "K"));
    Definition { key, short_name, text, source, reported }
}

fn of_all(
    key: &str,
    short_name: &str,
    text: &'static str,
    source: &'static str,
    reported: bool,
) -> Definition {
    Definition { key: key.to_owned(), short_name: short_name.to_owned(), text, source, reported }
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
            let key = metric.key();
            let general = key.rsplit_once('_').map(|(name, _)| format!("{name}_K"));
            assert!(keys.contains(&key) || keys.contains(&general.expect("a K")), "{key}");
        }
    }
}
