//! A decision, and what it is made from.

use super::price::Price;
use crate::compare::{NextStep, steps_to_a_clean_cut};
use crate::experiment::EvalResult;
use crate::report::inputs::Inputs;

/// The answer to whether the service is worth using on this data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecisionKind {
    /// Its lists are clearly better than those of every local model, on the clean cut.
    ServiceBetter,
    /// A local model is clearly better than its lists, on the clean cut.
    LocalBetter,
    /// The results do not tell.
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

/// The results that a decision rests on.
pub(super) struct Case<'a> {
    pub(super) inputs: &'a Inputs,
    pub(super) eval: &'a EvalResult,
    pub(super) price: &'a Price,
}

impl Case<'_> {
    /// The steps by which the service's lists are made on the clean cut, up to those that need its answer.
    pub(super) fn ask_the_service(&self) -> Vec<NextStep> {
        let mut steps = steps_to_a_clean_cut(self.eval, &self.inputs.eval_file, "");
        steps.truncate(2);
        steps
    }

    /// The step by which the cost becomes known, where it is not.
    pub(super) fn estimate_the_cost(&self) -> Option<NextStep> {
        let run = self.inputs.run_option();
        let text = "Estimate the monthly cost:".to_owned();
        self.price
            .is_unknown()
            .then(|| NextStep { text, command: Some(format!("rehearsal cost{run}")) })
    }
}
