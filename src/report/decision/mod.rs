//! The decision that heads the page: whether to use the service, how sure that is, what it costs, what to do next.
//!
//! Service and local models are decided by the service's lists on the clean cut alone. From its reported metrics the
//! service views are compared, which leak: they give a leaning at most. Without a figure of the service, the figure is
//! named that it would have to reach.

mod case;
mod metrics_only;
mod paired_lists;
mod price;
mod sureness;
#[cfg(test)]
mod tests;
mod unasked;

use super::inputs::Inputs;
use crate::experiment::EvalResult;
use case::Case;
pub use case::{Decision, DecisionKind};
use price::Price;

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
    let paired = comparison.and_then(|comparison| comparison.deciding_lists(&inputs.eval_sha256));
    if let Some(paired) = paired
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
