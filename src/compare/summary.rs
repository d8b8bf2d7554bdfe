//! Counts the verdicts of one model over the metrics.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::figures::{Row, Verdict};
use crate::metric::REPORTED;

/// The numbers of the seven accuracy metrics with each verdict on one model.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ComparisonSummary {
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
pub(super) fn summary(name: &str, rows: &[Row]) -> ComparisonSummary {
    let mut summary = ComparisonSummary { name: name.to_owned(), ..ComparisonSummary::default() };
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

impl ComparisonSummary {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_counts_the_verdicts() {
        let summary =
            ComparisonSummary { name: "a".to_owned(), better: 3, worse: 1, cannot_tell: 3 };
        let sentence = summary.sentence();
        assert_eq!(
            sentence,
            "a: of 7 metrics clearly better by 3, clearly worse by 1, cannot be told by 3"
        );
    }
}
