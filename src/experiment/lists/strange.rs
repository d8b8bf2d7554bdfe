//! Lists whose ids are not those of the data: an error with examples of both sides, since zeros would
//! be no answer.

use super::error::ScoreError;
use super::gathered::Gathered;
use super::named::NamedLists;
use super::truth::{Truth, TruthFiles};
use crate::dataset::Vocab;
use crate::text::shorten;

/// The number of ids of the data that are shown.
const SHOWN: usize = 3;
/// A sentence for files that name held-out items alone.
const NAME_THE_CATALOGUE: &str =
    " Without `--train` and `--items` the data are the held-out items alone.";

/// The error that no list answers a test user, with the message of the job.
pub(super) fn users(
    named: &NamedLists<'_>,
    files: &TruthFiles<'_>,
    gathered: &Gathered<'_>,
) -> ScoreError {
    let counts = &gathered.counts;
    let failed = counts.failures.first().map_or_else(String::new, |first| {
        format!(
            " The job failed on {} lines, first on line {}: {}",
            counts.failed_lines, first.line, first.error
        )
    });
    ScoreError::Strangers {
        path: named.path.display().to_string(),
        held_out: files.held_out.display().to_string(),
        example: counts.first_query.clone(),
        failed,
    }
}

/// Expects a listed item that the data has, and a held-out item that training or a list has.
pub(super) fn expect_known_items(
    named: &NamedLists<'_>,
    truth: &Truth,
    files: &TruthFiles<'_>,
    gathered: &Gathered<'_>,
) -> Result<(), ScoreError> {
    let path = named.path.display().to_string();
    let counts = &gathered.counts;
    if counts.places_of_unknown > 0 && counts.places_of_unknown == gathered.n_entries() {
        let example = counts.first_unknown.clone();
        let names_few = files.train.or(files.history).or(files.items).is_none();
        let advice = if names_few { NAME_THE_CATALOGUE } else { "" };
        let known = known(truth.dataset.items(), &example);
        return Err(ScoreError::StrangeItems { path, example, known, advice });
    }
    let record = &truth.record;
    let is_strange = truth.has_training
        && record.leaks.held_out_items_unknown == record.held_out_items
        && !gathered.lists_any(&truth.fold.test_users);
    let held_out = truth.fold.test_users.iter().find_map(|test| test.held_out.first());
    match (held_out, gathered.first_listed()) {
        (Some(&example), Some(listed)) if is_strange => Err(ScoreError::StrangeTruth {
            path,
            held_out: files.held_out.display().to_string(),
            example: shorten(truth.dataset.items().id(example.index()), 60),
            listed: shorten(listed, 60),
        }),
        _ => Ok(()),
    }
}

/// The id of `items` that is probably meant by `example`, or else the first ones.
fn known(items: &Vocab, example: &str) -> String {
    let mut ids = (0..items.len()).map(|at| items.id(at));
    if let Some(meant) = ids.clone().find(|id| plain(id) == plain(example)) {
        return format!("`{}`", shorten(meant, 60));
    }
    let shown: Vec<String> =
        ids.by_ref().take(SHOWN).map(|id| format!("`{}`", shorten(id, 60))).collect();
    let more = if ids.next().is_some() { " and others" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// An id without the signs that other programs add to whole numbers: blanks, zeros before, and the `.0` that a column
/// of real numbers gives.
fn plain(id: &str) -> &str {
    let id = id.trim().trim_start_matches('0');
    id.split_once('.')
        .filter(|(_, zeros)| zeros.trim_matches('0').is_empty())
        .map_or(id, |(whole, _)| whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_recognised_however_they_were_written() {
        for one in ["30.0", "0030", " 30", "30.", "30"] {
            assert_eq!(plain(one), "30", "{one}");
        }
        assert_ne!(plain("30.5"), "30");
        assert_ne!(plain("300"), "30");
    }

    #[test]
    fn the_probable_id_is_named_or_the_first_ones() {
        let rows = ["007", "8", "9", "x"].map(|item| ("u", item, "", 1));
        let dataset = crate::dataset::Dataset::from_rows(&rows);
        assert_eq!(known(dataset.items(), "7.0"), "`007`");
        assert_eq!(known(dataset.items(), "shoe"), "`8`, `9`, `x` and others");
    }
}
