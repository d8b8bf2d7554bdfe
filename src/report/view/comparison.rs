//! Personalize's figures beside ours, as finished strings.

use serde::Serialize;

use crate::compare::diagnosis::Diagnosis;
use crate::compare::{
    Beside, METRIC_HEADING, NextStep, PAIRED_HEADING, PairedLists, Row, Run, metric_cells,
    paired_cells,
};
use crate::metric::short_name;
use crate::report::page_table::{Table, count, plain, texts};

/// One set of the service's figures.
#[derive(Debug, Clone, Serialize)]
pub(in crate::report) struct Service {
    name: String,
    source: String,
    tested: String,
    runs: Vec<OurRun>,
    diagnosis: Table,
}

/// One of our runs beside it.
#[derive(Debug, Clone, Serialize)]
struct OurRun {
    title: String,
    data: String,
    bottom_line: String,
    summaries: Vec<String>,
    overview: Table,
    next_steps: Vec<Step>,
    table: Table,
    cautions: Vec<String>,
}

impl Service {
    /// Hands each table to `add`, with its name.
    pub(super) fn each_table<'a>(&'a self, add: &mut dyn FnMut(&str, Option<&'a Table>)) {
        let name = file_name(&self.name);
        for run in &self.runs {
            add(&format!("verdicts-{name}"), Some(&run.overview));
            add(&format!("comparison-{name}"), Some(&run.table));
        }
        add(&format!("hypotheses-{name}"), Some(&self.diagnosis));
    }
}

/// A name as a part of a file's name: letters and digits, hyphens for all else.
fn file_name(name: &str) -> String {
    let sign = |letter: char| {
        if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' }
    };
    name.chars().take(60).map(sign).collect()
}

/// A thing to do; the command is shown as it is typed.
#[derive(Debug, Clone, Serialize)]
struct Step {
    text: String,
    command: String,
}

fn step(step: &NextStep) -> Step {
    let text = plain(vec![step.text.clone()]).concat();
    Step { text, command: step.command.clone().unwrap_or_default() }
}

/// One set of the service's figures as the page shows it.
pub(super) fn service(beside: &Beside) -> Service {
    let test_users = &beside.diagnosis.test_users;
    let hits: Vec<String> = test_users
        .hits
        .iter()
        .map(|(depth, hits)| format!("{} in the first {depth}", count(*hits)))
        .collect();
    let hits = if hits.is_empty() {
        String::new()
    } else {
        format!(", with these hits: {}", hits.join(", "))
    };
    let reckoned = match test_users.stated {
        Some(_) => String::new(),
        None => format!("; the comparison reckons with {}", count(beside.service_test_users)),
    };
    Service {
        name: beside.service.name.clone(),
        source: beside.service.source.clone(),
        tested: format!("Test users: {}{reckoned}{hits}.", test_users.sentence()),
        runs: beside.runs.iter().map(run).collect(),
        diagnosis: diagnosis(&beside.diagnosis),
    }
}

fn run(run: &Run) -> OurRun {
    let mut summaries: Vec<String> =
        run.summaries.iter().map(crate::compare::ComparisonSummary::sentence).collect();
    if let Some(best) = run.best().filter(|_| run.summaries.len() > 1) {
        summaries.push(format!("Strongest: {}", best.name));
    }
    OurRun {
        title: format!(
            "{}, convention {}, {} users tested",
            run.eval,
            run.convention,
            count(run.our_test_users)
        ),
        data: format!("Data: {}.", run.same_data.sentence()),
        bottom_line: format!("{}.", run.bottom_line()),
        summaries,
        overview: overview(run),
        next_steps: run.next_steps.iter().map(step).collect(),
        table: metrics(run),
        cautions: plain(run.cautions.clone()),
    }
}

/// The table of the verdicts alone: a row for each model, a column for each metric that can be compared.
fn overview(run: &Run) -> Table {
    let compared: Vec<&Row> = run.rows.iter().filter(|row| row.is_comparable()).collect();
    let mut heading = texts([""]);
    heading.extend(compared.iter().map(|row| short_name(&row.metric)));
    let service = compared.iter().map(|row| format!("{:.4}", row.service));
    let mut rows = vec![std::iter::once("Personalize".to_owned()).chain(service).collect()];
    rows.extend(run.summaries.iter().map(|summary| {
        let verdicts = compared.iter().map(|row| {
            let model = row.models.iter().find(|model| model.name == summary.name);
            model.map_or_else(String::new, |model| model.cell.verdict.words().to_owned())
        });
        std::iter::once(summary.name.clone()).chain(verdicts).collect()
    }));
    Table { heading, rows }
}

fn metrics(run: &Run) -> Table {
    let rows = run
        .rows
        .iter()
        .flat_map(|row| row.models.iter().map(move |model| metric_cells(row, model)));
    Table { heading: texts(METRIC_HEADING), rows: rows.map(Vec::from).collect() }
}

fn diagnosis(diagnosis: &Diagnosis) -> Table {
    let rows = diagnosis.hypotheses.iter().map(|one| {
        plain(vec![one.name.clone(), one.verdict.words().to_owned(), one.reason.clone()])
    });
    Table { heading: texts(["hypothesis", "verdict", "why"]), rows: rows.collect() }
}

/// The note above the table of lists against our models.
pub(super) fn paired_note(paired: &PairedLists) -> String {
    format!(
        "Lists that Personalize made ({}) against our models over the very same users. What makes \
             a user easy or hard is in both and cancels out, so that the difference user by user is \
             told far more sharply than the difference of two means: “paired” beside “two means”.",
        paired.lists_file
    )
}

/// The table of lists against our models.
pub(super) fn paired_table(paired: &PairedLists) -> Table {
    let rows = paired.rows.iter().map(|row| paired_cells(row).to_vec());
    Table { heading: texts(PAIRED_HEADING), rows: rows.collect() }
}
