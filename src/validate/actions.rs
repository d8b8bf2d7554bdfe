//! Whether actions have enough events to be scored, which only a second look at the file can tell:
//! what counts is the six weeks before the newest event.

use std::collections::BTreeMap;
use std::io;

use super::block::Blocks;
use super::cell::parse_whole;
use super::facts::Facts;
use super::ids;
use super::insight::share;
use super::open::open;
use crate::column::{EVENT_TYPE, TIMESTAMP};
use crate::rule::{self, Findings};
use crate::schema::reserved::ACTION_ID;
use crate::source::reader::Reader;
use crate::source::record::Record;

const SIX_WEEKS: i64 = 42 * 86_400;
const EVENTS_MIN: u64 = 50;
/// Ten times what a group may have; more are not counted.
const ACTIONS_MAX: usize = 10_000;

/// Events of one action.
#[derive(Debug, Default)]
struct Seen {
    first_line: u64,
    taken: u64,
    other: u64,
}

pub(super) fn check(facts: &Facts, findings: &mut Findings) -> io::Result<()> {
    let at = facts.columns.iter().position(|column| column.name == TIMESTAMP);
    let Some((_, newest)) = at.and_then(|at| facts.tally.columns[at].instants) else {
        return Ok(());
    };
    let mut actions: BTreeMap<u128, Seen> = BTreeMap::new();
    for part in facts.lines.parts() {
        let columns = [ACTION_ID, EVENT_TYPE, TIMESTAMP].map(|name| part.column(name));
        let [Some(action), Some(event), Some(instant)] = columns else { continue };
        let (_, input) = open(&part.path)?;
        let mut blocks = Blocks::new(input);
        let mut record = Record::default();
        while let Some(block) = blocks.next()? {
            let mut reader = Reader::new(&block.bytes[..]);
            while reader.read(&mut record)? {
                let line = part.lines_before + block.line + record.line() - 1;
                let is_recent = parse_whole(record.field(instant))
                    .is_some_and(|instant| instant > newest.saturating_sub(SIX_WEEKS));
                // The header is no event; nor is a row without an action.
                if line > part.lines_before + 1 && !record.field(action).is_empty() {
                    count(&mut actions, record.field(action), record.field(event), line, is_recent);
                }
            }
        }
    }
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
