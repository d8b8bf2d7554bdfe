//! The tables that describe items and users.

use std::path::Path;

use super::cells::Cells;
use super::find::is_same;
use super::metadata::{self, Described, described};
use super::proposal::Proposal;
use super::question::{Answers, SurveyQuestion};
use super::sample::Sample;
use super::words::Meaning;
use crate::schema::DatasetType;

/// The reason that a table of titles alone is not taken.
const SAYS_NOTHING: &str = "it has beside ids and titles nothing that the service learns from: no number, category or text";
/// The reason that a table that was named is not taken.
const NOT_THEIRS: &str =
    "no column of it has one row for each id of the interactions, without empty cells";

/// Finds the table that describes items or users.
pub(super) fn describe(
    dataset: DatasetType,
    ids: &Cells,
    free: &[&Sample],
    answers: &Answers,
    proposal: &mut Proposal,
) {
    let (meaning, given, option) = match dataset {
        DatasetType::Items => (Meaning::Item, &answers.items, "--items PATH"),
        _ => (Meaning::User, &answers.users, "--users PATH"),
    };
    let is_named =
        |sample: &&&Sample| given.as_ref().is_none_or(|path| is_same(&sample.path, path));
    let named: Vec<&Sample> = free.iter().filter(is_named).copied().collect();
    let mut found: Vec<Described<'_>> =
        named.iter().filter_map(|sample| described(sample, ids, meaning)).collect();
    found.sort_by(|left, right| right.share.total_cmp(&left.share));
    if let [first, second, ..] = &found[..]
        && (first.share - second.share).abs() < 0.01
    {
        proposal.questions.push(SurveyQuestion {
            asked: format!("Which table describes the {}? Several have their ids.", dataset.stem()),
            choices: found.iter().map(|one| one.sample.listed()).collect(),
            answer: option.to_owned(),
        });
        return;
    }
    let table = found.first().map(|first| metadata::table(first, dataset, ids));
    let (why, path) = match table {
        Some(table) if metadata::says_something(&table) => {
            proposal.tables.push(table);
            return;
        }
        Some(table) => (SAYS_NOTHING, Some(table.input)),
        None if named.is_empty() => ("", None),
        None => (NOT_THEIRS, None),
    };
    if let Some(path) = given {
        let why = if named.is_empty() { unread(path, proposal) } else { why.to_owned() };
        proposal.questions.push(refused(path, &why, free, (dataset, option)));
    } else if let Some(path) = path {
        proposal.passed_over.push((path, why.to_owned()));
    }
}

/// The reason that a table that was named is not among those that may be taken.
fn unread(path: &Path, proposal: &Proposal) -> String {
    let passed = proposal.passed_over.iter().find(|(other, _)| is_same(other, path));
    passed.map_or("it is another table of the project", |(_, why)| why.as_str()).to_owned()
}

/// The question after another table than the one that was named.
fn refused(
    path: &Path,
    why: &str,
    free: &[&Sample],
    (dataset, option): (DatasetType, &str),
) -> SurveyQuestion {
    let others = free.iter().filter(|sample| !is_same(&sample.path, path));
    SurveyQuestion {
        asked: format!("`{}` cannot be the table of {}: {why}.", path.display(), dataset.stem()),
        choices: others.map(|sample| sample.listed()).collect(),
        answer: option.to_owned(),
    }
}
