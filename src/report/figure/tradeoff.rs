//! Accuracy against what a list shows beside it: coverage and novelty.

use crate::experiment::{EvalResult, ModelResult, View, is_witness, ranked_models};
use crate::metric::COVERAGE;
use crate::report::page_table::{Table, texts};

/// The key of the metric of how rare the listed items are.
const NOVELTY: &str = "novelty_at_25";

/// Every model by accuracy, coverage and novelty.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Tradeoff {
    /// The short name of the metric of accuracy.
    pub(in crate::report) metric: String,
    /// The view that the figures are of.
    pub(in crate::report) view: View,
    /// The models, the most accurate first, then the witnesses.
    pub(in crate::report) models: Vec<Traded>,
}

/// One model.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::report) struct Traded {
    pub(in crate::report) name: String,
    pub(in crate::report) accuracy: f64,
    /// The share of the items that occur in any list.
    pub(in crate::report) coverage: f64,
    /// The mean of −log₂ of the share of users that know a listed item; none of an older file.
    pub(in crate::report) novelty: Option<f64>,
    pub(in crate::report) is_witness: bool,
}

/// The figures of the view that decides, else of the one there is; none with a single model.
pub(super) fn tradeoff(eval: &EvalResult) -> Option<Tradeoff> {
    let eval = eval.clean().unwrap_or(eval);
    let (candidates, witnesses) = ranked_models(eval);
    let models = candidates.into_iter().chain(witnesses);
    let models: Vec<Traded> = models.filter_map(|model| traded(eval, model)).collect();
    (models.len() > 1).then(|| Tradeoff {
        metric: eval.metric().short_name,
        view: eval.view,
        models,
    })
}

fn traded(eval: &EvalResult, model: &ModelResult) -> Option<Traded> {
    Some(Traded {
        name: model.title(),
        accuracy: model.metrics.get(&eval.main_metric).copied()?,
        coverage: model.metrics.get(COVERAGE).copied()?,
        novelty: model.metrics.get(NOVELTY).copied(),
        is_witness: is_witness(model),
    })
}

impl Tradeoff {
    pub(super) fn caption(&self) -> String {
        format!(
            "Up is more accurate ({}). Right is more of the catalogue in any list (coverage), and rarer items \
             (novelty, in bits: an item that one user in 2 to the power of n knows has n). A model to the right of \
             another and no lower gives up nothing for it.",
            self.metric
        )
    }

    pub(super) fn table(&self) -> Table {
        let row = |one: &Traded| {
            let novelty = one.novelty.map_or_else(String::new, |novelty| format!("{novelty:.2}"));
            vec![
                one.name.clone(),
                format!("{:.4}", one.accuracy),
                format!("{:.4}", one.coverage),
                novelty,
            ]
        };
        let heading = texts(["model", &self.metric, "coverage", "novelty@25"]);
        Table { heading, rows: self.models.iter().map(row).collect() }
    }
}
