//! Checks that actions have enough events to be scored, which only a second look at the file can tell:
//! what counts is the six weeks before the newest event.

use std::collections::BTreeMap;
use std::io;

use crate::column::TIMESTAMP;
use crate::rule::{self, Findings};
use crate::schema::reserved::ACTION_ID;
use crate::validate::options::Options;
use crate::validate::row::columns::Special;
use crate::validate::whole::facts::Facts;
use crate::validate::whole::ids;
use crate::validate::whole::insight::share;
use crate::validate::whole::second_look::for_each_row;

const SIX_WEEKS: i64 = 42 * 86_400;
const EVENTS_MIN: u64 = 50;
/// The most actions counted: ten times what a group may have.
const ACTIONS_MAX: usize = 10_000;

/// Events of one action.
#[derive(Debug, Default)]
struct Seen {
    first_line: u64,
    taken: u64,
    other: u64,
}

pub(in crate::validate) fn check(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> io::Result<()> {
    let at = facts.columns.iter().position(|column| column.name == TIMESTAMP);
    let Some((_, newest)) = at.and_then(|at| facts.tally.columns[at].instants) else {
        return Ok(());
    };
    let mut actions: BTreeMap<u128, Seen> = BTreeMap::new();
    for_each_row(facts, options, |table, row| {
        let is_recent = table
            .instant(table.cell(row, Special::Timestamp))
            .is_some_and(|instant| instant > newest.saturating_sub(SIX_WEEKS));
        let action = table.cell(row, Special::Item);
        if !action.is_empty() {
            let event = table.cell(row, Special::EventType);
            count(&mut actions, action, event, table.line(row), is_recent);
        }
        Ok(())
    })?;
    add(&actions, facts, findings)
}

fn count(
    actions: &mut BTreeMap<u128, Seen>,
    action: &[u8],
    event: &[u8],
    line: u64,
    is_recent: bool,
) {
    // An id of any length takes the room of a hash.
    let action = ids::hash(action);
    if !actions.contains_key(&action) {
        if actions.len() >= ACTIONS_MAX {
            return;
        }
        actions.insert(action, Seen { first_line: line, ..Seen::default() });
    }
    if let (Some(seen), true) = (actions.get_mut(&action), is_recent) {
        let is_taken = event.eq_ignore_ascii_case(b"taken");
        seen.taken += u64::from(is_taken);
        seen.other += u64::from(!is_taken);
    }
}

fn add(actions: &BTreeMap<u128, Seen>, facts: &Facts, findings: &mut Findings) -> io::Result<()> {
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
