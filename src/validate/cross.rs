//! The files of a dataset group against each other.

use std::collections::BinaryHeap;

use crate::column::{ITEM_ID, USER_ID};
use crate::rule::{self, Example, Findings, Rule};
use crate::schema::DatasetType;
use crate::schema::reserved::{ACTION_ID, IMPRESSION};
use crate::validate::error::ValidateError;
use crate::validate::options::Options;
use crate::validate::recipe::Recipe;
use crate::validate::table::Checked;
use crate::validate::whole::facts::Facts;
use crate::validate::whole::id_entry::Entry;
use crate::validate::whole::id_hash;
use crate::validate::whole::ids::IdSet;
use crate::validate::whole::insight::share;

/// The ids on one side of a comparison, and those of them that the other side lacks.
#[derive(Debug)]
struct Missing {
    /// The column of the ids.
    column: &'static str,
    n_ids: u64,
    n_all_ids: u64,
    n_rows: u64,
    n_all_rows: u64,
    lines_max: usize,
    /// The first lines of ids that are lacking.
    lines: BinaryHeap<u64>,
}

impl Missing {
    const fn new(column: &'static str, lines_max: usize) -> Self {
        Self {
            column,
            n_ids: 0,
            n_all_ids: 0,
            n_rows: 0,
            n_all_rows: 0,
            lines_max,
            lines: BinaryHeap::new(),
        }
    }

    /// Counts an id that the other side has.
    fn add_known(&mut self, entry: &Entry) {
        self.n_all_ids += 1;
        self.n_all_rows += u64::from(entry.count);
    }

    /// Counts an id that the other side lacks.
    fn add_missing(&mut self, entry: &Entry) {
        self.add_known(entry);
        self.n_ids += 1;
        self.n_rows += u64::from(entry.count);
        self.lines.push(entry.first_line);
        if self.lines.len() > self.lines_max {
            self.lines.pop();
        }
    }

    /// The rows of the first ids that are lacking.
    fn examples(&self, facts: &Facts) -> Result<Vec<Example>, ValidateError> {
        facts.lines.examples(&self.lines.clone().into_sorted_vec(), Some(self.column))
    }

    /// Adds a finding on the ids that are lacking.
    fn add(
        &self,
        rule: &'static Rule,
        facts: &Facts,
        findings: &mut Findings,
        message: impl FnOnce() -> String,
    ) -> Result<(), ValidateError> {
        let examples = self.examples(facts)?;
        findings.add_counted(rule, Some(self.column), self.n_ids, examples, message);
        Ok(())
    }
}

/// The two kinds of ids that connect files.
struct Link {
    events: DatasetType,
    metadata: DatasetType,
    column: &'static str,
    unknown: &'static Rule,
    unused: &'static Rule,
    of: fn(&mut Facts) -> &mut IdSet,
}

const fn items(facts: &mut Facts) -> &mut IdSet {
    &mut facts.items
}

const fn users(facts: &mut Facts) -> &mut IdSet {
    &mut facts.users
}

const LINKS: [Link; 4] = [
    Link {
        events: DatasetType::Interactions,
        metadata: DatasetType::Items,
        column: ITEM_ID,
        unknown: &rule::CROSS_UNKNOWN_ITEM,
        unused: &rule::CROSS_ITEM_WITHOUT_INTERACTIONS,
        of: items,
    },
    Link {
        events: DatasetType::Interactions,
        metadata: DatasetType::Users,
        column: USER_ID,
        unknown: &rule::CROSS_UNKNOWN_USER,
        unused: &rule::CROSS_USER_WITHOUT_INTERACTIONS,
        of: users,
    },
    Link {
        events: DatasetType::ActionInteractions,
        metadata: DatasetType::Actions,
        column: ACTION_ID,
        unknown: &rule::CROSS_UNKNOWN_ITEM,
        unused: &rule::CROSS_ITEM_WITHOUT_INTERACTIONS,
        of: items,
    },
    Link {
        events: DatasetType::ActionInteractions,
        metadata: DatasetType::Users,
        column: USER_ID,
        unknown: &rule::CROSS_UNKNOWN_USER,
        unused: &rule::CROSS_USER_WITHOUT_INTERACTIONS,
        of: users,
    },
];

fn find(tables: &[Checked], dataset: DatasetType) -> Option<usize> {
    tables.iter().position(|table| table.facts.as_ref().is_some_and(|facts| facts.is_of(dataset)))
}

/// Tells whether the dataset is there, even if its header cannot be read.
fn is_there(tables: &[Checked], dataset: DatasetType) -> bool {
    tables.iter().any(|table| table.summary.dataset == dataset.stem())
}

/// Checks the tables of a dataset group against each other, and that the recipe has what it needs.
///
/// # Errors
/// When a file cannot be read again.
pub fn check_group(tables: &mut [Checked], options: &Options) -> Result<(), ValidateError> {
    check_datasets(tables, options);
    let has_interactions = find(tables, DatasetType::Interactions).is_some();
    for link in &LINKS {
        // Users are held against interactions where there are any.
        if link.events == DatasetType::ActionInteractions
            && link.column == USER_ID
            && has_interactions
        {
            continue;
        }
        if let (Some(events), Some(metadata)) =
            (find(tables, link.events), find(tables, link.metadata))
            && let Ok([events, metadata]) = tables.get_disjoint_mut([events, metadata])
        {
            let n_cold = check_link(link, events, metadata)?;
            if link.metadata == DatasetType::Items {
                check_cold_items(n_cold, options, &mut metadata.findings);
            }
        }
    }
    check_metadata_size(tables, options);
    check_impressions(tables)
}

fn check_datasets(tables: &mut [Checked], options: &Options) {
    let Some(recipe) = options.recipe else { return };
    let missing = recipe.facts().needs.iter().filter(|&&needed| !is_there(tables, needed));
    let missing: Vec<&str> = missing.map(|needed| needed.record_name()).collect();
    if let (Some(table), false) = (tables.first_mut(), missing.is_empty()) {
        let count = missing.len() as u64;
        table.findings.add_counted(&rule::RECIPE_DATASET, None, count, Vec::new(), || {
            format!("{} needs {}, found none", recipe.name(), missing.join(" and "))
        });
    }
}

/// Bytes of users and items together that HRNN-Metadata and HRNN-Coldstart take.
const HRNN_METADATA_BYTES_MAX: u64 = 5_000_000_000;

fn check_metadata_size(tables: &mut [Checked], options: &Options) {
    if !options.recipe.is_some_and(Recipe::limits_metadata) {
        return;
    }
    let metadata = [DatasetType::Users, DatasetType::Items].map(DatasetType::stem);
    let of_metadata = |table: &&Checked| metadata.contains(&table.summary.dataset.as_str());
    let n_bytes: u64 = tables.iter().filter(of_metadata).map(|table| table.summary.bytes).sum();
    let last = tables.iter_mut().rfind(|table| metadata.contains(&table.summary.dataset.as_str()));
    if let (Some(table), true) = (last, n_bytes > HRNN_METADATA_BYTES_MAX) {
        table.findings.add_counted(&rule::RECIPE_METADATA_SIZE, None, 1, Vec::new(), || {
            let found = crate::number::thousands(n_bytes);
            format!("expected at most 5 GB of users and items together, found {found} bytes")
        });
    }
}

fn check_cold_items(n_cold: u64, options: &Options, findings: &mut Findings) {
    let is_coldstart = options.recipe == Some(Recipe::HrnnColdstart);
    if is_coldstart && !(100..=80_000).contains(&n_cold) {
        findings.add_counted(&rule::RECIPE_COLD_ITEMS, Some(ITEM_ID), n_cold, Vec::new(), || {
            let found = crate::number::thousands(n_cold);
            format!("expected 100 to 80,000 items without interactions, found {found}")
        });
    }
}

/// Checks ids both ways, and gives the number of ids of the metadata that have no event.
fn check_link(
    link: &Link,
    events: &mut Checked,
    metadata: &mut Checked,
) -> Result<u64, ValidateError> {
    let (Some(left), Some(right)) = (&mut events.facts, &mut metadata.facts) else { return Ok(0) };
    let lines_max = events.findings.examples_max();
    let mut unknown = Missing::new(link.column, lines_max);
    let mut unused = Missing::new(link.column, lines_max);
    (link.of)(left).join((link.of)(right), |of_events, of_metadata| {
        match (of_events, of_metadata) {
            (Some(event), Some(metadata)) => {
                unknown.add_known(event);
                unused.add_known(metadata);
            }
            (Some(event), None) => unknown.add_missing(event),
            (None, Some(metadata)) => unused.add_missing(metadata),
            (None, None) => {}
        }
    })?;
    let all_are_unknown = unknown.n_ids == unknown.n_all_ids;
    if unknown.n_ids > 0 {
        let rule = if all_are_unknown { &rule::CROSS_OTHER_IDS } else { link.unknown };
        let hint = near_form(link, left, right, &unknown)?;
        let path = &metadata.summary.path;
        unknown.add(rule, left, &mut events.findings, || {
            format!(
                "{} ids are not in `{path}`, and with them {} rows{hint}",
                share(unknown.n_ids, unknown.n_all_ids),
                share(unknown.n_rows, unknown.n_all_rows)
            )
        })?;
    }
    // Where no id is known, each of the others has no row either.
    if unused.n_ids > 0 && !all_are_unknown {
        let path = &events.summary.path;
        unused.add(link.unused, right, &mut metadata.findings, || {
            format!("{} ids have no row in `{path}`", share(unused.n_ids, unused.n_all_ids))
        })?;
    }
    Ok(unused.n_ids)
}

/// The hint that one of the first unknown ids is there in another form, as ids that went through a
/// spreadsheet or a column of real numbers are; empty when none is.
fn near_form(
    link: &Link,
    left: &Facts,
    right: &mut Facts,
    unknown: &Missing,
) -> Result<String, ValidateError> {
    let known = (link.of)(right);
    for example in unknown.examples(left)? {
        // Of several parts the example names its own before the id.
        let id = example.value.rsplit_once(": ").map_or(example.value.as_str(), |(_, id)| id);
        for form in forms(id) {
            if form != id && known.contains(id_hash::hash(form.as_bytes()))? {
                return Ok(format!("; \"{id}\" is there as \"{form}\""));
            }
        }
    }
    Ok(String::new())
}

fn forms(id: &str) -> Vec<String> {
    let trimmed = id.trim();
    let without_zeros = trimmed.trim_start_matches('0');
    let mut forms = vec![
        trimmed.to_owned(),
        trimmed.to_lowercase(),
        trimmed.to_uppercase(),
        trimmed.strip_suffix(".0").unwrap_or(trimmed).to_owned(),
        format!("{trimmed}.0"),
        if without_zeros.is_empty() { "0".to_owned() } else { without_zeros.to_owned() },
    ];
    for width in trimmed.len()..(trimmed.len() + 8).min(20) {
        forms.push(format!("{trimmed:0>width$}"));
    }
    forms
}

fn check_impressions(tables: &mut [Checked]) -> Result<(), ValidateError> {
    let Some(at) = find(tables, DatasetType::Interactions) else { return Ok(()) };
    let items = find(tables, DatasetType::Items);
    let lines_max = tables[at].findings.examples_max();
    // Without an items file, what was shown and never touched is no surprise.
    let Some(items) = items else { return Ok(()) };
    let Ok([events, items]) = tables.get_disjoint_mut([at, items]) else { return Ok(()) };
    let (Some(facts), Some(items)) = (&mut events.facts, &mut items.facts) else { return Ok(()) };
    let mut missing = Missing::new(IMPRESSION, lines_max);
    facts.impressions.join_two([&mut facts.items, &mut items.items], |shown, is_known| {
        if is_known { missing.add_known(shown) } else { missing.add_missing(shown) }
    })?;
    if missing.n_ids == 0 {
        return Ok(());
    }
    missing.add(&rule::CROSS_UNKNOWN_IMPRESSION, facts, &mut events.findings, || {
        format!(
            "{} items shown are neither in the items file nor in any interaction",
            share(missing.n_ids, missing.n_all_ids)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_tried_in_the_forms_that_they_are_spoilt_to() {
        let near = |id: &str, wanted: &str| forms(id).contains(&wanted.to_owned());
        assert!(
            near("42.0", "42") && near("42", "42.0") && near("42", "0042") && near("0042", "42")
        );
        assert!(near(" a ", "a") && near("TT1", "tt1") && near("000", "0"));
    }
}
