//! The columns of interactions, and how they are read.

use super::cells::{CellKind, Cells, Commas};
use super::choose::{self, Candidate, chosen};
use super::proposal::{Alternative, Proposal, ProposedColumn, ProposedTable};
use super::question::{Answers, SurveyQuestion};
use super::reading;
use super::sample::Sample;
use super::times::{time, without_time};
use super::words::{Meaning, is_event, strength};
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, USER_ID};
use crate::schema::DatasetType;

/// The most different types that events have.
const EVENT_TYPES_MAX: u64 = 40;

/// The table of interactions as it is proposed; what cannot be told is asked in `proposal`.
pub(super) fn interactions(
    own: &Sample,
    samples: &[Sample],
    answers: &Answers,
    proposal: &mut Proposal,
) -> ProposedTable {
    let mut table = ProposedTable {
        dataset: DatasetType::Interactions,
        input: own.path.clone(),
        evidence: vec![own.said()],
        columns: Vec::new(),
        options: Vec::new(),
        left_out: Vec::new(),
    };
    table.options.extend(reading::of_text(own));
    let mut ask = |question| proposal.questions.push(question);
    let ids = [
        (USER_ID, Meaning::User, "users", answers.user_id.as_deref(), "--user-id COLUMN"),
        (ITEM_ID, Meaning::Item, "items", answers.item_id.as_deref(), "--item-id COLUMN"),
    ];
    for (ours, meaning, what, given, option) in ids {
        let candidates = choose::ids(meaning, own, samples);
        match chosen(own, given, candidates, (ours, what, option)) {
            Ok(column) => table.columns.push(column),
            Err(question) => ask(question),
        }
    }
    match time(own, answers) {
        Ok(Some((column, options))) => {
            table.columns.push(column);
            table.options.extend(options);
        }
        Ok(None) => {
            let from = answers.timestamp_from.clone().unwrap_or_default();
            table.options.extend(without_time(from));
            proposal.has_no_time = true;
        }
        Err(question) => ask(question),
    }
    if let Some(question) = taken_twice(own, &table) {
        ask(question);
    }
    table.options.extend(reading::of_ids(own, &table));
    events(own, &mut table);
    table.options.extend(reading::of_numbers(own, &table));
    table.left_out = left_out(own, &table);
    table
}

/// The question after another column, where one was taken for two of ours.
fn taken_twice(own: &Sample, table: &ProposedTable) -> Option<SurveyQuestion> {
    let (at, one) =
        table.columns.iter().enumerate().find(|(at, one)| {
            table.columns[..*at].iter().any(|before| before.theirs == one.theirs)
        })?;
    let before = table.columns[..at].iter().find(|before| before.theirs == one.theirs)?;
    let theirs = one.theirs.as_deref().unwrap_or_default();
    let mut question = choose::question("", own, &[], "");
    question.asked = format!(
        "`{theirs}` of `{}` cannot be {} and {} at once: expected a column for each.",
        own.path.display(),
        before.ours,
        one.ours
    );
    "--user-id COLUMN, --item-id COLUMN and --timestamp COLUMN".clone_into(&mut question.answer);
    Some(question)
}

/// Adds the column of event types, and that of a rating or another strength.
fn events(own: &Sample, table: &mut ProposedTable) {
    let free = |table: &ProposedTable, cells: &Cells| {
        table.columns.iter().all(|one| one.theirs.as_deref() != Some(&cells.name))
    };
    let types: Vec<Candidate<'_>> = own
        .columns
        .iter()
        .filter(|cells| free(table, cells) && cells.kind == CellKind::Text && cells.time.is_none())
        .filter(|cells| cells.n_different() <= EVENT_TYPES_MAX && !cells.is_unique())
        .filter_map(|cells| {
            let known = cells.values.iter().filter(|value| is_event(value)).count();
            let is_mostly = known * 2 >= cells.values.len();
            let points =
                i32::from(strength(Meaning::EventType, &cells.name)) + i32::from(is_mostly) * 2;
            let evidence = format!("{}: {}", cells.counted(), cells.examples(6));
            (points >= 2 && cells.n_empty == 0).then_some(Candidate { cells, points, evidence })
        })
        .collect();
    add_best(EVENT_TYPE, types, table);
    let commas = own.commas();
    let numbers = |meaning, table: &ProposedTable| -> Vec<Candidate<'_>> {
        let fitting = own.columns.iter().filter(|cells| free(table, cells));
        let fitting = fitting.filter(|cells| cells.is_number_of(commas) && !cells.is_unique());
        fitting
            .filter_map(|cells| {
                let points = i32::from(strength(meaning, &cells.name));
                let evidence = format!("{}, such as {}", cells.counted(), cells.examples(5));
                (points >= 2).then_some(Candidate { cells, points, evidence })
            })
            .collect()
    };
    let has_types = table.columns.iter().any(|one| one.ours == EVENT_TYPE);
    // Beside event types a rating is a value like any other.
    let ours = if has_types { EVENT_VALUE } else { RATING };
    add_best(ours, numbers(Meaning::Rating, table), table);
    if table.columns.iter().all(|one| one.ours != ours) {
        add_best(EVENT_VALUE, numbers(Meaning::Strength, table), table);
    }
    add_value_to_ask(own, table);
}

/// Adds the best of some candidates, the first of equals.
fn add_best(ours: &str, mut candidates: Vec<Candidate<'_>>, table: &mut ProposedTable) {
    candidates.sort_by_key(|one| std::cmp::Reverse(one.points));
    let mut candidates = candidates.into_iter();
    let Some(one) = candidates.next() else { return };
    let alternatives = candidates
        .map(|one| Alternative { theirs: one.cells.name.clone(), evidence: one.evidence })
        .collect();
    table.columns.push(ProposedColumn {
        ours: ours.to_owned(),
        theirs: Some(one.cells.name.clone()),
        evidence: one.evidence,
        alternatives,
    });
}

/// Names the numbers that may be the strength of an event, such as a price, without taking one.
fn add_value_to_ask(own: &Sample, table: &mut ProposedTable) {
    let is_taken = |ours: &str| table.columns.iter().any(|one| one.ours == ours);
    if is_taken(EVENT_VALUE) || is_taken(RATING) {
        return;
    }
    let may_be = own.columns.iter().filter(|cells| {
        let is_amount = strength(Meaning::Strength, &cells.name) > 0
            || strength(Meaning::Price, &cells.name) > 0;
        is_amount && table.columns.iter().all(|one| one.theirs.as_deref() != Some(&cells.name))
    });
    let mut alternatives = Vec::new();
    let mut with_comma = None;
    for cells in may_be {
        let evidence = format!("numbers such as {}", cells.examples(3));
        match cells.kind {
            CellKind::WithComma if own.commas() == Commas::NotRead => with_comma = Some(cells),
            _ if cells.is_number_of(own.commas()) => {
                alternatives.push(Alternative { theirs: cells.name.clone(), evidence });
            }
            _ => {}
        }
    }
    let evidence = match with_comma {
        Some(cells) => format!(
            "`{}` holds numbers with a decimal comma, such as {}, and other columns have points, so that one way of \
             reading does not fit both; written like the others they could be the strength of an event",
            cells.name,
            cells.examples(2)
        ),
        None if alternatives.is_empty() => return,
        None => {
            "a number may be the strength of an event, if more of it means more liking".to_owned()
        }
    };
    table.columns.push(ProposedColumn {
        ours: EVENT_VALUE.to_owned(),
        theirs: None,
        evidence,
        alternatives,
    });
}

/// The columns that nothing is made of.
pub(super) fn left_out(own: &Sample, table: &ProposedTable) -> Vec<String> {
    let is_read = |name: &str| table.columns.iter().any(|one| one.theirs.as_deref() == Some(name));
    own.columns.iter().map(|cells| cells.name.clone()).filter(|name| !is_read(name)).collect()
}
