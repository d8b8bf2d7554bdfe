//! The model and the data that lists are made from.

use std::path::{Path, PathBuf};

use anyhow::Context;
use rehearsal::dataset::{Dataset, Reading};
use rehearsal::experiment::Seen;
use rehearsal::memory::Room;
use rehearsal::model::{self, ModelConfig, Saved, Task};
use rehearsal::recommend::{Titles, fit_all};
use rehearsal::source::door::Origin;
use rehearsal::source::opening;
use rehearsal::split::HoldOut;

use crate::args::ListArgs;
use crate::command::table_text;
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::RunFolder;

/// The model where nothing else is said.
pub(super) const DEFAULT_MODEL: &str = "item-knn";

/// The model that was asked for, else that of this name; and the saved one, where a file was named.
pub(super) fn config(
    args: &ListArgs,
    default: &str,
) -> anyhow::Result<(ModelConfig, Option<Saved>)> {
    match &args.load {
        None => Ok((ModelConfig::parse(args.model.as_deref().unwrap_or(default))?, None)),
        Some(path) => {
            let saved = load(path)?;
            Ok((saved.config().clone(), Some(saved)))
        }
    }
}

pub(super) fn titles(args: &ListArgs, items: Option<&Path>) -> anyhow::Result<Titles> {
    let Some(path) = items else { return Ok(Titles::default()) };
    Ok(Titles::read(Origin::new(path, &table_text::text(&args.text)?.of_others()))?)
}

/// The data that a list is made from.
pub(super) struct Data {
    pub(super) interactions: PathBuf,
    pub(super) items: Option<PathBuf>,
    pub(super) dataset: Dataset,
}

impl Data {
    /// Reads the files that were named, or those of the run folder, with a word on what is odd about them.
    pub(super) fn read(
        args: &ListArgs,
        folder: &RunFolder,
        output: &Output,
    ) -> anyhow::Result<Self> {
        let (interactions, items) = crate::command::eval::data_files(&args.files, folder)?;
        let dataset = Reading {
            interactions: vec![&interactions],
            items: items.as_deref(),
            text: table_text::text(&args.text)?,
            ..Reading::default()
        }
        .read()?;
        crate::command::eval::check_catalogue(&dataset, items.as_deref(), output)?;
        crate::command::instants::warn_of_data(&dataset, &interactions, output);
        Ok(Self { interactions, items, dataset })
    }
}

/// The model, fitted to all of the data.
pub(super) fn fitted(
    config: &ModelConfig,
    seen: Seen,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<Box<dyn model::Recommend>> {
    let task = task(seen, crate::command::eval::memory_limit(dataset, 1, "or fewer rows")?);
    let progress = output.progress(1, Unit::Fits);
    progress.stage(config.text());
    let model = fit_all(dataset, config, task)
        .with_context(|| format!("cannot fit `{}`", config.text()))?;
    progress.add(1);
    Ok(model)
}

/// The task that a model is trained for when nothing is held out: new items, or the next row.
fn task(seen: Seen, memory_limit: Option<Room>) -> Task {
    let excludes_seen = seen == Seen::Exclude;
    let hold_out = if excludes_seen { HoldOut::Items } else { HoldOut::Rows };
    Task { cut: hold_out.into(), seen, memory_limit }
}

fn load(path: &Path) -> anyhow::Result<Saved> {
    let shown = path.display();
    let bytes = opening::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    Saved::read(&bytes).with_context(|| format!("cannot load `{shown}`"))
}
