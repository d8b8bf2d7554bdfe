//! Warns of instants that cannot be seconds, since nothing else shows it.

use std::path::Path;

use rehearsal::dataset::Dataset;
use rehearsal::instant::{NotSeconds, Unit};
use rehearsal::number::thousands;

use crate::output::Output;

/// Warns where instants of `dataset`, read from the file at `path`, must be milliseconds or finer.
pub(super) fn warn_of_data(dataset: &Dataset, path: &Path, output: &Output) {
    if let Some(found) = dataset.not_seconds() {
        output.warn(&found.sentence(&path.display().to_string()));
    }
}

/// Warns of the instants of a file that `prep` does not read, where they must be milliseconds or finer.
pub(super) fn warn_of(instants: impl Iterator<Item = i64>, path: &Path, output: &Output) {
    let Some(found) = NotSeconds::among(instants) else { return };
    let unit = Unit::of(found.example);
    output.warn(&format!(
        "`{}`: timestamps must be seconds since 1970, and {} must be {} or finer: ages, half-lives and \
         windows of models come out wrong; divide them by {}",
        path.display(),
        found.example,
        unit.name(),
        thousands(unit.per_second().unsigned_abs())
    ));
}
