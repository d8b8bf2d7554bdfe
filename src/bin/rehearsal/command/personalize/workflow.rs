//! The workflow of a run folder, as the command line asks for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail, ensure};
use rehearsal::column::{EVENT_TYPE, EVENT_VALUE, ITEM_ID, USER_ID};
use rehearsal::export::digest::FileRecord;
use rehearsal::filter::{FilterSchemas, KnownValues, check, read_values};
use rehearsal::param::hint;
use rehearsal::rule::{Selection, Severity};
use rehearsal::schema::{DatasetType, Domain, Schema};
use rehearsal::source::files::prepared;
use rehearsal::source::remote;
use rehearsal::store::Location;
use rehearsal::text::shell_word;
use rehearsal::upload::policy::{check_key, check_role};
use rehearsal::upload::{Content, SplitUse, UploadItem, layout};
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{Suitability, suitability};
use rehearsal::workflow::{
    AutoTraining, ColumnsOption, CutOption, DatasetSource, EventWeight, FilterOption, ImportSize,
    MetricOption, ResourceName, ServingOption, Workflow,
};

use crate::args::{ServingArgs, TrainingArgs, WorkflowArgs};
use crate::command::validate;
use crate::run_folder::RunFolder;

/// A workflow, the folder that it is for, and what is to be said about its recipe.
pub(super) struct Asked {
    pub(super) workflow: Workflow,
    #[cfg(feature = "aws")]
    pub(super) folder: PathBuf,
    pub(super) notes: Vec<String>,
    /// The reason that the recipe that was named cannot be trained.
    pub(super) warning: Option<String>,
}

/// The recipes of a custom group that are tried in turn where none is named.
const USUAL: [Recipe; 2] = [Recipe::UserPersonalizationV2, Recipe::SimilarItems];

/// The digits of a digest in a name.
const DIGEST_DIGITS: usize = 8;

pub(super) fn asked(args: &WorkflowArgs, folder: &RunFolder) -> anyhow::Result<Asked> {
    let run = run_of(args, folder)?;
    let at = Location::parse(&args.location)?;
    check_role(&args.role_arn)?;
    args.kms_key.as_deref().map_or(Ok(()), check_key)?;
    let split = if args.split { SplitUse::With } else { SplitUse::Without };
    let items = layout(&run, &at, split)?;
    let schemas = validate::schemas_of_folder(&run)?;
    let (recipe, note, warning) = recipe(args, &schemas)?;
    let mut notes: Vec<String> = note.into_iter().collect();
    let domain = recipe.facts().domain;
    if let Some(asked) = args.domain.filter(|asked| *asked != domain) {
        bail!(
            "`{}` belongs to the domain {}, not to {}",
            recipe.name(),
            domain.name(),
            asked.name()
        );
    }
    expect_event_types(args, &schemas)?;
    if domain != Domain::Custom {
        expect_domain(&run, domain)?;
    }
    notes.push(format!(
        "the import reads {at}: `rehearsal upload {} {at}{}` sends these files there",
        shell_word(&run.display().to_string()),
        if args.split { " --split" } else { "" }
    ));
    let workflow = workflow(args, (&run, &at), &schemas, recipe, &items)?;
    Ok(Asked {
        workflow,
        #[cfg(feature = "aws")]
        folder: run,
        notes,
        warning,
    })
}

/// The workflow of the folder and the place in S3 `places`.
fn workflow(
    args: &WorkflowArgs,
    places: (&Path, &Location),
    schemas: &[(PathBuf, Schema)],
    recipe: Recipe,
    items: &[UploadItem],
) -> anyhow::Result<Workflow> {
    let (run, at) = places;
    Ok(Workflow {
        name: ResourceName::parse(&args.name)?,
        role_arn: args.role_arn.clone(),
        domain: recipe.facts().domain,
        datasets: sources(run, at, items, args)?,
        import_size: if args.incremental { ImportSize::Incremental } else { ImportSize::Full },
        recipe,
        event_type: args.training.event_type.clone(),
        value_min: args.training.event_value_threshold,
        event_weights: weights(&args.training)?,
        columns: columns(&args.training, schemas)?,
        hyperparameters: pairs("hyperparameter", &args.training.hyperparameter)?
            .into_iter()
            .collect(),
        is_searching: args.training.hpo,
        auto_training: args
            .training
            .auto_training
            .map_or(AutoTraining::Off, AutoTraining::EveryDays),
        serving: serving(args),
        exploration_weight: args.serving.exploration_weight,
        exploration_age: args.serving.exploration_age,
        has_event_tracker: args.serving.event_tracker,
        filters: filters(&args.serving, schemas)?,
        metrics: metrics(&args.serving)?,
        output: at.url("output/"),
        cut: cut(args, at),
        kms_key: args.kms_key.clone(),
    })
}

fn run_of(args: &WorkflowArgs, folder: &RunFolder) -> anyhow::Result<PathBuf> {
    match &args.folder {
        Some(_) if folder.is_named() => {
            bail!("the run folder is named twice: once by `--run`, once as an argument")
        }
        Some(named) if remote::url(named).is_some() => bail!(
            "`{}`: expected the run folder on the disk; `--location` says where `upload` sends it",
            named.display()
        ),
        Some(named) => Ok(named.clone()),
        None => Ok(folder.path().to_owned()),
    }
}

/// Refuses a folder that has errors by the rules of the domain.
fn expect_domain(run: &Path, domain: Domain) -> anyhow::Result<()> {
    let report = validate::report_of_domain(run, domain)?;
    let mut rules: Vec<&str> = report.errors().collect();
    rules.dedup();
    ensure!(
        rules.is_empty(),
        "the data has errors in the domain {0}, by the rules {1}: `rehearsal validate dataset {2} --domain {0}` shows each",
        domain.name(),
        rules.join(", "),
        run.display()
    );
    Ok(())
}

/// Refuses event types that no interaction has, and a threshold where there are no values.
fn expect_event_types(args: &WorkflowArgs, schemas: &[(PathBuf, Schema)]) -> anyhow::Result<()> {
    let training = &args.training;
    let weighted = pairs("event-weight", &training.event_weight)?;
    let of_metrics = metrics(&args.serving)?;
    let named: Vec<&str> = training
        .event_type
        .iter()
        .map(String::as_str)
        .chain(weighted.iter().map(|(name, _)| &**name))
        .chain(of_metrics.iter().map(|metric| &*metric.event_type))
        .collect();
    let interactions =
        schemas.iter().find(|(_, schema)| schema.dataset == Some(DatasetType::Interactions));
    let Some((path, schema)) = interactions else { return Ok(()) };
    if training.event_value_threshold.is_some() {
        ensure!(
            schema.field(EVENT_VALUE).is_some(),
            "`--event-value-threshold`: the interactions have no {EVENT_VALUE}"
        );
    }
    if named.is_empty() {
        return Ok(());
    }
    let Some(field) = schema.field(EVENT_TYPE) else {
        bail!("the interactions have no {EVENT_TYPE}, by which `{}` could be told", named[0])
    };
    let values =
        read_values(path, &[field]).with_context(|| format!("cannot read `{}`", path.display()))?;
    let Some(KnownValues::All(known)) = values.first() else { return Ok(()) };
    let all: Vec<&str> = known.iter().map(String::as_str).collect();
    for name in named {
        ensure!(
            known.contains(name),
            "no interaction has the event type `{name}`{}; there are {}",
            hint(name, &all),
            all.join(", ")
        );
    }
    Ok(())
}

fn serving(args: &WorkflowArgs) -> ServingOption {
    let usual = u32::from(!args.split);
    match args.serving.tps.unwrap_or(usual) {
        0 => ServingOption::None,
        tps_min => ServingOption::Live { tps_min },
    }
}

fn cut(args: &WorkflowArgs, at: &Location) -> Option<CutOption> {
    args.split.then(|| CutOption {
        input: at.url("split/batch-input.jsonl"),
        output: at.url("output/batch/"),
    })
}

/// The recipe, a note on how it was chosen, and a warning where it cannot be trained on this data.
fn recipe(
    args: &WorkflowArgs,
    schemas: &[(PathBuf, Schema)],
) -> anyhow::Result<(Recipe, Option<String>, Option<String>)> {
    let found = suitability(schemas, &validate::usual_options()?)
        .context("cannot hold the data against the recipes")?;
    let answer = |recipe: Recipe| found.iter().find(|one| one.recipe == recipe);
    if let Some(name) = &args.training.recipe {
        let recipe = Recipe::find(name)?;
        let missing = answer(recipe).map_or(&[][..], |answer| &answer.missing);
        let name = recipe.name();
        let note = format!("`{name}` cannot be trained on this data: {}", missing.join("; "));
        return Ok((recipe, None, (!missing.is_empty()).then_some(note)));
    }
    let candidates: Vec<Recipe> = match args.domain {
        None | Some(Domain::Custom) => USUAL.to_vec(),
        Some(domain) => {
            Recipe::ALL.iter().copied().filter(|recipe| recipe.facts().domain == domain).collect()
        }
    };
    let suffices =
        |recipe: &Recipe| answer(*recipe).is_some_and(|answer| answer.missing.is_empty());
    if let Some(recipe) = candidates.iter().copied().find(suffices) {
        let name = recipe.name();
        return Ok((recipe, Some(format!("recipe: {name}, for which the data suffices")), None));
    }
    let why = |recipe: &Recipe| {
        let missing = answer(*recipe).map(|answer: &Suitability| answer.missing.join("; "));
        format!("{}: {}", recipe.name(), missing.unwrap_or_default())
    };
    let why: Vec<String> = candidates.iter().map(why).collect();
    bail!(
        "the data suffices for no recipe: {}; `--recipe NAME` takes one in spite of it",
        why.join(". ")
    )
}

/// The datasets with the addresses of their data. Of a cut the interactions are what the cut leaves to import.
fn sources(
    run: &Path,
    at: &Location,
    items: &[UploadItem],
    args: &WorkflowArgs,
) -> anyhow::Result<Vec<DatasetSource>> {
    let mut sources = Vec::new();
    for dataset in DatasetType::ALL {
        let stem = dataset.stem();
        let Some(data) = prepared(run, stem)? else { continue };
        let is_cut = args.split && dataset == DatasetType::Interactions;
        let data = if is_cut { run.join("split/import.csv") } else { data };
        let location = if is_cut { at.url("split/import.csv") } else { location(at, stem, items) };
        let read = || format!("cannot read `{}`", data.display());
        let record = FileRecord::of(&data).with_context(read)?;
        let schema = run.join(format!("{stem}.avsc"));
        let schema = validate::schema_bytes(&schema)?;
        let schema: serde_json::Value = serde_json::from_slice(&schema)
            .with_context(|| format!("the schema of {stem} is no JSON"))?;
        sources.push(DatasetSource {
            dataset,
            schema: schema.to_string(),
            location,
            digest: record.sha256.chars().take(DIGEST_DIGITS).collect(),
        });
    }
    Ok(sources)
}

/// The address of a dataset's data: of its file, or of the folder of its parts.
fn location(at: &Location, stem: &str, items: &[UploadItem]) -> String {
    let folder = at.key(&format!("{stem}/"));
    let is_folder =
        items.iter().any(|item| item.content == Content::Part && item.key.starts_with(&folder));
    if is_folder { at.url(&format!("{stem}/")) } else { at.url(&format!("{stem}.csv")) }
}

/// The pairs of `NAME=VALUE` texts.
fn pairs(option: &str, texts: &[String]) -> anyhow::Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let pair =
            text.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty());
        let (name, value) =
            pair.with_context(|| format!("`--{option} {text}`: expected NAME=VALUE"))?;
        Ok((name.to_owned(), value.to_owned()))
    };
    let pairs: Vec<(String, String)> = texts.iter().map(pair).collect::<anyhow::Result<_>>()?;
    for (at, (name, _)) in pairs.iter().enumerate() {
        ensure!(
            !pairs[..at].iter().any(|(other, _)| other == name),
            "`--{option}` names `{name}` twice"
        );
    }
    Ok(pairs)
}

fn weights(args: &TrainingArgs) -> anyhow::Result<Vec<EventWeight>> {
    let number = |text: &str, all: &str| {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        number.with_context(|| format!("`--event-weight {all}`: expected a number, found `{text}`"))
    };
    let weight = |(event_type, text): (String, String)| {
        let (weight, least) = text.split_once(',').map_or((&*text, None), |(w, v)| (w, Some(v)));
        Ok(EventWeight {
            weight: number(weight, &text)?,
            value_min: least.map(|least| number(least, &text)).transpose()?,
            event_type,
        })
    };
    pairs("event-weight", &args.event_weight)?.into_iter().map(weight).collect()
}

/// The columns of training, each of which a schema must have.
fn columns(args: &TrainingArgs, schemas: &[(PathBuf, Schema)]) -> anyhow::Result<ColumnsOption> {
    let (option, texts) = if args.exclude_column.is_empty() {
        ("include-column", &args.include_column)
    } else {
        ("exclude-column", &args.exclude_column)
    };
    let mut chosen: BTreeMap<DatasetType, Vec<String>> = BTreeMap::new();
    for text in texts {
        let (dataset, column) = text.split_once('.').with_context(|| {
            format!("`--{option} {text}`: expected DATASET.COLUMN, such as items.YEAR")
        })?;
        let lower = dataset.to_lowercase();
        let found = schemas.iter().find_map(|(_, schema)| {
            schema
                .dataset
                .filter(|dataset| dataset.stem() == lower)
                .map(|dataset| (dataset, schema))
        });
        let (dataset, schema) = found.with_context(|| {
            format!("`--{option} {text}`: the run folder has no dataset `{dataset}`")
        })?;
        ensure!(
            ![USER_ID, ITEM_ID].contains(&column),
            "`--{option} {text}`: an id is a key, and no column of training"
        );
        ensure!(
            schema.field(column).is_some(),
            "`--{option} {text}`: {} has no column `{column}`; it has {}",
            dataset.stem(),
            schema.fields.iter().map(|field| &*field.name).collect::<Vec<_>>().join(", ")
        );
        chosen.entry(dataset).or_default().push(column.to_owned());
    }
    Ok(match (chosen.is_empty(), option) {
        (true, _) => ColumnsOption::All,
        (false, "exclude-column") => ColumnsOption::Without(chosen),
        (false, _) => ColumnsOption::Only(chosen),
    })
}

/// The filters, each held against the schemas.
fn filters(args: &ServingArgs, schemas: &[(PathBuf, Schema)]) -> anyhow::Result<Vec<FilterOption>> {
    let mut against =
        FilterSchemas { place: "the run folder".to_owned(), ..FilterSchemas::default() };
    for (_, schema) in schemas {
        if let Some(dataset) = schema.dataset {
            against.schemas.insert(dataset, schema.clone());
        }
    }
    let selection = Arc::new(Selection::default());
    let filter = |(name, expression): (String, String)| {
        let checked = check(&expression, &name, &against, &selection);
        let error = checked.violations.iter().find(|found| found.severity == Severity::Error);
        if let Some(error) = error {
            bail!(
                "the filter `{name}`: {} [{}]; `rehearsal validate filter` shows the place",
                error.message,
                error.code
            );
        }
        Ok(FilterOption { name, expression })
    };
    let filters: Vec<FilterOption> =
        pairs("filter", &args.filter)?.into_iter().map(filter).collect::<anyhow::Result<_>>()?;
    let plain = |name: &str| name.replace('_', "-").to_lowercase();
    for (at, one) in filters.iter().enumerate() {
        let same = filters[..at].iter().find(|other| plain(&other.name) == plain(&one.name));
        if let Some(same) = same {
            bail!(
                "the filters `{}` and `{}` need names that differ in letters",
                same.name,
                one.name
            );
        }
    }
    Ok(filters)
}

fn metrics(args: &ServingArgs) -> anyhow::Result<Vec<MetricOption>> {
    let metric = |(name, text): (String, String)| {
        let parts = text
            .split_once(':')
            .filter(|(event, function)| !event.is_empty() && !function.is_empty());
        let (event_type, expression) = parts.with_context(|| {
            format!("`--metric {name}={text}`: expected NAME=TYPE:EXPRESSION, such as sales=Purchase:SUM(Items.PRICE)")
        })?;
        let (event_type, expression) = (event_type.to_owned(), expression.to_owned());
        Ok(MetricOption { name, event_type, expression })
    };
    pairs("metric", &args.metric)?.into_iter().map(metric).collect()
}
