//! The data of an evaluation, and the memory beside it.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::Dataset;
use rehearsal::experiment::list_bytes;
use rehearsal::export::digest::FileRecord;
use rehearsal::memory::Room;

use crate::args::DataFiles;
use crate::command::prep::options;
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

/// The most memory that a model may take beside the data and the lists: as `--memory-limit` says, or what the system left
/// when this process began.
pub(in crate::command) fn memory_limit(
    text: Option<&str>,
    dataset: &Dataset,
) -> anyhow::Result<Option<Room>> {
    let size = text.map(|text| options::bytes("memory-limit", text)).transpose()?;
    let lists = list_bytes(dataset.users().len(), dataset.items().len());
    Ok(match size {
        Some(size) => Some(Room::given(size as u64)),
        None => guard::room().map(|room| room.beside(dataset.bytes() + lists)),
    })
}
