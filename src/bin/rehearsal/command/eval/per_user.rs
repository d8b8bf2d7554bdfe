//! The file of per-user values.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::experiment::PerUser;
use rehearsal::export::{AtomicFile, OutputFolder, Replace};

use crate::args::ScoringArgs;
use crate::run_folder::{create, expect_not_read};

/// The file for per-user values, opened before the long run: no input, and no other output.
pub(super) fn per_user_file(
    args: &ScoringArgs,
    replace: &Replace,
    inputs: &[PathBuf],
    outputs: &[&Path],
) -> anyhow::Result<Option<(AtomicFile, OutputFolder)>> {
    let Some(path) = args.per_user.as_deref() else { return Ok(None) };
    expect_not_read(path, inputs)?;
    let place = |path: &Path| {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    if outputs
        .iter()
        .any(|output| path == *output || (place(path).is_some() && place(path) == place(output)))
    {
        bail!("`--per-user` names `{}`, which the result itself is written to", path.display());
    }
    let (folder, file) = create(path, replace)?;
    Ok(Some((file, folder)))
}

pub(super) fn write_per_user(
    values: &PerUser,
    path: Option<&Path>,
    file: &mut AtomicFile,
) -> anyhow::Result<()> {
    let is_csv = path.and_then(Path::extension).is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let written = if is_csv { values.write_csv(file) } else { values.write_parquet(file) };
    written.and_then(|()| file.flush()).context("cannot write the per-user values")
}
