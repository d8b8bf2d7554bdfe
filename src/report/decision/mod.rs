//! The decision that heads the page: whether to use the service, how sure that is, what it costs, what to do next.
//!
//! Service and local models are decided by the service's lists on the clean cut alone. From its reported metrics the
//! service views are compared, which leak: they give a leaning at most. Without a figure of the service, the figure is
//! named that it would have to reach.

mod metrics_only;
mod paired_lists;
mod price;
mod sureness;
#[cfg(test)]
mod tests;
mod unasked;

use super::inputs::Inputs;
use crate::compare::NextStep;
use crate::experiment::{EvalResult, View};
use price::Price;

/// The answer to whether the service is worth using on this data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// Its lists are clearly better than those of every local model, on the clean cut.
    ServiceBetter,
    /// A local model is clearly better than its lists, on the clean cut.
    LocalBetter,
    /// What there is does not tell.
    CannotTell,
    /// There is no figure of the service.
    Unasked,
}

/// The decision, and what a reader needs to follow it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The answer.
    pub kind: DecisionKind,
    /// The answer in one sentence, with its figures.
    pub sentence: String,
    /// The confidence, in words and in a number.
    pub sureness: String,
    /// The monthly cost and what it rests on.
    pub cost: String,
    /// The steps to take next, the first one first.
    pub next: Vec<NextStep>,
}

/// The decision that these results allow; none without an evaluation.
#[must_use]
pub fn decide(inputs: &Inputs) -> Option<Decision> {
    let eval = inputs.eval.as_ref()?;
    let price = Price::of(inputs.cost.as_ref());
    let mut decision = decided(inputs, eval, &price);
    if inputs.is_synthetic() {
        decision.sentence +=
            " The data is generated: this shows the form of a decision, not a result.";
    }
    Some(decision)
}

fn decided(inputs: &Inputs, eval: &EvalResult, price: &Price) -> Decision {
    let case = Case { inputs, eval, price };
    let comparison = inputs.comparison.as_ref();
    let paired = comparison.and_then(|comparison| comparison.paired.as_ref());
    if let Some(paired) = paired.filter(|paired| paired.view == View::Clean)
        && let Some(decision) = paired_lists::decide(&case, paired)
    {
        return decision;
    }
    let found = comparison.and_then(|comparison| comparison.of(&inputs.eval_sha256));
    let by_metrics = found.and_then(|(beside, run)| metrics_only::decide(&case, beside, run));
    by_metrics.unwrap_or_else(|| {
        let mut decision = unasked::decide(&case);
        if found.is_some() {
            decision.sureness +=
                " The figures laid beside ours rest on other data, and decide nothing here.";
        }
        decision
    })
}

/// The results that a decision rests on.
struct Case<'a> {
    inputs: &'a Inputs,
    eval: &'a EvalResult,
    price: &'a Price,
}

impl Case<'_> {
    /// The steps by which the service's lists are made on the clean cut, up to those that need its answer.
    fn ask_the_service(&self) -> Vec<NextStep> {
        let mut steps = crate::compare::steps_to_a_clean_cut(self.eval, &self.inputs.eval_file, "");
        steps.truncate(2);
        steps
    }

    /// The step by which the cost becomes known, where it is not.
    fn estimate_the_cost(&self) -> Option<NextStep> {
        let run = self.inputs.run_option();
        let text = "Estimate the monthly cost:".to_owned();
        self.price
            .is_unknown()
            .then(|| NextStep { text, command: Some(format!("rehearsal cost{run}")) })
    }
}
