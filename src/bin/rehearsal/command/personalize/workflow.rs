//! The workflow of a run folder, as the command line asks for it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use rehearsal::export::digest::FileRecord;
use rehearsal::schema::{DatasetType, Domain, Schema};
use rehearsal::source::files::prepared;
use rehearsal::store::Location;
use rehearsal::text::shell_word;
use rehearsal::upload::policy::{check_key, check_role};
use rehearsal::upload::{Content, SplitUse, UploadItem, layout};
use rehearsal::validate::recipe::Recipe;
use rehearsal::validate::{Suitability, suitability};
use rehearsal::workflow::{
    AutoTraining, CutOption, DatasetSource, ImportSize, ResourceName, ServingOption, Workflow,
};

use super::choices::{columns, expect_event_types, filters, metrics, pairs, weights};
use crate::args::WorkflowArgs;
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
    let run = folder.or_named(args.folder.as_deref())?.path().to_owned();
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
