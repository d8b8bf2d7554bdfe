//! Rows of a table that cannot be used, beside its output.

use std::path::Path;

use rehearsal::prepare::{Output as Target, PrepareError};
use rehearsal::source::ReadError;
use rehearsal::source::mapped::{Rejected, RejectedRow};

use crate::output::Output;
use crate::run_folder::{RunFolder, create};
use crate::verdict::Verdict;

/// Writes the rows that cannot be used beside the output, where they are kept apart.
pub(super) fn keep_apart(
    path: &Path,
    rows: &[RejectedRow],
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let path = path.with_extension("rejected.csv");
    let (_made, file) = create(&path, folder.replace())?;
    file.finish_with(&Rejected::csv(rows))?;
    output
        .note(&format!("{}: rows that cannot be used, with file, line and reason", path.display()));
    Ok(())
}

/// Answers that too many rows cannot be used, which is no failure: they are kept, and nothing else is written.
pub(super) fn refuse(
    error: anyhow::Error,
    target: &Target,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let Some(PrepareError::Read(ReadError::TooManyBad { rejected, .. })) = error.downcast_ref()
    else {
        return Err(error);
    };
    if let Some(path) = target.path() {
        keep_apart(path, rejected, folder, output)?;
    }
    output.error(&error);
    Ok(Verdict::No)
}
