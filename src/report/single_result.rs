//! One result by itself, as Markdown for people and as CSV for programs.

use super::cut_words::protocol_words;
use super::figure::{Figure, figures};
use super::inputs::Inputs;
use super::markdown::{push_table, sentence};
use super::page_table::{Table, texts};
use super::verdict::verdict;
use super::view::{NamedTable, view};
use crate::compare::Comparison;
use crate::cost::{CostReport, Estimate, Usage};
use crate::experiment::EvalResult;
use crate::experiment::tune::Tuned;
use crate::stats::{Stats, figures as stats_figures};

/// A result that is told by itself.
#[derive(Debug, Clone, Copy)]
pub enum SingleResult<'a> {
    /// An evaluation.
    Evaluation(&'a EvalResult),
    /// A search for parameters.
    Search(&'a Tuned),
    /// The service's figures beside ours.
    Comparison(&'a Comparison),
    /// Statistics of the data.
    Statistics(&'a Stats),
    /// A month's cost.
    Cost(&'a CostReport),
}

impl SingleResult<'_> {
    /// The result as Markdown: sentences, then the tables of the page. Every text of somebody's data is escaped.
    #[must_use]
    pub fn markdown(&self) -> String {
        let inputs = self.inputs();
        let mut text = String::new();
        for line in verdict(&inputs) {
            text.push_str(&sentence(&line));
        }
        let view = view(&inputs);
        let facts: Vec<(String, String)> =
            view.data.iter().chain(&view.sparsity).cloned().collect();
        if !facts.is_empty() {
            let rows = facts.into_iter().map(|(name, value)| vec![name, value]).collect();
            push_table("Figures", &Table { heading: texts(["figure", "value"]), rows }, &mut text);
        }
        let names = self.tables();
        let is_of = |table: &&NamedTable<'_>| {
            names.iter().any(|name| {
                table.name == *name || (name.ends_with('-') && table.name.starts_with(name))
            })
        };
        for table in view.tables().iter().filter(is_of) {
            push_table(&table.name.replace('-', " "), table.table, &mut text);
        }
        for line in view.cost_notes {
            text.push_str(&sentence(&line));
        }
        text.trim_start().to_owned()
    }

    /// The tables of the page that belong to it.
    const fn tables(&self) -> &'static [&'static str] {
        match self {
            Self::Evaluation(_) => &["protocols", "leaderboard-clean", "leaderboard", "both-views"],
            Self::Search(_) => &["tuning"],
            Self::Comparison(_) => &["comparison-", "paired-lists"],
            Self::Statistics(_) => &["distributions", "data-card"],
            Self::Cost(_) => &["cost", "cost-side-by-side", "cost-by-choice"],
        }
    }

    /// The results of a page that has nothing but this.
    fn inputs(&self) -> Inputs {
        let mut inputs = Inputs::default();
        match *self {
            Self::Evaluation(eval) => inputs.eval = Some(eval.clone()),
            Self::Search(tuned) => inputs.tuned = Some(tuned.clone()),
            Self::Comparison(comparison) => inputs.comparison = Some(comparison.clone()),
            Self::Statistics(stats) => inputs.stats = Some(stats.clone()),
            Self::Cost(cost) => inputs.cost = Some(cost.clone()),
        }
        inputs
    }

    /// The result as one table of CSV, a figure in a row, as exact as the JSON has it; a cell is empty where there is no
    /// figure. A text that a spreadsheet would take for a formula gets an apostrophe before it.
    #[must_use]
    pub fn csv(&self) -> Vec<u8> {
        let table = match self {
            Self::Evaluation(eval) => evaluation(eval),
            Self::Search(tuned) => search(tuned),
            Self::Comparison(comparison) => comparison_rows(comparison),
            Self::Statistics(stats) => statistics(stats),
            Self::Cost(cost) => costs(cost),
        };
        table.csv()
    }
}

fn exact(value: f64) -> String {
    value.to_string()
}

fn maybe(value: Option<f64>) -> String {
    value.map_or_else(String::new, exact)
}

/// A row for each protocol, view, model and metric.
fn evaluation(eval: &EvalResult) -> Table {
    let heading = texts([
        "protocol",
        "view",
        "convention",
        "users",
        "model",
        "metric",
        "value",
        "low",
        "high",
    ]);
    let mut rows = Vec::new();
    let protocols = std::iter::once(eval).chain(&eval.other_protocols);
    for eval in protocols.flat_map(|one| one.views.iter().map(|views| &views.clean).chain([one])) {
        for model in &eval.models {
            for (metric, value) in model.metrics.iter() {
                let interval = model.intervals.get(metric);
                rows.push(vec![
                    protocol_words(eval.protocol.protocol)
                        .split(',')
                        .next()
                        .unwrap_or_default()
                        .to_owned(),
                    eval.view.name().to_owned(),
                    eval.convention.to_string(),
                    model.n_users.to_string(),
                    model.title(),
                    metric.clone(),
                    exact(*value),
                    maybe(interval.map(|one| one.low)),
                    maybe(interval.map(|one| one.high)),
                ]);
            }
        }
    }
    Table { heading, rows }
}

/// A row for each trial.
fn search(tuned: &Tuned) -> Table {
    let rows = (1..).zip(&tuned.trials).map(|(number, trial): (usize, _)| {
        vec![
            number.to_string(),
            trial.model.clone(),
            trial.users.to_string(),
            tuned.metric.clone(),
            maybe(trial.value),
        ]
    });
    let heading = texts(["trial", "model", "users", "metric", "value"]);
    Table { heading, rows: rows.collect() }
}

/// A row for each figure of the service and model, then one for each of its lists and model.
fn comparison_rows(comparison: &Comparison) -> Table {
    let heading = texts([
        "rests_on",
        "service",
        "model",
        "metric",
        "service_value",
        "value",
        "difference",
        "noise",
        "verdict",
    ]);
    let mut rows = Vec::new();
    for beside in &comparison.services {
        for row in beside.runs.iter().flat_map(|run| &run.rows) {
            rows.extend(row.models.iter().map(|model| {
                vec![
                    "metrics".to_owned(),
                    beside.service.name.clone(),
                    model.name.clone(),
                    row.metric.clone(),
                    exact(row.service),
                    exact(model.cell.value),
                    exact(model.cell.difference),
                    maybe(model.cell.noise),
                    model.cell.verdict.words().to_owned(),
                ]
            }));
        }
    }
    let lists = comparison.paired.iter().flat_map(|paired| &paired.rows);
    rows.extend(lists.map(|row| {
        vec![
            "lists".to_owned(),
            row.lists.clone(),
            row.model.clone(),
            row.metric.clone(),
            exact(row.lists_mean),
            exact(row.model_mean),
            exact(row.paired.difference),
            exact(row.paired_noise),
            row.verdict.words().to_owned(),
        ]
    }));
    Table { heading, rows }
}

/// A row for each figure of `stats.json`.
fn statistics(stats: &Stats) -> Table {
    let rows = stats_figures(stats).into_iter().map(|(name, value)| vec![name, maybe(value)]);
    Table { heading: texts(["figure", "value"]), rows: rows.collect() }
}

/// A row for each price list, choice and part.
fn costs(cost: &CostReport) -> Table {
    let mut rows = Vec::new();
    let mut add = |choice: &str, usage: &Usage, one: &Estimate| {
        let parts = [
            ("import", Some(one.import)),
            ("training", Some(one.training)),
            ("campaign", Some(one.serving)),
            ("batch", one.batch),
            ("total", one.known_total(usage)),
        ];
        rows.extend(parts.map(|(part, amount)| {
            vec![one.prices.name.clone(), choice.to_owned(), part.to_owned(), maybe(amount)]
        }));
    };
    for one in &cost.estimates {
        add("as estimated", &cost.usage, one);
    }
    let what_ifs = cost.side_by_side.iter().flat_map(|found| &found.what_ifs);
    for month in what_ifs.clone() {
        month.estimates.iter().for_each(|one| add(&month.name, &month.usage, one));
    }
    let inputs = SingleResult::Cost(cost).inputs();
    for figure in figures(&inputs) {
        if let Figure::Choices(choices) = figure {
            for one in choices.choices.iter().skip(1) {
                add(&one.name, &cost.usage, &one.estimate);
            }
        }
    }
    let unknown = std::iter::once(("as estimated", &cost.unpriced))
        .chain(what_ifs.map(|month| (month.name.as_str(), &month.unpriced)));
    for (choice, unpriced) in unknown {
        let row =
            |part: &str| vec![String::new(), choice.to_owned(), part.to_owned(), String::new()];
        rows.extend(unpriced.iter().map(|one| row(&one.what)));
        rows.extend((!unpriced.is_empty()).then(|| row("total")));
    }
    Table { heading: texts(["prices", "choice", "part", "dollars"]), rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cost::{Prices, estimate};

    #[test]
    fn cost_as_csv_is_exact_and_as_markdown_a_table() {
        let usage = Usage { training_hours: 1.0, trainings: 2.0, ..Usage::default() };
        let cost = estimate(usage, Vec::new(), Prices::shipped());
        let csv = String::from_utf8(SingleResult::Cost(&cost).csv()).expect("text");
        assert!(csv.starts_with("prices,choice,part,dollars\n"), "{csv}");
        // Two hours at $0.24.
        assert!(csv.contains("\ncurrent,as estimated,training,0.48\n"), "{csv}");
        assert!(csv.contains("\ncurrent,trained monthly,total,0.24\n"), "{csv}");
        let markdown = SingleResult::Cost(&cost).markdown();
        assert!(
            markdown.contains("| per month | prices current | prices tps-hour |\n|---|---|---|\n"),
            "{markdown}"
        );
    }
}
