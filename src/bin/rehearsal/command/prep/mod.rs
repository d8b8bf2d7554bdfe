//! `prep`: a release or a table becomes files that Personalize imports.

mod ending;
mod job;
mod nearby;
#[cfg(not(feature = "spark"))]
pub(super) mod no_remote;
#[cfg(feature = "spark")]
mod on_spark;
pub(super) mod options;
mod printed;
mod rejected;
#[cfg(feature = "spark")]
pub(super) mod remote;
mod said;

use std::io::Read;
use std::path::PathBuf;

use anyhow::Context;
use rehearsal::prepare::{self, EngineChoice, PipelineFile, PrepareInput, UserOptions};
use rehearsal::schema::DatasetType;
use rehearsal::source::mapped::Mapping;
use rehearsal::source::opening;

use ending::{finish, run_or_plan};
use job::{Job, Wanted};
pub(super) use printed::Printed as PrintedQuery;
use printed::Printing;
use said::{plan_text, summary};

use crate::args::{
    MetadataArgs, Prep, PrepAll, PrepInteractions, PrepItems, PrepRun, PrepTable, PrepUsers,
    TimeArgs,
};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(prep: &Prep, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match prep {
        Prep::Interactions(args) => interactions(args, folder, output),
        Prep::Items(args) => items(args, folder, output),
        Prep::Users(args) => users(args, folder, output),
        Prep::All(args) => all(args, folder, output),
        Prep::Run(args) => run_file(args, folder, output),
    }
}

/// Checks what can be told of the options before any data is read.
pub(super) fn expect_sound(prep: &Prep) -> anyhow::Result<()> {
    let of_metadata = |table: &PrepTable, metadata: &MetadataArgs| {
        options::condition(metadata.filter.as_deref())?;
        options::reading(&table.reading).map(drop)
    };
    match prep {
        Prep::Interactions(args) => {
            options::expect_sound(&args.events, &args.rows)?;
            options::reading(&args.table.reading).map(drop)
        }
        Prep::Items(args) => of_metadata(&args.table, &args.metadata),
        Prep::Users(args) => of_metadata(&args.table, &args.metadata),
        Prep::All(args) => options::expect_sound(&args.events, &args.rows),
        Prep::Run(_) => Ok(()),
    }
}

/// The release that is read where no input is named.
pub(super) fn nearby_input() -> anyhow::Result<PathBuf> {
    nearby::input(None)
}

fn interactions(
    args: &PrepInteractions,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let conditions = options::conditions(&args.events, &args.rows)?;
    let mut job = Job::new(
        DatasetType::Interactions,
        &args.common,
        Some(&args.table),
        &conditions,
        &args.time,
    )?;
    let options = options::interactions(
        &args.events,
        &args.rows,
        &args.time,
        job.pipeline.domain,
        &job.input,
    )?;
    let columns = job.input.columns(DatasetType::Interactions);
    options::expect_used(&args.events, &args.rows, &columns, &job.input)?;
    job.pipeline.steps =
        if job.input.is_table() { options.table_steps(&columns) } else { options.steps(&columns) };
    job.input.drop_helpers(DatasetType::Interactions, &mut job.pipeline.steps)?;
    finish(&job, (&args.common, &args.table), folder, output)
}

fn items(args: &PrepItems, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let condition = options::condition(args.metadata.filter.as_deref())?;
    let mut job =
        Job::of_metadata(DatasetType::Items, &args.common, &args.table, condition.as_ref())?;
    let options = options::items(args.description, args.creation, job.pipeline.domain);
    job.pipeline.steps = if job.input.is_table() {
        if args.description.is_some() || args.creation.is_some() {
            anyhow::bail!(
                "`--description` and `--creation` are made from a release's tags and ratings; of a \
                 table, map the columns DESCRIPTION and CREATION_TIMESTAMP"
            );
        }
        options
            .table_steps(&job.input.columns(DatasetType::Items), options::keep_row(&args.metadata))
    } else {
        options.steps()
    };
    if let Some(seconds) = args.shift_by {
        job.shift(seconds)?;
    }
    job.filter(condition)?;
    finish(&job, (&args.common, &args.table), folder, output)
}

fn users(args: &PrepUsers, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let condition = options::condition(args.metadata.filter.as_deref())?;
    let mut job =
        Job::of_metadata(DatasetType::Users, &args.common, &args.table, condition.as_ref())?;
    if job.input.is_table() && args.from.is_some() {
        anyhow::bail!(
            "`--from` is for releases; of a table, map the columns that say who its users are"
        );
    }
    let options = UserOptions { from: args.from.unwrap_or_default() };
    let keep = options::keep_row(&args.metadata);
    job.pipeline.steps =
        if job.input.is_table() { options.table_steps(keep) } else { options.steps() };
    job.filter(condition)?;
    finish(&job, (&args.common, &args.table), folder, output)
}

/// All datasets of a release are prepared before the first gets its name.
fn all(args: &PrepAll, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let mut jobs = all_jobs(args, output)?;
    // What can be known is known before the first row is read.
    let previews =
        jobs.iter().map(|job| job.preview(folder)).collect::<anyhow::Result<Vec<_>>>()?;
    if args.common.dry_run {
        let text: String = previews.iter().map(plan_text).collect();
        output.prose(&text, &json(&previews)?)?;
        if args.rows.shift_to.is_some() {
            output.note(
                "items, and users who have FIRST_SEEN, move by the offset of the interactions, which is known once \
                 those are read",
            );
        }
        return Ok(Verdict::Done);
    }
    let mut offset = None;
    let mut results = Vec::new();
    let (mut lines, mut manifests) = (Vec::new(), Vec::new());
    for job in &mut jobs {
        if let Some(seconds) = offset.filter(|_| job.has_instants()) {
            job.shift(seconds)?;
        }
        let (target, prepared) = job.prepare(folder, output)?;
        offset = offset.or(said::offset(&prepared));
        lines.extend(summary(&target, &prepared));
        let manifest = json(&prepared.manifest)?;
        manifests.push(prepared.manifest.clone());
        results.push((prepared, manifest));
    }
    prepare::commit(results)?;
    output.prose(&(lines.join("\n") + "\n"), &json(&manifests)?)?;
    Ok(Verdict::Done)
}

/// A job for each dataset that the release has, or that was asked for.
fn all_jobs(args: &PrepAll, output: &Output) -> anyhow::Result<Vec<Job>> {
    if args.common.engine == EngineChoice::Spark {
        anyhow::bail!(
            "`prep all` reads a release, and Spark reads tables: `prep interactions`, `prep items` and `prep users` with \
             `--input` prepare one each"
        );
    }
    let mut interactions = Job::of_release(DatasetType::Interactions, &args.common)?;
    let PrepareInput::Release(release) = &interactions.input else {
        anyhow::bail!(
            "`prep all` needs a release; prepare the tables one by one with `prep interactions`, \
             `prep items` and `prep users`"
        );
    };
    let known_users = release.users_path().is_some();
    let domain = interactions.pipeline.domain;
    let time = TimeArgs::default();
    let input = &interactions.input;
    let options = options::interactions(&args.events, &args.rows, &time, domain, input)?;
    let columns = input.columns(DatasetType::Interactions);
    options::expect_used(&args.events, &args.rows, &columns, input)?;
    interactions.pipeline.steps = options.steps(&columns);
    let mut items = Job::of_release(DatasetType::Items, &args.common)?;
    items.pipeline.steps = options::items(args.description, args.creation, domain).steps();
    let mut jobs = vec![interactions, items];
    let from = args.users_from;
    if from.is_some() || known_users {
        let mut users = Job::of_release(DatasetType::Users, &args.common)?;
        users.pipeline.steps = UserOptions { from: from.unwrap_or_default() }.steps();
        jobs.push(users);
    } else {
        output.note(
            "no users: the release does not say who they are; `--users-from activity` makes them \
             from what they did",
        );
    }
    Ok(jobs)
}

fn run_file(args: &PrepRun, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let shown = args.pipeline.display();
    let mut text = String::new();
    if args.pipeline.as_os_str() == "-" {
        std::io::stdin().read_to_string(&mut text).context("cannot read the standard input")?;
    } else {
        text = opening::read_to_string(&args.pipeline)
            .with_context(|| format!("cannot read `{shown}`"))?;
    }
    let mut pipeline = PipelineFile::parse(&text).with_context(|| format!("`{shown}`"))?;
    let given = args.input.clone().or_else(|| pipeline.input.as_ref().map(PathBuf::from));
    let mut mapping = Mapping::default();
    for (target, source) in &pipeline.map {
        mapping.add(target, source)?;
    }
    if pipeline.reading.keep_columns {
        mapping.keep_others();
    }
    let conditions = options::conditions_of(&pipeline.steps);
    let wanted = Wanted {
        dataset: pipeline.dataset,
        mapping: &mapping,
        reading: &pipeline.reading,
        conditions: &conditions,
    };
    let engine = if args.print.is_asked() { EngineChoice::Auto } else { pipeline.engine };
    let remote = job::remote(engine, &args.spark, given.as_deref(), &pipeline.reading)?;
    let (path, input) = wanted.open(given.as_deref(), remote.as_ref())?;
    pipeline.input = Some(path.display().to_string());
    let output_path = args.output.clone().or_else(|| pipeline.output.as_ref().map(PathBuf::from));
    let job = Job {
        input,
        output: output_path,
        format: args.output_format,
        sort_bytes: options::sort_bytes(&args.sort_memory)?,
        pipeline,
        remote,
    };
    if let Some(verdict) = Printing(&args.print).run(&job, output)? {
        return Ok(verdict);
    }
    run_or_plan(&job, folder, output, args.dry_run.into())
}
