//! Ids of one table among those of another.

use std::path::PathBuf;

use super::cells::Cells;
use super::sample::Sample;
use super::words::{Meaning, strength, words};
use crate::number::{from_u64, thousands};

/// Ids that are found in a column of another table.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Overlap {
    /// The other table.
    pub(super) path: PathBuf,
    /// Its column.
    pub(super) column: String,
    /// The share of the ids that it has, from 0 to 1.
    pub(super) share: f64,
    n_ids: u64,
}

/// The least share that shows that two columns hold the same ids.
const SAME_IDS: f64 = 0.5;

impl Overlap {
    /// It in words.
    pub(super) fn said(&self) -> String {
        let Self { path, column, share, n_ids } = self;
        let place = format!("`{column}` of `{}`", path.display());
        match n_ids {
            1 => format!("it is in {place}"),
            _ if *share >= 1.0 => format!("all {} are in {place}", thousands(*n_ids)),
            _ => format!("{:.0} % of them are in {place}", (share * 100.0).floor()),
        }
    }
}

/// The share of `ids` that are among `others`.
pub(super) fn share(ids: &Cells, others: &Cells) -> f64 {
    let (ids, others) = (ids.ids(), others.ids());
    if ids.is_empty() {
        return 0.0;
    }
    let common = ids.iter().filter(|id| others.contains(id.as_str())).count();
    from_u64(common as u64) / from_u64(ids.len() as u64)
}

/// The least share of whole numbers that shows it, where no name does: small numbers are in many tables.
const SAME_NUMBERS: f64 = 0.99;

/// Tells whether a share of common ids shows that a column of `other` holds ids of this meaning.
pub(super) fn shows(
    ids: &Cells,
    meaning: Meaning,
    (other, column): (&Sample, &Cells),
    share: f64,
) -> bool {
    if !ids.is_whole() {
        return share >= SAME_IDS;
    }
    let opposite = if meaning == Meaning::User { Meaning::Item } else { Meaning::User };
    let is_about = |meaning| strength(meaning, &column.name) > 0 || names(other, meaning);
    match (is_about(meaning), is_about(opposite)) {
        (true, _) => share >= SAME_IDS,
        (false, true) => false,
        (false, false) => share >= SAME_NUMBERS,
    }
}

/// Tells whether the name of a table speaks for a meaning, as `films.csv` does for items.
fn names(table: &Sample, meaning: Meaning) -> bool {
    let name = table.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let stem = name.split('.').next().unwrap_or_default();
    words(stem).iter().any(|word| {
        let singular = word.strip_suffix('s').unwrap_or(word);
        strength(meaning, word) > 0 || strength(meaning, singular) > 0
    })
}

/// The column of another table, with one row for each id, that has most of the ids of a column; none with too few.
pub(super) fn with_others(
    ids: &Cells,
    meaning: Meaning,
    own: &Sample,
    samples: &[Sample],
) -> Option<Overlap> {
    let others = samples.iter().filter(|other| other.path != own.path);
    let mut best: Option<Overlap> = None;
    for other in others {
        for candidate in other.columns.iter().filter(|one| one.is_unique() && one.may_be_ids()) {
            let share = share(ids, candidate);
            let is_better = best.as_ref().is_none_or(|best| share > best.share);
            if is_better && shows(ids, meaning, (other, candidate), share) {
                best = Some(Overlap {
                    path: other.path.clone(),
                    column: candidate.name.clone(),
                    share,
                    n_ids: ids.n_different(),
                });
            }
        }
    }
    best
}
