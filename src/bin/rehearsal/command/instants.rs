//! Instants that cannot be seconds: whoever reads them is told, since nothing else shows it.

use std::path::Path;

use rehearsal::column::SECONDS_END;
use rehearsal::dataset::Dataset;
use rehearsal::instant::Unit;
use rehearsal::number::thousands;

use crate::output::Output;

/// Warns where instants of `dataset`, read from the file at `path`, must be milliseconds or finer.
pub(super) fn warn_of_data(dataset: &Dataset, path: &Path, output: &Output) {
    if let Some(found) = dataset.not_seconds() {
        output.warn(&found.sentence(&path.display().to_string()));
    }
}

/// The same of the instants of a file that `prep` does not read.
pub(super) fn warn_of(instants: impl Iterator<Item = i64>, path: &Path, output: &Output) {
    if let Some((sentence, unit)) = sentence(instants, path) {
        let divisor = thousands(unit.per_second().unsigned_abs());
        output.warn(&format!("{sentence}; divide them by {divisor}"));
    }
}

/// A sentence of what is wrong, and the unit that the largest instant must have at least.
fn sentence(instants: impl Iterator<Item = i64>, path: &Path) -> Option<(String, Unit)> {
    let largest = instants.max_by_key(|at| at.unsigned_abs())?;
    if largest.unsigned_abs() < SECONDS_END.unsigned_abs() {
        return None;
    }
    let unit = Unit::of(largest);
    let sentence = format!(
        "`{}`: timestamps must be seconds since 1970, and {largest} must be {} or finer: ages, half-lives and windows of \
         models come out wrong",
        path.display(),
        unit.name(),
    );
    Some((sentence, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_pass_and_finer_units_are_named() {
        let of = |instants: &[i64]| sentence(instants.iter().copied(), Path::new("x.csv"));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[-5, 0, 99_999_999_999]), None);
        for (instants, unit) in [
            (&[5, 1_600_000_000_000][..], "1600000000000 must be milliseconds or finer"),
            (&[-1_600_000_000_000_000], "-1600000000000000 must be microseconds or finer"),
            (&[i64::MIN, 3], "must be nanoseconds or finer"),
        ] {
            let (said, _) = of(instants).expect("no seconds");
            assert!(said.contains(unit), "{said}");
        }
    }
}
