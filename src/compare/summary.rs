//! Counts the verdicts of one model over the metrics.

use serde::{Deserialize, Serialize};

use super::comparison::{Row, Run, Verdict};
use crate::experiment::{MAIN_METRIC, WITNESS};
use crate::metric::REPORTED;

/// The numbers of the seven accuracy metrics with each verdict on one model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// The model, with the parameters that are not the default ones.
    pub name: String,
    /// The number of metrics by which it is clearly better than the service.
    pub better: usize,
    /// The number of metrics by which it is clearly worse.
    pub worse: usize,
    /// The number of metrics by which it cannot be told.
    pub cannot_tell: usize,
}

/// The summary of the model called `name`.
pub(super) fn summary(name: &str, rows: &[Row]) -> Summary {
    let mut summary = Summary { name: name.to_owned(), ..Summary::default() };
    for row in rows.iter().filter(|row| REPORTED.iter().any(|metric| metric.key == row.metric)) {
        let Some(model) = row.models.iter().find(|model| model.name == name) else { continue };
        match model.cell.verdict {
            Verdict::Better => summary.better += 1,
            Verdict::Worse => summary.worse += 1,
            Verdict::CannotTell => summary.cannot_tell += 1,
            Verdict::NotComparable => {}
        }
    }
    summary
}

impl Summary {
    /// The summary in a phrase.
    #[must_use]
    pub fn sentence(&self) -> String {
        let parts: Vec<String> = [
            (self.better, "clearly better"),
            (self.worse, "clearly worse"),
            (self.cannot_tell, "cannot be told"),
        ]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, what)| format!("{what} by {n}"))
        .collect();
        let n = self.better + self.worse + self.cannot_tell;
        if n == 0 {
            return format!("{}: no metric can be compared", self.name);
        }
        format!("{}: of {n} metrics {}", self.name, parts.join(", "))
    }
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
    pub fn best(&self) -> Option<&Summary> {
        let of = |key: &str| self.rows.iter().find(|row| row.metric == key);
        let row = of(&self.main_metric).or_else(|| of(MAIN_METRIC.key));
        let figure = |summary: &Summary| {
            row.and_then(|row| row.models.iter().find(|model| model.name == summary.name))
                .map_or(0.0, |model| model.cell.value)
        };
        let is_above = |one: &Summary, other: &Summary| {
            let order = (one.better, std::cmp::Reverse(one.worse))
                .cmp(&(other.better, std::cmp::Reverse(other.worse)));
            order.then(figure(one).total_cmp(&figure(other))).is_gt()
        };
        let is_compared = |one: &&Summary| one.better + one.worse + one.cannot_tell > 0;
        let recommenders =
            self.summaries.iter().filter(|one| one.name != WITNESS).filter(is_compared);
        recommenders.reduce(|best, one| if is_above(one, best) { one } else { best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::{SameData, Sameness};
    use crate::metric::Convention;

    #[test]
    fn the_best_has_most_in_its_favour() {
        let summary = |name: &str, better, worse| Summary {
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
        let sentence = summary("a", 3, 1).sentence();
        assert_eq!(
            sentence,
            "a: of 7 metrics clearly better by 3, clearly worse by 1, cannot be told by 3"
        );
    }
}
