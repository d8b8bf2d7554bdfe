//! Event types, as a whole table shows them.

use std::collections::BTreeMap;

use crate::column::{EVENT_TYPE, EVENT_VALUE};
use crate::number::thousands;
use crate::rule::{self, Findings, Rule};
use crate::schema::reserved;
use crate::schema::{DatasetType, Domain};
use crate::text::stands_for_no_id;
use crate::validate::error::ValidateError;
use crate::validate::options::Options;
use crate::validate::row::column_tally::EventCount;
use crate::validate::whole::facts::Facts;

/// The most event types that the service takes, and columns and types together.
const EVENT_TYPES_MAX: usize = 10;

/// An event type of the table.
#[derive(Debug, Clone, Copy)]
struct EventType<'a> {
    name: &'a [u8],
    count: EventCount,
}

impl EventType<'_> {
    /// The name as people read it.
    fn shown(&self) -> String {
        crate::text::shorten(&String::from_utf8_lossy(self.name), 40)
    }

    /// The name without blanks at its ends, in small letters.
    fn plain(&self) -> String {
        plain(self.name)
    }
}

fn plain(name: &[u8]) -> String {
    String::from_utf8_lossy(name).trim().to_lowercase()
}

/// Puts the most frequent first.
fn sort_by_count(events: &mut [EventType<'_>]) {
    events.sort_by_key(|event| (std::cmp::Reverse(event.count.n_rows), event.name));
}

fn add_event_type(
    rule: &'static Rule,
    facts: &Facts,
    events: &[EventType<'_>],
    findings: &mut Findings,
    message: impl FnOnce() -> String,
) -> Result<(), ValidateError> {
    let mut lines: Vec<u64> = events.iter().map(|event| event.count.first_line).collect();
    lines.sort_unstable();
    lines.truncate(findings.examples_max());
    let examples = facts.lines.examples(&lines, Some(EVENT_TYPE))?;
    let count = events.iter().map(|event| event.count.n_rows).sum();
    findings.add_counted(rule, Some(EVENT_TYPE), count, examples, message);
    Ok(())
}

/// Checks the event types of a table.
pub(super) fn check_events(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let events = facts.tally.events.iter().filter(|(name, _)| !name.is_empty());
    let events: Vec<EventType<'_>> =
        events.map(|(name, &count)| EventType { name, count }).collect();
    if facts.is_of(DatasetType::ActionInteractions) {
        return check_actions(facts, &events, findings);
    }
    check_any(facts, &events, findings)?;
    check_spellings(facts, options, &events, findings)?;
    check_number(facts, &events, findings)?;
    if options.domain != Domain::Custom && facts.has_column(EVENT_VALUE) {
        findings.add_counted(&rule::EVENT_VALUE_IGNORED, Some(EVENT_VALUE), 1, Vec::new(), || {
            format!("the domain {} does not read the column", options.domain.name())
        });
    }
    Ok(())
}

/// Checks that events of actions are of the types that there are.
fn check_actions(
    facts: &Facts,
    events: &[EventType<'_>],
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    const KNOWN: [&str; 6] = ["Taken", "Not taken", "Viewed", "TAKEN", "NOT_TAKEN", "VIEWED"];
    let is_other =
        |event: &&EventType<'_>| KNOWN.iter().all(|known| known.as_bytes() != event.name);
    let others: Vec<EventType<'_>> = events.iter().filter(is_other).copied().collect();
    if others.is_empty() {
        return Ok(());
    }
    add_event_type(&rule::EVENT_OF_ACTION, facts, &others, findings, || {
        format!("expected Taken, Not taken or Viewed, found {}", counted(&others))
    })
}

/// Checks the number of event types, alone and with the optional columns.
fn check_number(
    facts: &Facts,
    events: &[EventType<'_>],
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    if events.len() > EVENT_TYPES_MAX {
        let mut by_count = events.to_vec();
        sort_by_count(&mut by_count);
        let rare = &by_count[EVENT_TYPES_MAX..];
        return add_event_type(&rule::EVENT_TOO_MANY, facts, rare, findings, || {
            let names: Vec<String> = by_count.iter().take(20).map(EventType::shown).collect();
            format!("expected at most 10 event types, found {}: {}", events.len(), names.join(", "))
        });
    }
    let is_required = |name: &str| {
        reserved::find(DatasetType::Interactions, Domain::Custom, name)
            .is_some_and(|known| known.required)
    };
    let n_optional = facts.schema.fields.iter().filter(|field| !is_required(&field.name)).count();
    if !events.is_empty() && events.len() + n_optional > EVENT_TYPES_MAX {
        findings.add_counted(&rule::EVENT_TOO_MANY_WITH_METADATA, None, 1, Vec::new(), || {
            format!(
                "expected at most 10 event types and optional columns together, found {} and {n_optional}",
                events.len()
            )
        });
    }
    Ok(())
}

/// Tells whether any row says what happened.
fn check_any(
    facts: &Facts,
    events: &[EventType<'_>],
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let says = |name: &[u8]| {
        let text = name.trim_ascii();
        !text.is_empty() && !stands_for_no_id(text)
    };
    if !facts.has_column(EVENT_TYPE)
        || facts.tally.n_rows == 0
        || events.iter().any(|event| says(event.name))
    {
        return Ok(());
    }
    let examples = facts.lines.examples(&[facts.tally.first_line], Some(EVENT_TYPE))?;
    findings.add_counted(&rule::EVENT_NONE, Some(EVENT_TYPE), 1, examples, || {
        let n_rows = thousands(facts.tally.n_rows);
        format!("expected event types, found none in any of {n_rows} rows")
    });
    Ok(())
}

fn check_spellings(
    facts: &Facts,
    options: &Options,
    events: &[EventType<'_>],
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let mut spellings: BTreeMap<String, Vec<EventType<'_>>> = BTreeMap::new();
    for &event in events {
        spellings.entry(event.plain()).or_default().push(event);
    }
    let of_domain = options.domain.event_types();
    let documented = |plain: &str| of_domain.iter().find(|name| name.to_lowercase() == *plain);
    let mut misspelt: Vec<EventType<'_>> = Vec::new();
    for (plain, mut several) in spellings {
        if several.len() > 1 {
            sort_by_count(&mut several);
            add_event_type(&rule::EVENT_SPELLINGS, facts, &several[1..], findings, || {
                format!("expected one spelling, found {}", counted(&several))
            })?;
        } else if let (Some(documented), false) =
            (documented(&plain), options.domain == Domain::Custom)
            && several[0].name != documented.as_bytes()
        {
            misspelt.append(&mut several);
        }
    }
    if !misspelt.is_empty() {
        add_event_type(&rule::EVENT_DOMAIN_SPELLING, facts, &misspelt, findings, || {
            format!("expected {}, found {}", of_domain.join(" and "), counted(&misspelt))
        })?;
    }
    check_near(facts, options, events, findings)
}

/// The event types by name, each with its rows, as a text.
fn counted(events: &[EventType<'_>]) -> String {
    let shown = events
        .iter()
        .take(10)
        .map(|event| format!("\"{}\" ({} rows)", event.shown(), thousands(event.count.n_rows)));
    let more = if events.len() > 10 { " and more" } else { "" };
    shown.collect::<Vec<_>>().join(", ") + more
}

/// Checks for event types one slip away from one of the domain, or from one that has ten times their rows.
fn check_near(
    facts: &Facts,
    options: &Options,
    events: &[EventType<'_>],
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let of_domain: &[&str] =
        if options.domain == Domain::Custom { &[] } else { &options.domain.event_types() };
    let mut meant = String::new();
    let mut near: Vec<EventType<'_>> = Vec::new();
    for event in events {
        // A type that the domain itself names is no slip, whatever is more frequent.
        if of_domain.iter().any(|known| plain(known.as_bytes()) == event.plain()) {
            continue;
        }
        let documented = of_domain.iter().map(|name| (*name).to_owned());
        let frequent = events.iter().filter(|other| other.count.n_rows >= 10 * event.count.n_rows);
        let frequent = frequent.map(|other| String::from_utf8_lossy(other.name).into_owned());
        let wanted = documented
            .chain(frequent)
            .find(|other| is_one_slip(&event.plain(), &plain(other.as_bytes())));
        if let Some(wanted) = wanted {
            meant = crate::text::shorten(&wanted, 40);
            near.push(*event);
        }
    }
    if near.is_empty() {
        return Ok(());
    }
    add_event_type(&rule::EVENT_NEAR, facts, &near, findings, || {
        let hint =
            if near.len() == 1 { format!(" (did you mean \"{meant}\"?)") } else { String::new() };
        format!("found {}{hint}", counted(&near))
    })
}

/// Tells whether one letter too many, too few, another one, or two changed about is all that differs. Short
/// names and those that differ in a digit are too often meant.
fn is_one_slip(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left == right || left.len().min(right.len()) < 4 || left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    let (short, long) = if left.len() <= right.len() { (&left, &right) } else { (&right, &left) };
    let same = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    let (short, long) = (&short[same..], &long[same..]);
    let first = short.first().into_iter().chain(long.first());
    let differs_in_digit = first.into_iter().any(char::is_ascii_digit);
    let is_slip = if short.len() < long.len() {
        short == &long[1..]
    } else {
        short[1..] == long[1..]
            || (short.len() > 1
                && short[0] == long[1]
                && short[1] == long[0]
                && short[2..] == long[2..])
    };
    is_slip && !differs_in_digit
}

#[cfg(test)]
mod tests {
    use super::is_one_slip;

    #[test]
    fn slips_are_of_one_letter_and_never_of_a_digit() {
        for (one, other) in [
            ("watch", "wacth"),
            ("watch", "watchs"),
            ("watch", "atch"),
            ("watch", "match"),
            ("purchase", "purchsae"),
        ] {
            assert!(is_one_slip(one, other) && is_one_slip(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("watch", "watch"),
            ("view", "viewed"),
            ("view10min", "view1min"),
            ("click1", "click2"),
            ("level9", "level"),
            ("buy", "bye"),
            ("watch", "hctaw"),
        ] {
            assert!(!is_one_slip(one, other) && !is_one_slip(other, one), "{one} {other}");
        }
    }
}
