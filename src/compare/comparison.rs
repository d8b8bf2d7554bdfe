//! The content of `compare.json`: the service's figures beside ours.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::diagnosis::Diagnosis;
use super::figures::Row;
use super::next_step::NextStep;
use super::paired::PairedLists;
use super::same_data::SameData;
use super::service_metrics::ServiceMetrics;
use super::simulation::Simulation;
use super::summary::ComparisonSummary;
use crate::experiment::{MAIN_METRIC, View, WITNESS};
use crate::metric::Convention;

/// The content of `compare.json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The version of the form, 3; up to 2 a next step was its text alone.
    pub schema_version: u32,
    /// One entry for each set of the service's figures.
    pub services: Vec<Beside>,
    /// Lists of the service against our models, user by user, where they were given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired: Option<PairedLists>,
}

impl Comparison {
    /// Tells whether the service's figures, or its lists, were laid beside the `eval.json` of this digest.
    #[must_use]
    pub fn rests_on(&self, eval_sha256: &str) -> bool {
        let is_run = |digest: &String| digest == eval_sha256;
        let lists = self.paired.as_ref().is_some_and(|paired| paired.runs.iter().any(is_run));
        lists || self.of(eval_sha256).is_some()
    }

    /// The service's lists on the clean cut, beside the models of the `eval.json` of this digest: they alone decide.
    #[must_use]
    pub fn deciding_lists(&self, eval_sha256: &str) -> Option<&PairedLists> {
        let paired = self.paired.as_ref().filter(|paired| paired.view == View::Clean)?;
        // Older files do not say which run they are of.
        let is_of = paired.runs.is_empty() || paired.runs.iter().any(|run| run == eval_sha256);
        is_of.then_some(paired)
    }

    /// The first set of the service's figures that was laid beside the `eval.json` of this digest,
    /// with that run.
    #[must_use]
    pub fn of(&self, eval_sha256: &str) -> Option<(&Beside, &Run)> {
        self.services.iter().find_map(|beside| {
            let run = beside.runs.iter().find(|run| run.eval_sha256 == eval_sha256)?;
            Some((beside, run))
        })
    }
}

/// One set of the service's figures beside our runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Beside {
    /// The metrics that Personalize reported.
    pub service: ServiceMetrics,
    /// The hypotheses on what the figures can have come from.
    pub diagnosis: Diagnosis,
    /// The number of users that the service's figures are taken to rest on.
    pub service_test_users: usize,
    /// Our runs, in the order given.
    pub runs: Vec<Run>,
    /// The places of the service's figures among test sets of its size drawn from our users.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub simulations: Vec<Simulation>,
}

/// One of our runs beside the service's figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Run {
    /// The file, as it was named.
    pub eval: String,
    /// SHA-256 of the `eval.json` that was compared.
    pub eval_sha256: String,
    /// The convention of our figures.
    pub convention: Convention,
    /// The key of the metric that decides where one has to: the run's own.
    #[serde(default = "main_metric")]
    pub main_metric: String,
    /// The number of users that our figures rest on.
    pub our_test_users: usize,
    /// The answer to whether both rest on the same data.
    pub same_data: SameData,
    /// One row per metric that both have.
    pub rows: Vec<Row>,
    /// The summary of the rows for each model, in the order of the run.
    pub summaries: Vec<ComparisonSummary>,
    /// The sentences that a reader must know before judging.
    pub cautions: Vec<String>,
    /// The steps that would make the answer clearer, or that follow from it.
    #[serde(default)]
    pub next_steps: Vec<NextStep>,
}

fn main_metric() -> String {
    MAIN_METRIC.key.to_owned()
}

impl Run {
    /// The answer in a sentence: whom the service clearly beats, by whom it is beaten, and from whom it
    /// cannot be told. A model of which not all metrics say the same stands with `mixed`.
    #[must_use]
    pub fn bottom_line(&self) -> String {
        let mut groups: [(&str, Vec<&str>); 4] = [
            ("clearly better than", Vec::new()),
            ("clearly worse than", Vec::new()),
            ("cannot be told from", Vec::new()),
            ("mixed against", Vec::new()),
        ];
        for one in &self.summaries {
            let at = match (one.worse, one.better, one.cannot_tell) {
                (0, 0, 0) => continue,
                (_, 0, 0) => 0,
                (0, _, 0) => 1,
                (0, 0, _) => 2,
                _ => 3,
            };
            groups[at].1.push(&one.name);
        }
        let parts: Vec<String> = groups
            .into_iter()
            .filter(|(_, models)| !models.is_empty())
            .map(|(what, models)| format!("{what} {}", models.join(", ")))
            .collect();
        match &parts[..] {
            [] => "Personalize cannot be compared with these models".to_owned(),
            parts => format!("Personalize: {}", parts.join("; ")),
        }
    }

    /// The recommender with the most metrics in its favour, then the fewest against it, then the
    /// highest figure of the run's main metric, or of ndcg@25 where the service does not report that;
    /// of equals the one that was asked for first. The witness of leaks stands
    /// apart.
    #[must_use]
    pub fn best(&self) -> Option<&ComparisonSummary> {
        let of = |key: &str| self.rows.iter().find(|row| row.metric == key);
        let row = of(&self.main_metric).or_else(|| of(MAIN_METRIC.key));
        let figure = |summary: &ComparisonSummary| {
            row.and_then(|row| row.models.iter().find(|model| model.name == summary.name))
                .map_or(0.0, |model| model.cell.value)
        };
        let is_above = |one: &ComparisonSummary, other: &ComparisonSummary| {
            let order = (one.better, std::cmp::Reverse(one.worse))
                .cmp(&(other.better, std::cmp::Reverse(other.worse)));
            order.then(figure(one).total_cmp(&figure(other))).is_gt()
        };
        let is_compared = |one: &&ComparisonSummary| one.better + one.worse + one.cannot_tell > 0;
        let recommenders =
            self.summaries.iter().filter(|one| one.name != WITNESS).filter(is_compared);
        recommenders.reduce(|best, one| if is_above(one, best) { one } else { best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::Sameness;

    #[test]
    fn the_best_has_most_in_its_favour() {
        let summary = |name: &str, better, worse| ComparisonSummary {
            name: name.to_owned(),
            better,
            worse,
            cannot_tell: 7 - better - worse,
        };
        let run = |summaries| Run {
            eval: String::new(),
            eval_sha256: String::new(),
            convention: Convention::Service,
            main_metric: MAIN_METRIC.key.to_owned(),
            our_test_users: 1,
            same_data: SameData { verdict: Sameness::Unknown, checks: Vec::new() },
            rows: Vec::new(),
            summaries,
            cautions: Vec::new(),
            next_steps: Vec::new(),
        };
        let all = vec![
            summary(WITNESS, 7, 0),
            summary("a", 3, 1),
            summary("b", 3, 0),
            summary("c", 3, 0),
        ];
        assert_eq!(run(all).best().map(|best| best.name.clone()), Some("b".to_owned()));
        assert_eq!(run(vec![summary(WITNESS, 7, 0)]).best(), None);
        let mut all = vec![summary("a", 0, 7), summary("b", 7, 0), summary("c", 0, 0)];
        all.extend([summary("d", 1, 1), summary("e", 0, 7)]);
        assert_eq!(
            run(all).bottom_line(),
            "Personalize: clearly better than a, e; clearly worse than b; cannot be told from c; mixed \
             against d"
        );
    }
}
