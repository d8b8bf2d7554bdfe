//! `data`: a release, downloaded or made.

#[cfg(feature = "fetch")]
mod fetch;

use anyhow::{Context, bail};
use rehearsal::export::{AtomicFile, OutputFolder, Replace, finish_all};
use rehearsal::generate::{Config, SyntheticRelease};
use rehearsal::number::thousands;
use rehearsal::param::hint;

use crate::args::{Data, Generate};
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;

pub(super) fn run(data: &Data, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    match data {
        #[cfg(feature = "fetch")]
        Data::Fetch(args) => fetch::run(args, folder, output),
        Data::Generate(args) => generate_release(args, folder, output),
    }
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
    let counts = serde_json::json!({
        "schema_version": 1,
        "folder": args.output.display().to_string(),
        "users": config.users,
        "items": config.items,
        "rated_items": config.rated_items,
        "ratings": config.ratings,
        "tags": config.tags,
        "seed": config.seed,
    });
    output.prose(&text, &json(&counts)?)?;
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
    let bar = output.progress(config.ratings);
    bar.set_message("generating ratings");
    let failed = || format!("cannot write into `{}`", folder.display());
    release
        .write_ratings(&mut ratings, &|written| bar.set_position(written))
        .with_context(failed)?;
    bar.finish_and_clear();
    release.write_movies(&mut movies).with_context(failed)?;
    release.write_tags(&mut tags).with_context(failed)?;
    release.write_links(&mut links).with_context(failed)?;
    release.write_readme(&mut readme).with_context(failed)?;
    finish_all(vec![ratings, movies, tags, links, readme])?;
    Ok(())
}
