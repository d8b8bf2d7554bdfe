//! Checks that actions have enough events to be scored, which only a second look at the file can tell:
//! what counts is the six weeks before the newest event.

use std::collections::BTreeMap;

use crate::column::TIMESTAMP;
use crate::rule::{self, Findings};
use crate::schema::reserved::ACTION_ID;
use crate::validate::error::ValidateError;
use crate::validate::options::Options;
use crate::validate::row::table_columns::Special;
use crate::validate::whole::facts::Facts;
use crate::validate::whole::id_hash;
use crate::validate::whole::insight::share;
use crate::validate::whole::second_look::for_each_row;

const SIX_WEEKS: i64 = 42 * 86_400;
const EVENTS_MIN: u64 = 50;
/// The most actions counted: ten times what a group may have.
const ACTIONS_MAX: usize = 10_000;

/// Events of one action.
#[derive(Debug, Default)]
struct ActionEvents {
    first_line: u64,
    taken: u64,
    other: u64,
}

pub(in crate::validate) fn check(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let at = facts.columns.iter().position(|column| column.name == TIMESTAMP);
    let Some(span) = at.and_then(|at| facts.tally.columns[at].instants) else {
        return Ok(());
    };
    let mut actions: BTreeMap<u128, ActionEvents> = BTreeMap::new();
    for_each_row(facts, options, |table, row| {
        let action = table.cell(row, Special::Item);
        if action.is_empty() {
            return Ok(());
        }
        let instant = table.instant(table.cell(row, Special::Timestamp));
        let seen = seen_of(&mut actions, action, table.line(row));
        if let (Some(seen), Some(instant)) = (seen, instant)
            && instant > span.latest.saturating_sub(SIX_WEEKS)
        {
            seen.count(table.cell(row, Special::EventType));
        }
        Ok(())
    })?;
    add(&actions, facts, findings)
}

impl ActionEvents {
    fn count(&mut self, event: &[u8]) {
        let is_taken = event.eq_ignore_ascii_case(b"taken");
        self.taken += u64::from(is_taken);
        self.other += u64::from(!is_taken);
    }
}

/// The events of an action, which may be new; none of one too many.
fn seen_of<'a>(
    actions: &'a mut BTreeMap<u128, ActionEvents>,
    action: &[u8],
    line: u64,
) -> Option<&'a mut ActionEvents> {
    // An id of any length takes the room of a hash.
    let action = id_hash::hash(action);
    if !actions.contains_key(&action) && actions.len() < ACTIONS_MAX {
        actions.insert(action, ActionEvents { first_line: line, ..ActionEvents::default() });
    }
    actions.get_mut(&action)
}

fn add(
    actions: &BTreeMap<u128, ActionEvents>,
    facts: &Facts,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let few = actions.values().filter(|seen| seen.taken.min(seen.other) < EVENTS_MIN);
    let mut lines: Vec<u64> = few.map(|seen| seen.first_line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    lines.sort_unstable();
    let count = lines.len() as u64;
    lines.truncate(findings.examples_max());
    let examples = facts.lines.examples(&lines, Some(ACTION_ID))?;
    findings.add_counted(&rule::RECIPE_ACTION_EVENTS, Some(ACTION_ID), count, examples, || {
        format!(
            "{} actions have fewer than 50 Taken, or 50 Not taken and Viewed, in the six weeks \
             before the newest event",
            share(count, actions.len() as u64)
        )
    });
    Ok(())
}
