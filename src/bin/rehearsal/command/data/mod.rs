//! `data`: a release, downloaded or made.

#[cfg(feature = "fetch")]
mod fetch;

#[cfg(feature = "fetch")]
pub(super) use fetch::Document as Fetched;

use anyhow::{Context, bail};
use rehearsal::export::{AtomicFile, OutputFolder, Replace, finish_all};
use rehearsal::generate::{Config, SyntheticRelease};
use rehearsal::number::thousands;
use rehearsal::param::hint;

use crate::args::{Data, Generate};
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

pub(super) fn run(data: &Data, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match data {
        #[cfg(feature = "fetch")]
        Data::Fetch(args) => fetch::run(args, folder, output),
        Data::Generate(args) => generate_release(args, folder, output),
    }
}

/// A release that was made.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `data generate` prints")]
pub(super) struct Generated {
    /// The version of this document.
    schema_version: u32,
    folder: String,
    users: u32,
    /// Films of the catalogue.
    items: u32,
    /// Films that somebody rated.
    rated_items: u32,
    ratings: u64,
    tags: u64,
    seed: u64,
}

fn generate_release(
    args: &Generate,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let config = config(args)?;
    generate(&config, &args.output, folder.replace(), output)?;
    let text = format!(
        "{}: {} ratings of {} films by {} users, {} tags, seed {}\n",
        args.output.display(),
        thousands(config.ratings),
        thousands(config.items.into()),
        thousands(config.users.into()),
        thousands(config.tags),
        config.seed
    );
    let counts = Generated {
        schema_version: 1,
        folder: args.output.display().to_string(),
        users: config.users,
        items: config.items,
        rated_items: config.rated_items,
        ratings: config.ratings,
        tags: config.tags,
        seed: config.seed,
    };
    output.prose(&text, &json(&serde_json::json!(counts))?)?;
    Ok(Verdict::Done)
}

fn config(args: &Generate) -> anyhow::Result<Config> {
    if let (Some(users), Some(items), Some(ratings)) = (args.users, args.items, args.ratings) {
        return Ok(Config::new(users, items, ratings, args.seed));
    }
    let Some(name) = &args.like else {
        return Ok(Config { seed: args.seed, ..Config::default() });
    };
    let Some(config) = Config::like(name) else {
        let hint = hint(name, Config::LIKE_NAMES);
        bail!("unknown release `{name}`{hint}; expected one of {}", Config::LIKE_NAMES.join(", "));
    };
    Ok(Config { seed: args.seed, ..config })
}

/// Writes the five files into `folder`, all or none.
pub(super) fn generate(
    config: &Config,
    folder: &std::path::Path,
    replace: &Replace,
    output: &Output,
) -> anyhow::Result<()> {
    let release = SyntheticRelease::plan(config)?;
    let _made = OutputFolder::create(folder)?;
    let create = |name: &str| AtomicFile::create(&folder.join(name), replace);
    let [mut ratings, mut movies, mut tags, mut links, mut readme] = [
        create("ratings.csv")?,
        create("movies.csv")?,
        create("tags.csv")?,
        create("links.csv")?,
        create("README.txt")?,
    ];
    let bar = output.progress(config.ratings, Unit::Ratings);
    bar.stage("generating ratings".to_owned());
    let failed = || format!("cannot write into `{}`", folder.display());
    release.write_ratings(&mut ratings, &|written| bar.at(written)).with_context(failed)?;
    drop(bar);
    release.write_movies(&mut movies).with_context(failed)?;
    release.write_tags(&mut tags).with_context(failed)?;
    release.write_links(&mut links).with_context(failed)?;
    release.write_readme(&mut readme).with_context(failed)?;
    finish_all(vec![ratings, movies, tags, links, readme])?;
    Ok(())
}
