//! The column of instants, and how it is read.

use super::cells::{Cells, plural};
use super::choose::{self, chosen};
use super::instants::{TimeForm, fits, is_far_ahead, seconds};
use super::proposal::{ProposedColumn, ProposedOption, Standing};
use super::question::{Answers, SurveyQuestion};
use super::sample::Sample;
use crate::column::TIMESTAMP;

/// The doubt about numbers whose unit gives years to come.
const FAR_AHEAD: &str = "Some of these times lie after the year 2100, so that the numbers may be in another unit, which is \
                         not read (such as tenths of milliseconds), or be no times. Write seconds or milliseconds where \
                         the table is exported.";

type Time = (ProposedColumn, Vec<ProposedOption>);

/// The column of instants with the options for reading it; `None` where the table has no time.
pub(super) fn time(own: &Sample, answers: &Answers) -> Result<Option<Time>, SurveyQuestion> {
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
        (Some(format), _) => match cells.and_then(|cells| misfit(own, cells, format)) {
            Some(question) => return Err(question),
            None => vec![timestamp_format(format, "As you said.")],
        },
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

/// The question after another format, where the one that was given does not read the column.
fn misfit(own: &Sample, cells: &Cells, format: &str) -> Option<SurveyQuestion> {
    let n_fitting = cells.values.iter().filter(|value| fits(format, value)).count();
    // Some cells may be wrong, which is for `prep` to say.
    if n_fitting * 2 >= cells.values.len() {
        return None;
    }
    let with_short_years = format.replace("%Y", "%y");
    let of_two_digits = || cells.values.iter().all(|value| fits(&with_short_years, value));
    let needs_none = cells.time.as_ref().filter(|form| !matches!(form, TimeForm::Formats(_)));
    let why = if let Some(form) = needs_none {
        format!("these are {}, which need no format", form.said())
    } else if !format.contains('%') {
        "it has no directive: `%d` is the day, `%m` the month, `%Y` a year of four digits, `%y` one of two, `%H` the \
         hour, `%M` the minute"
            .to_owned()
    } else if of_two_digits() {
        "`%Y` is a year of four digits, and `%y` one of two".to_owned()
    } else {
        format!("it fits {n_fitting} of {}", plural(cells.n_different(), "different value"))
    };
    let fitting: &[&str] = match &cells.time {
        Some(TimeForm::Formats(formats)) => formats,
        _ => &[],
    };
    Some(SurveyQuestion {
        asked: format!(
            "`--timestamp-format '{format}'` does not read `{}` of `{}`, such as {}: {why}.",
            cells.name,
            own.path.display(),
            cells.examples(2)
        ),
        choices: fitting.iter().map(|format| format!("`{format}` fits")).collect(),
        answer: match needs_none {
            Some(_) => "no --timestamp-format",
            None => "--timestamp-format FORMAT, such as '%d.%m.%Y %H:%M'",
        }
        .to_owned(),
    })
}

/// The question which of several formats is meant.
fn open_format(own: &Sample, cells: Option<&Cells>, form: &TimeForm) -> SurveyQuestion {
    let formats = match form {
        TimeForm::Formats(formats) => formats.as_slice(),
        _ => &[],
    };
    let (name, examples) =
        cells.map_or_else(Default::default, |cells| (cells.name.clone(), cells.examples(2)));
    let order = if formats.iter().all(|format| format.contains("%Y")) {
        "Is the day or the month first"
    } else {
        "In which order do day, month and year stand"
    };
    SurveyQuestion {
        asked: format!(
            "{order} in `{name}` of `{}`, such as {examples}? No value tells.",
            own.path.display()
        ),
        choices: formats.iter().map(|format| format!("`{format}`")).collect(),
        answer: "--timestamp-format FORMAT".to_owned(),
    }
}

/// The option for instants of a format.
pub(super) fn timestamp_format(format: &str, evidence: &str) -> ProposedOption {
    ProposedOption {
        option: "timestamp-format",
        values: vec![format.to_owned()],
        evidence: evidence.to_owned(),
        unsure: "The times say no time zone and are read as UTC; `timezone = \"Europe/Berlin\"` reads local ones."
            .to_owned(),
        standing: Standing::Set,
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
            standing: Standing::Set,
        }]
    };
    match form {
        TimeForm::Typed => Vec::new(),
        TimeForm::Numbers(found) => {
            let at = seconds(&examples, *found).map(crate::instant::to_iso).unwrap_or_default();
            let is_far = cells.is_some_and(|cells| is_far_ahead(&cells.values, *found));
            let unsure = if is_far { FAR_AHEAD } else { "" };
            unit(found.name(), format!("{examples} is {at} in {}.", found.name()), unsure)
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

/// The options for a table without a time.
pub(super) fn without_time(from: String) -> Vec<ProposedOption> {
    let option = |option, values, evidence: &str| ProposedOption {
        option,
        values,
        evidence: evidence.to_owned(),
        unsure: String::new(),
        standing: Standing::Set,
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
