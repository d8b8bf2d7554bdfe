//! Quotas of the service, and what the recipe that is to be trained needs.

use crate::column::{EVENT_TYPE, EVENT_VALUE, USER_ID};
use crate::number::thousands;
use crate::rule::{self, Findings, Rule};
use crate::schema::DatasetType;
use crate::schema::reserved::ACTION_ID;
use crate::validate::error::ValidateError;
use crate::validate::options::{EventFilter, FilterOutcome, Options};
use crate::validate::recipe::{Generation, Recipe};
use crate::validate::row::table_columns::Special;
use crate::validate::whole::actions;
use crate::validate::whole::facts::Facts;
use crate::validate::whole::gathered::values_hash;
use crate::validate::whole::id_hash;
use crate::validate::whole::id_table::IdTable;
use crate::validate::whole::ids::IdSet;
use crate::validate::whole::insight::{is_constant, share};
use crate::validate::whole::keyed_row::KeyedRow;
use crate::validate::whole::repeats;
use crate::validate::whole::room::Room;
use crate::validate::whole::second_look::for_each_row;
use crate::validate::whole::spill::Spill;

/// The fewest different interactions that training needs, after its event filter.
pub const INTERACTIONS_MIN: u64 = 1000;
/// The fewest users with two interactions that training needs.
pub const USERS_MIN: u64 = 25;
const ADVISED_INTERACTIONS: u64 = 50_000;
const ADVISED_USERS: u64 = 1000;
const ACTIONS_MAX: u64 = 1000;

pub(in crate::validate) fn check(
    facts: &mut Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    match facts.dataset {
        Some(DatasetType::Interactions) => {
            check_event_fields(facts, options, findings);
            check_interactions(facts, options, findings);
            check_users(facts, options, findings)?;
            check_items(facts, options, findings)
        }
        Some(DatasetType::Items) => {
            check_item_fields(facts, options, findings)?;
            check_items(facts, options, findings)
        }
        Some(DatasetType::Actions) => {
            let n_actions = n_ids(facts)?;
            if n_actions > ACTIONS_MAX {
                add(&rule::QUOTA_ACTIONS, Some(ACTION_ID), findings, || {
                    format!("expected at most 1,000 actions, found {}", thousands(n_actions))
                });
            }
            Ok(())
        }
        Some(DatasetType::ActionInteractions) if options.recipe == Some(Recipe::NextBestAction) => {
            actions::check(facts, options, findings)
        }
        _ => Ok(()),
    }
}

fn add(
    rule: &'static Rule,
    column: Option<&str>,
    findings: &mut Findings,
    message: impl FnOnce() -> String,
) {
    findings.add_counted(rule, column, 1, Vec::new(), message);
}

fn n_ids(facts: &mut Facts) -> Result<u64, ValidateError> {
    let mut n = 0;
    facts.items.for_each(|_| n += 1)?;
    Ok(n)
}

fn check_event_fields(facts: &Facts, options: &Options, findings: &mut Findings) {
    let filter = options.training_filter();
    if let (Some(event_type), false) = (&filter.event_type, facts.has_column(EVENT_TYPE)) {
        add(&rule::RECIPE_FIELD, Some(EVENT_TYPE), findings, || {
            format!(
                "expected the column EVENT_TYPE, in which events of type {event_type} are found"
            )
        });
    }
    if filter.value_min.is_some() && !facts.has_column(EVENT_VALUE) {
        add(&rule::RECIPE_FIELD, Some(EVENT_VALUE), findings, || {
            "expected the column EVENT_VALUE, whose values are held against the threshold"
                .to_owned()
        });
    }
    let Some(recipe) = options.recipe else { return };
    for advised in recipe.facts().advised {
        if !facts.tally.events.contains_key(advised.as_bytes()) {
            add(&rule::RECIPE_ADVISED_EVENT, Some(EVENT_TYPE), findings, || {
                format!("{} also learns from {advised}, of which there is none", recipe.name())
            });
        }
    }
}

fn check_interactions(facts: &Facts, options: &Options, findings: &mut Findings) {
    let n_unique = facts.tally.n_rows - facts.repeats.n_equal.min(facts.tally.n_rows);
    let n_matching = facts.tally.n_matching.saturating_sub(facts.repeats.n_equal_passing);
    let filter = options.training_filter();
    if n_unique < INTERACTIONS_MIN {
        add(&rule::QUOTA_INTERACTIONS, None, findings, || {
            format!("expected at least 1,000 different interactions, found {}", thousands(n_unique))
        });
    } else if !filter.is_open() && n_matching < INTERACTIONS_MIN {
        add(&rule::QUOTA_FILTERED_INTERACTIONS, None, findings, || {
            few_after_filter(facts, &filter, n_matching)
        });
    }
    if n_unique < ADVISED_INTERACTIONS {
        add(&rule::QUOTA_ADVISED_INTERACTIONS, None, findings, || {
            format!("the guide advises 50,000 interactions, found {}", thousands(n_unique))
        });
    }
    let generation = options.recipe.map_or(Generation::First, |recipe| recipe.facts().generation);
    check_training_interactions(facts.tally.n_matching, generation, findings);
}

/// The message that too few interactions pass the filter, with the event types that there are.
fn few_after_filter(facts: &Facts, filter: &EventFilter, n_matching: u64) -> String {
    let events = facts.tally.events.iter().map(|(name, count)| {
        let name = crate::text::shorten(&String::from_utf8_lossy(name), 40);
        format!("{name} ({} rows)", thousands(count.n_rows))
    });
    let events: Vec<String> = events.take(20).collect();
    let wanted = filter.event_type.as_ref();
    let wanted = wanted.map_or_else(String::new, |name| format!(" of type {name}"));
    let hint = filter.event_type.as_ref().and_then(|wanted| {
        let names = facts.tally.events.keys().map(|name| String::from_utf8_lossy(name));
        names
            .filter(|name| name.trim() != wanted)
            .find(|name| crate::param::nearest(wanted, &[&**name]).is_some())
            .map(|name| crate::text::shorten(&name, 40))
    });
    let hint = hint.map_or_else(String::new, |name| {
        format!(" (did you mean {name}? training tells cases apart)")
    });
    let value = filter.value_min;
    let value = value.map_or_else(String::new, |least| format!(" of value {least} or more"));
    format!(
        "expected at least 1,000 different interactions{wanted}{value}, found {}{hint}; event types: {}",
        thousands(n_matching),
        if events.is_empty() { "none".to_owned() } else { events.join(", ") }
    )
}

fn check_training_interactions(n_rows: u64, generation: Generation, findings: &mut Findings) {
    let most = generation.interactions_max();
    if n_rows > most {
        add(&rule::QUOTA_TRAINING_INTERACTIONS, None, findings, || {
            let [most, found] = [most, n_rows].map(thousands);
            format!("expected at most {most} interactions, found {found}")
        });
    }
}

fn check_users(
    facts: &mut Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    // That the column is missing, or that nothing passes the filter, is found by its own rule.
    let has_users = facts.has_column(USER_ID);
    if !has_users || (facts.tally.n_matching == 0 && !options.training_filter().is_open()) {
        return Ok(());
    }
    let (mut n_users, mut n_with_two) = (0, 0);
    facts.users.for_each(|user| {
        n_users += u64::from(user.matching > 0);
        n_with_two += u64::from(user.matching > 1);
    })?;
    // Of a user's equal rows one counts. How many that concerns is only looked up where it matters.
    let at_least = n_with_two.saturating_sub(facts.repeats.n_equal);
    if at_least < n_with_two && (at_least < ADVISED_USERS || at_least * 100 < n_users) {
        n_with_two = users_with_two(facts, options)?;
    }
    let found = || format!("{} users have two interactions", share(n_with_two, n_users));
    if n_with_two < USERS_MIN {
        add(&rule::QUOTA_USERS, None, findings, || format!("{}; expected at least 25", found()));
    } else if n_with_two * 100 < n_users {
        add(&rule::QUOTA_USER_SHARE, None, findings, || {
            format!("{}; expected at least 1 %", found())
        });
    }
    if n_with_two < ADVISED_USERS {
        add(&rule::QUOTA_ADVISED_USERS, None, findings, || {
            format!("{}; the guide advises 1,000", found())
        });
    }
    Ok(())
}

/// The number of users with two different interactions that pass the filter.
fn users_with_two(facts: &Facts, options: &Options) -> Result<u64, ValidateError> {
    let room = Room::for_file(options, facts.tally.n_rows * 32);
    let mut rows = Spill::new(&room);
    let mut scratch = Vec::new();
    for_each_row(facts, options, |table, row| {
        let user = table.cell(row, Special::User);
        if user.is_empty() || table.filter_outcome(row) == FilterOutcome::Excluded {
            return Ok(());
        }
        let values = values_hash(row, table, &mut scratch);
        let line = table.line(row);
        rows.push(KeyedRow::new(id_hash::hash(user), values, line, FilterOutcome::Passes))
    })?;
    let found = repeats::find(&[rows.finish()], room.n_partitions, 0, options.n_threads)?;
    Ok(found.n_twin_keys)
}

fn check_items(
    facts: &mut Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let n_items = n_ids(facts)?;
    let generation = options.recipe.map_or(Generation::First, |recipe| recipe.facts().generation);
    let most = generation.items_max();
    if n_items > most {
        add(&rule::QUOTA_TRAINING_ITEMS, None, findings, || {
            let [most, found] = [most, n_items].map(thousands);
            format!("expected at most {most} items, found {found}")
        });
    }
    Ok(())
}

fn check_item_fields(
    facts: &Facts,
    options: &Options,
    findings: &mut Findings,
) -> Result<(), ValidateError> {
    let Some(recipe) = options.recipe else { return Ok(()) };
    if recipe == Recipe::SemanticSimilarity
        && !facts.schema.fields.iter().any(|field| field.textual)
    {
        add(&rule::RECIPE_FIELD, None, findings, || {
            "expected a field with \"textual\": true, from which the recipe learns".to_owned()
        });
    }
    if recipe != Recipe::ItemAttributeAffinity {
        return Ok(());
    }
    let mut has_useful = false;
    for (column, tally) in facts.columns.iter().zip(&facts.tally.columns) {
        let differs = is_constant(column, tally) == Some(false);
        if column.is_metadata && differs && !has_useful {
            has_useful = has_shared_value(facts, options, &column.name)?;
        }
    }
    if !has_useful {
        add(&rule::RECIPE_NOTHING_TO_TRAIN, None, findings, || {
            "expected a category or number with values that several items share, found none"
                .to_owned()
        });
    }
    Ok(())
}

/// Tells whether a value of the column, or a member of its lists, stands in several rows.
fn has_shared_value(facts: &Facts, options: &Options, column: &str) -> Result<bool, ValidateError> {
    let room = Room::for_file(options, facts.tally.n_rows * 32);
    let mut values = IdTable::new(&room);
    let mut n_members = 0_u64;
    for_each_row(facts, options, |table, row| {
        let cell = table.named_cell(row, column);
        for member in cell.split(|&byte| byte == b'|').filter(|member| !member.is_empty()) {
            n_members += 1;
            values.add(id_hash::hash(member), row.line, FilterOutcome::Passes)?;
        }
        Ok(())
    })?;
    let mut n_different = 0;
    IdSet::new(vec![values], &room)?.for_each(|_| n_different += 1)?;
    Ok(n_different < n_members)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rule::Selection;

    #[test]
    fn more_rows_than_training_considers_depend_on_the_recipe() {
        let codes = |n_rows, generation| {
            let mut findings = Findings::new("f.csv", 5, &Arc::new(Selection::default()));
            check_training_interactions(n_rows, generation, &mut findings);
            findings.into_violations().into_iter().map(|found| found.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(500_000_000, Generation::First), [""; 0]);
        assert_eq!(codes(500_000_001, Generation::First), ["Q509"]);
        assert_eq!(codes(500_000_001, Generation::Second), [""; 0]);
        assert_eq!(codes(3_000_000_001, Generation::Second), ["Q509"]);
    }
}
