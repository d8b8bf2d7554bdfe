//! The columns of interactions, and how they are read.

use super::cells::{CellKind, Cells};
use super::choose::{self, Candidate, Chosen, best};
use super::instants::TimeForm;
use super::proposal::{Alternative, Proposal, ProposedColumn, ProposedOption, ProposedTable};
use super::question::{Answers, SurveyQuestion};
use super::sample::Sample;
use super::words::{Meaning, is_event, strength};
use crate::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, RATING, TIMESTAMP, USER_ID};
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
    table.options.extend(header_options(own));
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
    events(own, &mut table);
    table.left_out = left_out(own, &table);
    table
}

/// The options that name the columns of a table without a header.
pub(super) fn header_options(own: &Sample) -> Vec<ProposedOption> {
    if !own.has_no_header {
        return Vec::new();
    }
    let option = |option, values, evidence: &str, unsure: &str| ProposedOption {
        option,
        values,
        evidence: evidence.to_owned(),
        unsure: unsure.to_owned(),
    };
    let names = own.columns.iter().map(|cells| cells.name.clone()).collect();
    vec![
        option("no-header", Vec::new(), "The first line is a row like the others.", ""),
        option(
            "columns",
            names,
            "These names are made up from what the columns hold.",
            "Of two columns of ids the first is taken for users; change the names if it is the other way round.",
        ),
    ]
}

/// The column that was named, or the best of the candidates.
fn chosen(
    own: &Sample,
    given: Option<&str>,
    candidates: Vec<Candidate<'_>>,
    (ours, what, option): (&str, &str, &str),
) -> Result<ProposedColumn, SurveyQuestion> {
    if let Some(name) = given {
        return named(own, name, candidates, (ours, what, option));
    }
    match best(candidates) {
        Chosen::One(one, alternatives) => Ok(ProposedColumn {
            ours: ours.to_owned(),
            theirs: Some(one.cells.name.clone()),
            evidence: one.evidence,
            alternatives,
        }),
        Chosen::Several(several) => Err(choose::question(what, own, &several, option)),
        Chosen::None => Err(choose::question(what, own, &[], option)),
    }
}

/// The column of the name that an answer gives.
fn named(
    own: &Sample,
    name: &str,
    candidates: Vec<Candidate<'_>>,
    (ours, what, option): (&str, &str, &str),
) -> Result<ProposedColumn, SurveyQuestion> {
    let Some(cells) = own.column(name) else {
        let mut question = choose::question(what, own, &[], option);
        let path = own.path.display();
        question.asked = format!("`{path}` has no column `{name}`. {}", question.asked);
        return Err(question);
    };
    let others = candidates.into_iter().filter(|one| one.cells.name != cells.name);
    let alternatives = others
        .map(|one| Alternative { theirs: one.cells.name.clone(), evidence: one.evidence })
        .collect();
    Ok(ProposedColumn {
        ours: ours.to_owned(),
        theirs: Some(cells.name.clone()),
        evidence: format!("as you said; {}", cells.counted()),
        alternatives,
    })
}

type Time = (ProposedColumn, Vec<ProposedOption>);

/// The column of instants with the options for reading it; `None` where the table has no time.
fn time(own: &Sample, answers: &Answers) -> Result<Option<Time>, SurveyQuestion> {
    if answers.timestamp_from.is_some() {
        return Ok(None);
    }
    let candidates = choose::times(own);
    let option = "--timestamp COLUMN";
    if candidates.is_empty() && answers.timestamp.is_none() {
        let path = own.path.display();
        return Err(SurveyQuestion {
            asked: format!(
                "No column of `{path}` tells a time, and Personalize needs one. Which column holds it, or which instant \
                 shall every row get? The same instant everywhere says nothing of what came first."
            ),
            choices: choose::question("", own, &[], "").choices,
            answer: "--timestamp COLUMN (with --timestamp-format FORMAT), or --timestamp-from 2024-01-01".to_owned(),
        });
    }
    let given = answers.timestamp.as_deref();
    let column = chosen(own, given, candidates, (TIMESTAMP, "the time of the event", option))?;
    let cells = column.theirs.as_deref().and_then(|name| own.column(name));
    let form = cells.and_then(|cells| cells.time.as_ref());
    let options = match (&answers.timestamp_format, form) {
        (Some(format), _) => vec![timestamp_format(format, "As you said.")],
        (None, Some(form)) if form.is_open() => return Err(open_format(own, cells, form)),
        (None, Some(form)) => form_options(form, cells),
        (None, None) => {
            let name = column.theirs.unwrap_or_default();
            return Err(SurveyQuestion {
                asked: format!(
                    "In which form does `{name}` of `{}` tell time?",
                    own.path.display()
                ),
                choices: vec![cells.map_or_else(String::new, |cells| cells.examples(3))],
                answer: "--timestamp-format FORMAT, such as '%d.%m.%Y %H:%M'".to_owned(),
            });
        }
    };
    Ok(Some((column, options)))
}

/// The question which of two formats is meant.
fn open_format(own: &Sample, cells: Option<&Cells>, form: &TimeForm) -> SurveyQuestion {
    let formats = match form {
        TimeForm::Formats(formats) => formats.as_slice(),
        _ => &[],
    };
    let (name, examples) =
        cells.map_or_else(Default::default, |cells| (cells.name.clone(), cells.examples(2)));
    SurveyQuestion {
        asked: format!(
            "Is the day or the month first in `{name}` of `{}`, such as {examples}? No value tells.",
            own.path.display()
        ),
        choices: formats.iter().map(|format| format!("`{format}`")).collect(),
        answer: "--timestamp-format FORMAT".to_owned(),
    }
}

fn timestamp_format(format: &str, evidence: &str) -> ProposedOption {
    ProposedOption {
        option: "timestamp-format",
        values: vec![format.to_owned()],
        evidence: evidence.to_owned(),
        unsure: "The times say no time zone and are read as UTC; `timezone = \"Europe/Berlin\"` reads local ones."
            .to_owned(),
    }
}

/// The options by which instants of a form are read.
fn form_options(form: &TimeForm, cells: Option<&Cells>) -> Vec<ProposedOption> {
    let examples = cells.map(Cells::example).unwrap_or_default();
    let unit = |name: &str, evidence: String, unsure: &str| {
        vec![ProposedOption {
            option: "timestamp-unit",
            values: vec![name.to_owned()],
            evidence,
            unsure: unsure.to_owned(),
        }]
    };
    match form {
        TimeForm::Typed => Vec::new(),
        TimeForm::Numbers(found) => {
            let at = seconds(&examples, *found).map(crate::instant::to_iso).unwrap_or_default();
            unit(found.name(), format!("{examples} is {at} in {}.", found.name()), "")
        }
        TimeForm::Iso { has_offset: true } => {
            unit("iso-8601", format!("{examples} is ISO 8601 and says its time zone."), "")
        }
        TimeForm::Iso { has_offset: false } => {
            let unsure = "The times say no time zone and are read as UTC.";
            unit("iso-8601", format!("{examples} is ISO 8601."), unsure)
        }
        TimeForm::Formats(formats) => {
            let format = formats.first().copied().unwrap_or_default();
            vec![timestamp_format(format, &format!("{examples} has this form, as all values do."))]
        }
    }
}

/// The seconds of a number that counts a unit.
fn seconds(text: &str, unit: crate::instant::Unit) -> Option<i64> {
    let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
    Some(whole.parse::<i64>().ok()?.div_euclid(unit.per_second()))
}

/// The options for a table without a time.
fn without_time(from: String) -> Vec<ProposedOption> {
    let option = |option, values, evidence: &str| ProposedOption {
        option,
        values,
        evidence: evidence.to_owned(),
        unsure: String::new(),
    };
    vec![
        option("no-timestamp", Vec::new(), "No column tells a time."),
        option(
            "timestamp-from",
            vec![from],
            "The service needs an instant: as you said, every row gets this one.",
        ),
    ]
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
    let numbers = |meaning, table: &ProposedTable| -> Vec<Candidate<'_>> {
        let fitting = own.columns.iter().filter(|cells| free(table, cells));
        let fitting = fitting.filter(|cells| cells.is_number() && !cells.is_unique());
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
            CellKind::WithComma => with_comma = Some(cells),
            _ if cells.is_number() => {
                alternatives.push(Alternative { theirs: cells.name.clone(), evidence });
            }
            _ => {}
        }
    }
    let evidence = match with_comma {
        Some(cells) => format!(
            "`{}` holds numbers with a decimal comma, such as {}, which are not read; with a point they could be the \
             strength of an event",
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
