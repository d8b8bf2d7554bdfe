//! `recipes`: what the service can train, what each needs, and whether data has it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, bail};
use rehearsal::number::thousands;
use rehearsal::schema::{DatasetType, Domain, Schema};
use rehearsal::source::files::prepared;
use rehearsal::source::remote;
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{
    INTERACTIONS_MIN, Options, Suitability, USERS_MIN, check_schema, infer, suitability,
};
use serde_json::json;

use crate::args::Recipes;
use crate::output::Output;
use crate::readable::wrap;
use crate::run_folder::json as document;
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The recipes and use cases.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `recipes` prints")]
pub(super) struct Document<'r> {
    /// The version of this document.
    schema_version: u32,
    /// The folder that was held against them; null without one.
    data: Option<String>,
    /// The fewest interactions that the service trains with.
    interactions_min: u64,
    /// The fewest users with two interactions or more.
    users_with_two_min: u64,
    recipes: Vec<Described<'r>>,
}

/// A recipe, and whether the data has what it needs.
#[derive(Debug, Serialize, JsonSchema)]
struct Described<'r> {
    name: &'static str,
    domain: &'static str,
    summary: &'static str,
    needs: Vec<Need>,
    /// The event type that it is trained on alone.
    event_type: Option<&'static str>,
    advised_event_types: &'static [&'static str],
    /// Further conditions, in words.
    condition: Option<&'static str>,
    /// True if the data suffices; null without data.
    has_it: Option<bool>,
    /// The things that are missing; null without data.
    missing: Option<&'r [String]>,
    /// The advised parts that are missing; null without data.
    advised: Option<&'r [String]>,
}

/// A dataset that a recipe needs, with its columns.
#[derive(Debug, Serialize, JsonSchema)]
struct Need {
    dataset: &'static str,
    columns: Vec<&'static str>,
}

pub(super) fn run(args: &Recipes, output: &Output) -> anyhow::Result<Verdict> {
    let Some(folder) = &args.data else { return list(output) };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let options = Options::new(i64::try_from(now.as_secs())?);
    let datasets = datasets(folder, &options)?;
    let found = suitability(&datasets, &options)
        .with_context(|| format!("cannot hold `{}` against the recipes", folder.display()))?;
    print(Some((folder, &found)), output)
}

/// Lists all recipes and use cases, without data.
pub(super) fn list(output: &Output) -> anyhow::Result<Verdict> {
    print(None, output)
}

/// The datasets of `folder`, each with the schema beside it, or else with one that its columns give.
fn datasets(folder: &Path, options: &Options) -> anyhow::Result<Vec<(PathBuf, Schema)>> {
    remote::expect_folder(folder).with_context(|| format!("cannot read `{}`", folder.display()))?;
    let mut found = Vec::new();
    for dataset in DatasetType::ALL {
        if let Some(path) = prepared(folder, dataset.stem())? {
            let schema = schema(folder, &path, dataset, options)?;
            found.push((path, schema));
        }
    }
    if found.is_empty() {
        bail!(
            "`{}` holds no interactions.csv, items.csv or users.csv, nor one of them in another form; \
             `rehearsal prep interactions` makes the first",
            folder.display()
        );
    }
    Ok(found)
}

fn schema(
    folder: &Path,
    data: &Path,
    dataset: DatasetType,
    options: &Options,
) -> anyhow::Result<Schema> {
    let beside = folder.join(format!("{}.avsc", dataset.stem()));
    let (bytes, name) = if remote::is_file(&beside) {
        (super::validate::schema_bytes(&beside)?, beside.display().to_string())
    } else {
        let inferred = infer(data, Some(dataset), Domain::Custom)
            .with_context(|| format!("cannot infer a schema from `{}`", data.display()))?;
        (inferred.text.into_bytes(), format!("the schema of `{}`", data.display()))
    };
    let checked = check_schema(&bytes, &name, options);
    checked.schema.with_context(|| {
        let why = checked.found.violations.first().map_or("", |found| found.message.as_str());
        format!("{name}: {why}; `rehearsal validate dataset {}` says more", folder.display())
    })
}

fn print(found: Option<(&PathBuf, &[Suitability])>, output: &Output) -> anyhow::Result<Verdict> {
    let recipes = Recipe::ALL
        .iter()
        .enumerate()
        .map(|(at, &recipe)| described(recipe, found.map(|(_, found)| &found[at])))
        .collect();
    let data = found.map(|(folder, _)| folder.display().to_string());
    let value = Document {
        schema_version: 1,
        data,
        interactions_min: INTERACTIONS_MIN,
        users_with_two_min: USERS_MIN,
        recipes,
    };
    output.prose(&text(found), &document(&json!(value))?)?;
    Ok(Verdict::Done)
}

fn described(recipe: Recipe, found: Option<&Suitability>) -> Described<'_> {
    let facts = recipe.facts();
    let need =
        |&dataset: &DatasetType| Need { dataset: dataset.stem(), columns: recipe.columns(dataset) };
    Described {
        name: facts.name,
        domain: facts.domain.name(),
        summary: facts.summary,
        needs: facts.needs.iter().map(need).collect(),
        event_type: facts.event_type,
        advised_event_types: facts.advised,
        condition: recipe.condition(),
        has_it: found.map(|found| found.missing.is_empty()),
        missing: found.map(|found| found.missing.as_slice()),
        advised: found.map(|found| found.advised.as_slice()),
    }
}

fn text(found: Option<(&PathBuf, &[Suitability])>) -> String {
    let mut text = String::new();
    let mut domain = None;
    for (at, &recipe) in Recipe::ALL.iter().enumerate() {
        let facts = recipe.facts();
        if domain != Some(facts.domain) {
            let gap = if domain.is_some() { "\n" } else { "" };
            let _ = writeln!(text, "{gap}{}", heading(facts.domain));
            domain = Some(facts.domain);
        }
        add(&mut text, 2, &format!("{}: {}", facts.name, facts.summary));
        add(&mut text, 4, &format!("needs {}", needs(recipe)));
        if let Some((_, found)) = found {
            add_answer(&mut text, &found[at]);
        }
    }
    text.push('\n');
    let (rows, users) = (thousands(INTERACTIONS_MIN), USERS_MIN);
    let minimum = format!(
        "All interactions have USER_ID, ITEM_ID and TIMESTAMP, all items ITEM_ID. What learns from \
         interactions needs {rows} different ones, and {users} users with two, counted after its event type."
    );
    add(&mut text, 0, &minimum);
    let end = match found {
        None => "The option `--for DIR` says for which of them the data in a folder suffices."
            .to_owned(),
        Some((folder, found)) => {
            let n = found.iter().filter(|one| one.missing.is_empty()).count();
            format!("The data in `{}` suffices for {n} of {}.", folder.display(), found.len())
        }
    };
    add(&mut text, 0, &end);
    text
}

/// Adds `line`, the first of its lines `indent` deep and the others deeper.
fn add(text: &mut String, indent: usize, line: &str) {
    let deeper = if indent == 0 { 0 } else { indent + 4 };
    text.push_str(&wrap(&format!("{}{line}", " ".repeat(indent)), &" ".repeat(deeper)));
    text.push('\n');
}

fn heading(domain: Domain) -> &'static str {
    match domain {
        Domain::Custom => "Recipes of a custom dataset group",
        Domain::VideoOnDemand => "Use cases of the domain VIDEO_ON_DEMAND",
        Domain::Ecommerce => "Use cases of the domain ECOMMERCE",
    }
}

/// The needs of a recipe, in a line.
fn needs(recipe: Recipe) -> String {
    let of = |&dataset: &DatasetType| match &recipe.further_columns(dataset)[..] {
        [] => dataset.stem().to_owned(),
        columns => format!("{} with {}", dataset.stem(), columns.join(" and ")),
    };
    let facts = recipe.facts();
    let mut text = facts.needs.iter().map(of).collect::<Vec<_>>().join("; ");
    if let Some(event_type) = facts.event_type {
        let _ = write!(text, ", of which only the type {event_type} counts");
    }
    if let Some(condition) = recipe.condition() {
        let _ = write!(text, "; {condition}");
    }
    if !facts.advised.is_empty() {
        let _ = write!(text, "; better with {} too", facts.advised.join(" and "));
    }
    text
}

fn add_answer(text: &mut String, found: &Suitability) {
    if found.missing.is_empty() {
        add(text, 4, "yes: this data suffices");
    }
    for what in &found.missing {
        add(text, 4, &format!("no: {what}"));
    }
    for what in &found.advised {
        add(text, 4, &format!("advice: {what}"));
    }
}
