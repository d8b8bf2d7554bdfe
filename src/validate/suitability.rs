//! The recipes and use cases that data suffices for, by the very rules that check it for one of them.

use std::path::PathBuf;

use crate::column::EVENT_TYPE;
use crate::rule::{
    Broken, Findings, QUOTA_FILTERED_INTERACTIONS, RECIPE_ADVISED_EVENT, RECIPE_FIELD, RuleFamily,
    Severity,
};
use crate::schema::{DatasetType, Schema};
use crate::validate::cross::check_group;
use crate::validate::error::ValidateError;
use crate::validate::options::Options;
use crate::validate::recipe::Recipe;
use crate::validate::table::{Checked, check_table};
use crate::validate::whole::{insight, quota};

/// The requirements of a recipe that data does not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suitability {
    /// The recipe.
    pub recipe: Recipe,
    /// The reasons that it cannot be trained; empty where there are none.
    pub missing: Vec<String>,
    /// The advised parts that the data does not have.
    pub advised: Vec<String>,
}

/// Holds the datasets of a group, each a file or a folder of parts with its schema, against every
/// recipe, in the order of [`Recipe::ALL`]. Interactions are read once for each event type that a recipe
/// is trained on alone.
///
/// # Errors
/// When a file cannot be read.
pub fn suitability(
    datasets: &[(PathBuf, Schema)],
    options: &Options,
) -> Result<Vec<Suitability>, ValidateError> {
    let mut found = Vec::new();
    let mut done: Vec<Option<&str>> = Vec::new();
    let mut tables: Vec<Checked> = Vec::new();
    for &recipe in Recipe::ALL {
        let event_type = recipe.facts().event_type;
        if done.contains(&event_type) {
            continue;
        }
        done.push(event_type);
        read(&mut tables, datasets, &of(options, recipe))?;
        for (at, &recipe) in Recipe::ALL.iter().enumerate() {
            if recipe.facts().event_type == event_type {
                found.push((at, judge(recipe, &mut tables, &of(options, recipe))?));
            }
        }
    }
    found.sort_by_key(|(at, _)| *at);
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

/// The options under which `recipe` is to be trained.
fn of(options: &Options, recipe: Recipe) -> Options {
    // Only what is found counts, not where.
    Options {
        recipe: Some(recipe),
        domain: recipe.facts().domain,
        examples_max: 0,
        ..options.clone()
    }
}

/// Reads all tables, and those that were read already again where the event filter bears on them.
fn read(
    tables: &mut Vec<Checked>,
    datasets: &[(PathBuf, Schema)],
    options: &Options,
) -> Result<(), ValidateError> {
    let is_first = tables.is_empty();
    for (at, (path, schema)) in datasets.iter().enumerate() {
        if is_first {
            tables.push(check_table(path, schema, options)?);
        } else if schema.dataset == Some(DatasetType::Interactions) {
            tables[at] = check_table(path, schema, options)?;
        }
    }
    Ok(())
}

/// Holds what was read against one recipe.
fn judge(
    recipe: Recipe,
    tables: &mut [Checked],
    options: &Options,
) -> Result<Suitability, ValidateError> {
    for table in &mut *tables {
        table.findings = Findings::new(&table.summary.path, 0, &options.selection);
        if let Some(facts) = &mut table.facts {
            quota::check(facts, options, &mut table.findings)?;
            if facts.dataset.is_some_and(DatasetType::is_events) {
                insight::check_instants(facts, options, &mut table.findings)?;
            }
        }
    }
    check_group(tables, options)?;
    let mut broken = Vec::new();
    for table in &mut *tables {
        let none = Findings::new(&table.summary.path, 0, &options.selection);
        broken.extend(std::mem::replace(&mut table.findings, none).into_broken());
    }
    broken.retain(|found| found.rule.family == RuleFamily::Quota);
    let mut missing = missing_columns(recipe, tables);
    // Without the column there is no event type either.
    let has_no_types = missing.iter().any(|text| text.contains(EVENT_TYPE));
    let is_said = |found: &Broken| {
        has_no_types && [&RECIPE_FIELD, &QUOTA_FILTERED_INTERACTIONS].contains(&found.rule)
    };
    let errors = broken.iter().filter(|found| found.rule.severity == Severity::Error);
    missing.extend(errors.filter(|found| !is_said(found)).map(message));
    let advised = broken.iter().filter(|found| *found.rule == RECIPE_ADVISED_EVENT);
    Ok(Suitability { recipe, missing, advised: advised.map(message).collect() })
}

fn message(found: &Broken) -> String {
    found.violation.message.clone()
}

/// The columns of the datasets there are without which the recipe cannot be trained.
fn missing_columns(recipe: Recipe, tables: &[Checked]) -> Vec<String> {
    let mut missing = Vec::new();
    for &dataset in recipe.facts().needs {
        let Some(table) = tables.iter().find(|table| table.summary.dataset == dataset.stem())
        else {
            continue;
        };
        let Some(facts) = &table.facts else {
            missing.push(format!("`{}` cannot be read as a table", table.summary.path));
            continue;
        };
        let lacking: Vec<&str> =
            recipe.columns(dataset).into_iter().filter(|name| !facts.has_column(name)).collect();
        if !lacking.is_empty() {
            missing.push(format!("{} have no column {}", dataset.stem(), lacking.join(", ")));
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::check::check_bytes;

    const SCHEMA: &str = r#"{"type":"record","name":"Interactions",
        "namespace":"com.amazonaws.personalize.schema","version":"1.0","fields":[
        {"name":"USER_ID","type":"string"},{"name":"ITEM_ID","type":"string"},
        {"name":"EVENT_TYPE","type":"string"},{"name":"TIMESTAMP","type":"long"}]}"#;

    #[test]
    fn each_recipe_is_judged_by_its_own_event_type() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("interactions.csv");
        let mut text = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n".to_owned();
        for n in 0..1_400_u32 {
            let event = if n < 1_200 { "View" } else { "Purchase" };
            let row = ["u", &(n % 60).to_string(), ",i", &(n % 37).to_string(), ",", event];
            text.extend(row);
            text.extend([",", &(1_600_000_000 + n).to_string(), "\n"]);
        }
        std::fs::write(&path, text).expect("written");
        let options = Options::new(1_700_000_000);
        let mut findings = Findings::new("s", 1, &options.selection);
        let schema = check_bytes(SCHEMA.as_bytes(), options.domain, &mut findings);
        let found = suitability(&[(path, schema.expect("a schema"))], &options).expect("read");
        let names: Vec<&str> = found.iter().map(|one| one.recipe.name()).collect();
        assert_eq!(names, Recipe::ALL.iter().map(|recipe| recipe.name()).collect::<Vec<_>>());
        let of = |name: &str| found.iter().find(|one| one.recipe.name() == name).expect("known");
        assert_eq!(of("aws-user-personalization-v2").missing, [""; 0]);
        assert_eq!(of("aws-ecomm-popular-items-by-views").missing, [""; 0]);
        let best_sellers = &of("aws-ecomm-popular-items-by-purchases").missing;
        assert!(best_sellers[0].contains("of type Purchase, found 200"), "{best_sellers:?}");
        assert!(of("aws-next-best-action").missing[0].contains("Actions and ActionInteractions"));
    }
}
