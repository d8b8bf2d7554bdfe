//! Checks what only a whole table shows: repeats, event types, completeness, spread.

use crate::column::TIMESTAMP;
use crate::number::thousands;
use crate::rule::{self, Findings};
use crate::schema::DatasetType;
use crate::schema::reserved::ACTION_ID;
use crate::validate::error::ValidateError;
use crate::validate::options::Options;
use crate::validate::recipe::Recipe;
use crate::validate::row::column_tally::{ColumnTally, MEMBERS_MAX};
use crate::validate::row::kind::CellKind;
use crate::validate::row::moments::NumberAt;
use crate::validate::whole::events::check_events;
use crate::validate::whole::facts::{ColumnFacts, Facts};

/// The number of standard deviations from the mean beyond which a value is far.
const FAR: f64 = 10.0;
/// The number of rows below which shares and a column of one value mean nothing.
const ROWS_MIN: u64 = 25;

/// The text of `count` of `all` as people read it.
pub(in crate::validate) fn share(count: u64, all: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    let percent = if all == 0 { 0.0 } else { count as f64 * 100.0 / all as f64 };
    format!("{} of {} ({percent:.1} %)", thousands(count), thousands(all))
}

pub(in crate::validate) fn check(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    check_repeats(facts, findings)?;
    if facts.dataset.is_some_and(DatasetType::is_events) {
        check_instants(facts, options, findings)?;
        check_events(facts, options, findings)?;
    }
    for (column, tally) in facts.columns.iter().zip(&facts.tally.columns) {
        check_completeness(column, tally, facts.tally.n_rows, findings);
        check_spread(column, tally, facts, findings)?;
    }
    let (n_incomplete, n_rows) = (facts.tally.n_incomplete, facts.tally.n_rows);
    if n_rows >= ROWS_MIN && n_incomplete * 10 > n_rows * 3 {
        findings.add_counted(&rule::ROWS_INCOMPLETE, None, n_incomplete, Vec::new(), || {
            format!("{} rows miss a value; expected at most 30 %", share(n_incomplete, n_rows))
        });
    }
    Ok(())
}

fn check_repeats(facts: &Facts, findings: &mut Findings) -> Result<(), ValidateError> {
    let Some(dataset) = facts.dataset else { return Ok(()) };
    let repeats = &facts.repeats;
    let n_rows = facts.tally.n_rows;
    let id = match dataset {
        DatasetType::Users => crate::column::USER_ID,
        DatasetType::Items => crate::column::ITEM_ID,
        _ => ACTION_ID,
    };
    if !dataset.is_events() {
        if repeats.n_equal > 0 {
            let examples = facts.lines.examples(&repeats.equal_lines, Some(id))?;
            findings.add_counted(&rule::REPEATED_ID, Some(id), repeats.n_equal, examples, || {
                format!("{} rows have an id of a row before", share(repeats.n_equal, n_rows))
            });
        }
        return Ok(());
    }
    if repeats.n_equal > 0 {
        let examples = facts.lines.examples(&repeats.equal_lines, None)?;
        findings.add_counted(&rule::REPEATED_ROW, None, repeats.n_equal, examples, || {
            format!("{} rows equal a row before in everything", share(repeats.n_equal, n_rows))
        });
    }
    if repeats.n_twins > 0 {
        let examples = facts.lines.examples(&repeats.twin_lines, None)?;
        findings.add_counted(&rule::TWIN_EVENTS, None, repeats.n_twins, examples, || {
            format!(
                "{} rows have user, item and timestamp of an earlier row and differ otherwise",
                share(repeats.n_twins, n_rows)
            )
        });
    }
    Ok(())
}

pub(in crate::validate) fn check_instants(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let Some(at) = facts.columns.iter().position(|column| column.name == TIMESTAMP) else {
        return Ok(());
    };
    let Some(span) = facts.tally.columns[at].instants else { return Ok(()) };
    if span.earliest != span.latest || facts.tally.n_rows < 2 {
        return Ok(());
    }
    let segments = options.recipe.is_some_and(Recipe::segments_users);
    let rule = if segments { &rule::RECIPE_ONE_INSTANT } else { &rule::VALUE_ONE_INSTANT };
    let examples = facts.lines.examples(&[facts.tally.first_line], Some(TIMESTAMP))?;
    findings.add_counted(rule, Some(TIMESTAMP), facts.tally.n_rows, examples, || {
        format!(
            "expected instants that differ, found {} everywhere",
            crate::instant::to_iso(span.earliest)
        )
    });
    Ok(())
}

fn check_completeness(
    column: &ColumnFacts,
    tally: &ColumnTally,
    n_rows: u64,
    findings: &mut Findings,
) {
    let n_empty = tally.n_empty;
    let (rule, most, expected) = if column.kind == CellKind::Text {
        (&rule::TEXT_INCOMPLETE, 15, "at most 15 %")
    } else {
        (&rule::COLUMN_INCOMPLETE, 30, "at most 30 %")
    };
    if n_rows >= ROWS_MIN && n_empty * 100 > n_rows * most {
        findings.add_counted(rule, Some(&column.name), n_empty, Vec::new(), || {
            format!("{} cells are empty; expected {expected}", share(n_empty, n_rows))
        });
    }
}

/// Tells whether all values of the column are one; `None` where that is not counted.
pub(in crate::validate) fn is_constant(column: &ColumnFacts, tally: &ColumnTally) -> Option<bool> {
    match column.kind {
        CellKind::Category => Some(tally.members.len() == 1),
        CellKind::Whole(_) | CellKind::Real if tally.numbers.n > 0 => {
            let (least, most) = (tally.numbers.least.value, tally.numbers.most.value);
            Some(least.total_cmp(&most).is_eq())
        }
        _ => None,
    }
}

fn check_spread(
    column: &ColumnFacts,
    tally: &ColumnTally,
    facts: &Facts,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let name = Some(column.name.as_str());
    if column.kind == CellKind::Category && tally.members.len() > MEMBERS_MAX {
        findings.add_counted(&rule::TOO_MANY_CATEGORIES, name, 1, Vec::new(), || {
            "expected at most 1,000 different values, found more".to_owned()
        });
    }
    let n_rows = facts.tally.n_rows;
    // Where some cells are empty, empty or not is what a value tells.
    let is_full = tally.n_empty == 0 && n_rows >= ROWS_MIN;
    if column.is_metadata && is_full && is_constant(column, tally) == Some(true) {
        findings.add_counted(&rule::NOTHING_TO_LEARN, name, n_rows, Vec::new(), || {
            "expected values that differ, found one alone".to_owned()
        });
    }
    check_outliers(column, tally, facts, findings)
}

/// Checks the smallest and the largest number of a column.
fn check_outliers(
    column: &ColumnFacts,
    tally: &ColumnTally,
    facts: &Facts,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let numbers = &tally.numbers;
    if numbers.n == 0 {
        return Ok(());
    }
    let is_far =
        |number: &NumberAt| (number.value - numbers.mean).abs() > FAR * numbers.deviation();
    let mut far = vec![numbers.least, numbers.most];
    far.retain(is_far);
    far.sort_by_key(|number| number.line);
    let Some(first) = far.first() else { return Ok(()) };
    let lines: Vec<u64> = far.iter().map(|number| number.line).collect();
    let name = Some(column.name.as_str());
    let examples = facts.lines.examples(&lines, name)?;
    findings.add_counted(&rule::OUTLIERS, name, far.len() as u64, examples, || {
        format!(
            "{} lies more than 10 standard deviations ({:.4}) from the mean ({:.4})",
            first.value,
            numbers.deviation(),
            numbers.mean
        )
    });
    Ok(())
}
