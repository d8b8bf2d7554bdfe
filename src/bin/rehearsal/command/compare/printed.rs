//! A comparison as text for people.

use std::fmt::Write as _;

use rehearsal::compare::diagnosis::Diagnosis;
use rehearsal::compare::{
    Beside, Comparison, METRIC_HEADING, NextStep, PAIRED_HEADING, PairedLists, Run, ServiceMetrics,
    SimulatedPlace, Simulation, metric_cells, paired_cells,
};
use rehearsal::metric::{service_keys, short_name};

use crate::readable::{count, keyed_table, metric, of, table, wrap};

pub(super) fn text(comparison: &Comparison) -> String {
    let mut text = String::new();
    for beside in &comparison.services {
        if !text.is_empty() {
            text.push('\n');
        }
        add_service(&mut text, beside);
    }
    if let Some(paired) = &comparison.paired {
        add_paired(&mut text, paired);
    }
    text
}

fn add_service(text: &mut String, beside: &Beside) {
    let service = &beside.service;
    let _ = writeln!(text, "Personalize: {} ({})", service.name, service.source);
    let _ = writeln!(text, "tested: {}", tested(beside));
    let known: Vec<String> = service_keys().map(str::to_owned).collect();
    let others: Vec<String> = service
        .metrics
        .iter()
        .filter(|(key, _)| !known.contains(key))
        .map(|(key, value)| format!("{} {value}", rehearsal::text::shorten(key, 60)))
        .collect();
    if !others.is_empty() {
        let _ = writeln!(text, "also reported, and not compared: {}", others.join(", "));
    }
    for run in &beside.runs {
        add_run(text, run);
    }
    add_simulations(text, &beside.simulations);
    add_diagnosis(text, &beside.diagnosis);
}

fn tested(beside: &Beside) -> String {
    let found = &beside.diagnosis.test_users;
    let hits: Vec<String> = found
        .hits
        .iter()
        .map(|(depth, hits)| format!("{} among the first {depth}", count(*hits)))
        .collect();
    let hits = match &hits[..] {
        [] => String::new(),
        _ if found.hits.values().all(|&hits| hits == 0) => {
            "; no test user had a hit, so that any number of them fits".to_owned()
        }
        hits => format!("; their hits: {}", hits.join(", ")),
    };
    if found.stated.is_some() {
        return format!("{}{hits}", found.sentence());
    }
    format!("{}; reckoned with {}{hits}", found.sentence(), count(beside.service_test_users))
}

fn add_run(text: &mut String, run: &Run) {
    let _ = writeln!(
        text,
        "\nAgainst {}: convention {}, {} tested\ndata: {}\n",
        run.eval,
        run.convention,
        of(run.our_test_users, "user"),
        run.same_data.sentence()
    );
    let _ = writeln!(text, "{}\n\nOur models against Personalize:", run.bottom_line());
    for summary in &run.summaries {
        let _ = writeln!(text, "  {}", summary.sentence());
    }
    if let Some(best) = run.best().filter(|_| run.summaries.len() > 1) {
        let _ = writeln!(text, "  strongest: {}", best.name);
    }
    text.push('\n');
    text.push_str(&metrics(run));
    text.push('\n');
    for caution in &run.cautions {
        text.push_str(caution);
        text.push('\n');
    }
    if !run.next_steps.is_empty() {
        text.push_str("\nWhat to do next:\n");
    }
    for NextStep { text: sentence, command } in &run.next_steps {
        let _ = writeln!(text, "{}", wrap(&format!("  {sentence}"), "  "));
        if let Some(command) = command {
            let _ = writeln!(text, "    {command}");
        }
    }
}

/// One row for each metric and model; a metric is named once.
fn metrics(run: &Run) -> String {
    let mut rows = vec![METRIC_HEADING.map(str::to_owned).to_vec()];
    for row in &run.rows {
        for (at, model) in row.models.iter().enumerate() {
            let mut cells = metric_cells(row, model);
            if at > 0 {
                cells[0].clear();
                cells[2].clear();
            }
            rows.push(cells.to_vec());
        }
    }
    keyed_table(&rows, 2)
}

/// One row for each model: where the service's figures fall among the test sets.
fn add_simulations(text: &mut String, simulations: &[Simulation]) {
    let Some(first) = simulations.first() else { return };
    let _ = writeln!(
        text,
        "\nSimulated: of {} test sets of {} drawn from our {}, the share whose figure is below \
         Personalize's. Up to 2.5 % or from 97.5 % on (marked *) it is unlike that model.\n",
        count(first.draws),
        of(first.users, "user"),
        count(first.of)
    );
    let mut heading = vec!["model".to_owned()];
    heading.extend(first.figures.iter().map(|figure| short_name(&figure.metric)));
    let mut rows = vec![heading];
    for simulation in simulations {
        let shares = simulation.figures.iter().map(|figure| {
            if !figure.has_spread() {
                return "–".to_owned();
            }
            let mark = if figure.place() == SimulatedPlace::Within { " " } else { "*" };
            format!("{:.1} %{mark}", figure.below * 100.0)
        });
        rows.push(std::iter::once(simulation.model.clone()).chain(shares).collect());
    }
    text.push_str(&table(&rows));
    if simulations.iter().flat_map(|one| &one.figures).any(|figure| !figure.has_spread()) {
        text.push_str("–: the test sets are all equal, which says nothing of other users\n");
    }
}

fn add_diagnosis(text: &mut String, diagnosis: &Diagnosis) {
    text.push_str("\nWhat these figures can have come from:\n");
    for one in &diagnosis.hypotheses {
        let indent = " ".repeat(17);
        let name = format!("  {:<11}  {}", one.verdict.words(), one.name);
        let _ = writeln!(text, "{}", wrap(&name, &indent));
        let _ = writeln!(text, "{}", wrap(&format!("{indent}{}", one.reason), &indent));
    }
}

fn add_paired(text: &mut String, paired: &PairedLists) {
    let _ = writeln!(
        text,
        "\nUser by user: {} against {}. The same users under both, so that what makes a user hard \
         cancels out; `two means` is what the means alone could tell. The verdict is on our model.\n",
        paired.lists_file, paired.ours_file
    );
    if paired.only_lists + paired.only_ours > 0 {
        let _ = writeln!(
            text,
            "left out: {} that only the lists have, {} that only ours have\n",
            of(paired.only_lists, "user"),
            of(paired.only_ours, "user")
        );
    }
    let mut rows = vec![PAIRED_HEADING.map(str::to_owned).to_vec()];
    rows.extend(paired.rows.iter().map(|row| paired_cells(row).to_vec()));
    text.push_str(&keyed_table(&rows, 3));
}

/// The published rows with their figures.
pub(super) fn published_rows(rows: &[ServiceMetrics]) -> String {
    let keys: Vec<String> = service_keys().map(str::to_owned).collect();
    let mut heading = vec!["published:".to_owned()];
    heading.extend(keys.iter().map(|key| short_name(key)));
    let mut all = vec![heading];
    for row in rows {
        let figure =
            |key: &String| row.metrics.get(key).map_or_else(String::new, |value| metric(*value));
        all.push(std::iter::once(row.name.clone()).chain(keys.iter().map(figure)).collect());
    }
    let mut text = table(&all);
    text.push_str("\nwhere they are from:\n");
    for row in rows {
        let _ = writeln!(text, "  {}: {}", row.name, row.source);
    }
    text
}
