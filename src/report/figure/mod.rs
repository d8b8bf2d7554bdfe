//! The pictures of the page: what each shows, in words and as a table of numbers. `chart` draws them.

mod best_two;
mod choices;
mod cut;
mod flow;
mod metrics;
mod segments;
mod statistic;
mod tradeoff;
mod tuning;

pub(super) use metrics::in_order;
#[cfg(feature = "charts")]
pub(super) use metrics::{drawn, main_metric, shown_metrics};
#[cfg(feature = "charts")]
pub(super) use {cut::Audited, flow::change, tradeoff::Traded, tuning::has_rungs};

pub(super) use {
    choices::Choices, cut::CutAudit, flow::Flow, metrics::BesideRun, segments::Segments,
    statistic::Statistic, tradeoff::Tradeoff,
};

use super::decisive::{Decisive, decisive};
use super::inputs::Inputs;
use super::page_table::Table;
use crate::compare::{Beside, Comparison, Sameness};
use crate::experiment::tune::Tuned;
use crate::experiment::{BestTwo, EvalResult};
use crate::stats::Stats;

/// A picture and the data that it shows.
pub(super) enum Figure<'a> {
    /// Every model and the service on one axis.
    Decision(Decisive),
    /// The metrics of every model.
    Metrics(&'a EvalResult, BesideRun<'a>),
    /// Accuracy against coverage and novelty.
    Tradeoff(Tradeoff),
    /// Accuracy by parts of users or items.
    Segments(Segments),
    /// The cut and its leaks.
    Cut(CutAudit),
    /// The best two models, user by user.
    BestTwo(&'a BestTwo),
    /// The history of a search for parameters.
    Tuning(&'a Tuned),
    /// A simulation: the first, second, … set of the service's figures.
    Simulation(usize, &'a Beside),
    /// Rows through the steps.
    Flow(Flow),
    /// A statistic of the data.
    Statistic(Statistic, &'a Stats),
    /// The cost of choices.
    Choices(Choices),
}

impl Figure<'_> {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Decision(..) => "decision",
            Self::Metrics(..) => "metric-per-model",
            Self::Tradeoff(..) => "accuracy-and-reach",
            Self::Segments(segments) => segments.name(),
            Self::Cut(..) => "cut",
            Self::BestTwo(..) => "best-two",
            Self::Tuning(..) => "tuning",
            Self::Simulation(..) => "simulation",
            Self::Flow(flow) => flow.name(),
            Self::Statistic(statistic, _) => statistic.name(),
            Self::Choices(..) => "cost-by-choice",
        }
    }

    /// The name of its files, without an extension: a second set of the service's figures has a picture of its own.
    pub(super) fn file_stem(&self) -> String {
        match self {
            Self::Simulation(number, _) if *number > 1 => format!("{}-{number}", self.name()),
            _ => self.name().to_owned(),
        }
    }

    /// The part of the page that it stands in.
    pub(super) const fn section(&self) -> &'static str {
        match self {
            Self::Decision(..) => "decision",
            Self::Metrics(..) => "leaderboard",
            Self::Tradeoff(..) => "tradeoff",
            Self::Segments(..) => "segments",
            Self::Cut(..) => "cut",
            Self::BestTwo(..) => "best-two",
            Self::Tuning(..) => "tuning",
            Self::Simulation(..) => "comparison",
            Self::Flow(..) => "flow",
            Self::Statistic(..) => "sparsity",
            Self::Choices(..) => "cost",
        }
    }

    /// The sentences on what it shows, for whoever does not see it.
    pub(super) fn caption(&self) -> String {
        match self {
            Self::Decision(picture) => picture.caption(),
            Self::Metrics(eval, beside) => metrics::caption(eval, *beside),
            Self::Tradeoff(tradeoff) => tradeoff.caption(),
            Self::Segments(segments) => segments.caption(),
            Self::Cut(audit) => audit.caption(),
            Self::BestTwo(two) => best_two::caption(two),
            Self::Tuning(tuned) => tuning::caption(tuned),
            Self::Simulation(_, beside) => metrics::simulation_caption(beside),
            Self::Flow(flow) => flow.caption(),
            Self::Statistic(statistic, stats) => statistic.caption(stats),
            Self::Choices(choices) => choices.caption(),
        }
    }

    /// The words under it on the page: what the picture does not say itself.
    pub(super) fn note(&self) -> String {
        match self {
            Self::Decision(picture) => {
                let best = match picture.heading.split('@').next() {
                    Some("ndcg") => {
                        ", up to 1: a list that begins with all that the user went on to choose"
                    }
                    Some("mrr") => ", up to 1: a list whose first item the user went on to choose",
                    _ => "",
                };
                format!(
                    "Higher is better{best}. The line through a dot is the 95 % interval of its mean."
                )
            }
            _ => self.caption(),
        }
    }

    /// The numbers that it shows.
    pub(super) fn table(&self) -> Table {
        match self {
            Self::Decision(picture) => picture.table(),
            Self::Metrics(eval, beside) => metrics::table(eval, *beside),
            Self::Tradeoff(tradeoff) => tradeoff.table(),
            Self::Segments(segments) => segments.table(),
            Self::Cut(audit) => audit.table(),
            Self::BestTwo(two) => best_two::table(two),
            Self::Tuning(tuned) => tuning::table(tuned),
            Self::Simulation(_, beside) => metrics::simulation_table(beside),
            Self::Flow(flow) => flow.table(),
            Self::Statistic(statistic, stats) => statistic.table(stats),
            Self::Choices(choices) => choices.table(),
        }
    }
}

/// The pictures of what there is, in the order of the page.
pub(super) fn figures<'a>(inputs: &'a Inputs) -> Vec<Figure<'a>> {
    let mut all: Vec<Figure<'a>> = decisive(inputs).map(Figure::Decision).into_iter().collect();
    if let Some(eval) = &inputs.eval {
        let of = |comparison: &'a Comparison| {
            let found = comparison.of(&inputs.eval_sha256)?;
            (found.1.same_data.verdict != Sameness::Differs).then_some(found)
        };
        all.push(Figure::Metrics(eval, inputs.comparison.as_ref().and_then(of)));
        all.extend(of_evaluation(eval));
    }
    all.extend(inputs.tuned.as_ref().map(Figure::Tuning));
    let services = inputs.comparison.iter().flat_map(|comparison| &comparison.services);
    let simulated = services.filter(|beside| !beside.simulations.is_empty());
    all.extend((1..).zip(simulated).map(|(number, beside)| Figure::Simulation(number, beside)));
    all.extend(
        inputs
            .manifests
            .iter()
            .flatten()
            .filter_map(flow::flow)
            .filter(Flow::tells)
            .map(Figure::Flow),
    );
    if let Some(stats) = &inputs.stats {
        let there = Statistic::ALL.into_iter().filter(|statistic| statistic.is_there(stats));
        all.extend(there.map(|statistic| Figure::Statistic(statistic, stats)));
    }
    let n_users = inputs.stats.as_ref().map(|stats| stats.users);
    let cost = inputs.cost.as_ref();
    all.extend(cost.and_then(|cost| choices::choices(cost, n_users)).map(Figure::Choices));
    all
}

/// The pictures of the view that decides.
fn of_evaluation(eval: &EvalResult) -> Vec<Figure<'_>> {
    let mut all: Vec<Figure<'_>> =
        tradeoff::tradeoff(eval).map(Figure::Tradeoff).into_iter().collect();
    all.extend(segments::segments(eval).into_iter().map(Figure::Segments));
    let best_two = eval.clean().unwrap_or(eval).best_two.as_ref();
    all.extend(best_two.map(Figure::BestTwo));
    all.extend(Some(cut::cut_audit(eval)).filter(CutAudit::is_there).map(Figure::Cut));
    all
}
