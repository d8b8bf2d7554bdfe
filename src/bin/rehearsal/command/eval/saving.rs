//! `--save`: models as files, for `recommend --load`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rehearsal::dataset::Dataset;
use rehearsal::experiment::EvalResult;
use rehearsal::export::{AtomicFile, OutputFolder, Replace};
use rehearsal::model::{ModelConfig, Saved, Task};
use rehearsal::recommend::fit_all;

use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::{RunFolder, create};

/// The path at which a model is saved: a text of parameters has signs that file names should not have.
fn saved_path(place: &Path, config: &ModelConfig) -> PathBuf {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-.".contains(letter);
    let plain = |letter: char| if is_plain(letter) { letter } else { '_' };
    let name: String = config.text().chars().map(plain).collect();
    place.join(format!("{name}.model"))
}

/// Checks before a long run, not after it, that the models can be saved.
pub(super) fn expect_room(
    place: Option<&Path>,
    models: &[ModelConfig],
    replace: &Replace,
) -> anyhow::Result<()> {
    let Some(place) = place else { return Ok(()) };
    let mut paths = models.iter().map(|config| saved_path(place, config));
    Ok(paths.try_for_each(|path| replace.expect_file(&path))?)
}

/// Saves every model that could be fitted, as a file of `place` each.
pub(super) fn save_all(
    place: Option<&Path>,
    (models, task): (&[ModelConfig], &Task),
    result: &EvalResult,
    dataset: &Dataset,
    (folder, output): (&RunFolder, &Output),
) -> anyhow::Result<(Vec<OutputFolder>, Vec<AtomicFile>)> {
    let Some(place) = place else { return Ok((Vec::new(), Vec::new())) };
    let was_fitted =
        |config: &&ModelConfig| result.skipped.iter().all(|one| one.model != config.text());
    let kept = models.iter().filter(was_fitted);
    let progress = output.progress(0, Unit::Fits);
    let saved = kept.map(|config| {
        progress.stage(format!("{}, to be saved", config.text()));
        save(place, config, dataset, task.clone(), folder.replace())
    });
    Ok(saved.collect::<anyhow::Result<Vec<_>>>()?.into_iter().unzip())
}

/// Saves a model that learns from all interactions for what it was judged by, as a file of `place`.
fn save(
    place: &Path,
    config: &ModelConfig,
    dataset: &Dataset,
    task: Task,
    replace: &Replace,
) -> anyhow::Result<(OutputFolder, AtomicFile)> {
    let model = fit_all(dataset, config, task)
        .with_context(|| format!("cannot fit `{}`", config.text()))?;
    let bytes = Saved::bytes(config, dataset, model.as_ref())
        .with_context(|| format!("cannot save `{}`", config.text()))?;
    let (folder, mut file) = create(&saved_path(place, config), replace)?;
    file.write_all(&bytes).map_err(|source| file.failed(source))?;
    Ok((folder, file))
}
