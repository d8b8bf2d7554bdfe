//! The data of an evaluation, and the memory beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::list_bytes;
use rehearsal::export::digest::FileRecord;
use rehearsal::memory::Room;
use rehearsal::model::bytes;

use crate::args::DataFiles;
use crate::guard;
use crate::output::Output;
use crate::readable::count;
use crate::run_folder::RunFolder;

pub(super) fn file_record(path: &Path) -> anyhow::Result<FileRecord> {
    FileRecord::of(path).with_context(|| format!("cannot read `{}`", path.display()))
}

/// The interactions file, and the items file where there is one.
pub(in crate::command) fn data_files(
    files: &DataFiles,
    folder: &RunFolder,
) -> anyhow::Result<(PathBuf, Option<PathBuf>)> {
    let given = files.interactions.as_deref();
    let interactions = folder.interactions(given)?;
    // The run folder's items belong to its own interactions only.
    let default = if given.is_none() { folder.prepared("items")? } else { None };
    Ok((interactions, files.items.clone().or(default)))
}

/// Says when the items file does not know the items of the interactions, and stops when it knows
/// none: it must be another data set's.
pub(in crate::command) fn check_catalogue(
    dataset: &Dataset,
    items: Option<&Path>,
    output: &Output,
) -> anyhow::Result<()> {
    let (Some(items), (missing, total)) = (items, dataset.unlisted_items()) else { return Ok(()) };
    if missing == total {
        bail!("`{}` knows none of the {} items of the interactions", items.display(), count(total));
    }
    if missing > 0 {
        output.warn(&format!(
            "`{}` lacks {} of the {} items of the interactions; is it of the same data?",
            items.display(),
            count(missing),
            count(total)
        ));
    }
    Ok(())
}

/// The most memory that a model may take beside the data and the lists of `n_tested` users: what `--memory-limit` leaves,
/// or what the system left when this process began. `advice` ends the refusal of data that does not fit.
pub(in crate::command) fn memory_limit(
    dataset: &Dataset,
    n_tested: usize,
    advice: &str,
) -> anyhow::Result<Option<Room>> {
    let used = dataset.bytes() + list_bytes(n_tested, dataset.items().len());
    let Some(room) = guard::room() else { return Ok(None) };
    let left = room.beside(used);
    if room.is_given() && left.bytes == 0 {
        bail!(
            "`--memory-limit` is {}, and {} interactions of {} users with the lists of {} of them take about {}; \
             that much memory, {advice} would fit",
            bytes(room.bytes),
            count(dataset.n_rows()),
            count(dataset.users().len()),
            count(n_tested),
            bytes(used)
        );
    }
    Ok(Some(left))
}
