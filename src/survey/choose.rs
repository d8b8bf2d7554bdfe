//! The column that is meant, of those that may be.

use super::cells::Cells;
use super::overlap;
use super::proposal::{Alternative, ProposedColumn};
use super::question::SurveyQuestion;
use super::sample::Sample;
use super::words::{Meaning, strength};

/// A column that may be meant, and how much speaks for it.
#[derive(Debug, Clone)]
pub(super) struct Candidate<'s> {
    pub(super) cells: &'s Cells,
    pub(super) points: i32,
    pub(super) evidence: String,
}

/// The choice among candidates.
#[derive(Debug)]
enum Chosen<'s> {
    /// One is ahead of the others.
    One(Candidate<'s>, Vec<Alternative>),
    /// Several are as likely.
    Several(Vec<Candidate<'s>>),
    /// There is none.
    None,
}

/// Chooses the candidate with most points.
fn best(mut candidates: Vec<Candidate<'_>>) -> Chosen<'_> {
    // The order of the table among equals.
    candidates.sort_by_key(|one| std::cmp::Reverse(one.points));
    let Some(first) = candidates.first() else { return Chosen::None };
    let n_equal = candidates.iter().take_while(|one| one.points == first.points).count();
    if n_equal > 1 {
        candidates.truncate(n_equal);
        return Chosen::Several(candidates);
    }
    let first = candidates.remove(0);
    let others = candidates
        .into_iter()
        .map(|one| Alternative { theirs: one.cells.name.clone(), evidence: one.evidence });
    Chosen::One(first, others.collect())
}

/// The columns of ids that may be users or items.
pub(super) fn ids<'s>(meaning: Meaning, own: &'s Sample, samples: &[Sample]) -> Vec<Candidate<'s>> {
    let named = own.columns.iter().filter(|cells| cells.may_be_ids());
    let candidates = named.filter_map(|cells| {
        let by_name = i32::from(strength(meaning, &cells.name));
        if by_name == 0 {
            return None;
        }
        let mut points = by_name * 10;
        let mut evidence = cells.counted();
        if cells.n_empty > 0 {
            points -= 15;
        }
        // Nobody has a second row.
        if cells.is_unique() {
            points -= 20;
        }
        if let Some(found) = overlap::with_others(cells, meaning, own, samples) {
            points += 5;
            evidence = format!("{evidence}; {}", found.said());
        }
        Some(Candidate { cells, points, evidence })
    });
    candidates.collect()
}

/// The columns that tell time.
pub(super) fn times(own: &Sample) -> Vec<Candidate<'_>> {
    let telling = own.columns.iter().filter_map(|cells| Some((cells, cells.time.as_ref()?)));
    let candidates = telling.filter_map(|(cells, form)| {
        let by_name = i32::from(strength(Meaning::Time, &cells.name));
        let is_number = matches!(form, super::instants::TimeForm::Numbers(_));
        // A large number without such a name may be an id.
        if is_number && by_name == 0 {
            return None;
        }
        let empty = if cells.n_empty > 0 { 15 } else { 0 };
        let evidence = format!("{}, such as {}", form.said(), cells.example());
        Some(Candidate { cells, points: by_name * 10 - empty, evidence })
    });
    candidates.collect()
}

/// The column that was named, or the best of the candidates.
pub(super) fn chosen(
    own: &Sample,
    given: Option<&str>,
    candidates: Vec<Candidate<'_>>,
    (ours, what, option): (&str, &str, &str),
) -> Result<ProposedColumn, SurveyQuestion> {
    if let Some(name) = given {
        return named(own, name, candidates, (ours, what, option));
    }
    match best(candidates) {
        Chosen::One(one, alternatives) => Ok(ProposedColumn {
            ours: ours.to_owned(),
            theirs: Some(one.cells.name.clone()),
            evidence: one.evidence,
            alternatives,
        }),
        Chosen::Several(several) => Err(question(what, own, &several, option)),
        Chosen::None => Err(question(what, own, &[], option)),
    }
}

/// The column of the name that an answer gives.
fn named(
    own: &Sample,
    name: &str,
    candidates: Vec<Candidate<'_>>,
    (ours, what, option): (&str, &str, &str),
) -> Result<ProposedColumn, SurveyQuestion> {
    let Some(cells) = own.column(name) else {
        let mut asked = question(what, own, &[], option);
        let path = own.path.display();
        asked.asked = format!("`{path}` has no column `{name}`. {}", asked.asked);
        return Err(asked);
    };
    let others = candidates.into_iter().filter(|one| one.cells.name != cells.name);
    let alternatives = others
        .map(|one| Alternative { theirs: one.cells.name.clone(), evidence: one.evidence })
        .collect();
    Ok(ProposedColumn {
        ours: ours.to_owned(),
        theirs: Some(cells.name.clone()),
        evidence: format!("as you said; {}", cells.counted()),
        alternatives,
    })
}

/// The question which of several columns is meant.
pub(super) fn question(
    what: &str,
    own: &Sample,
    candidates: &[Candidate<'_>],
    answer: &str,
) -> SurveyQuestion {
    let path = own.path.display();
    if candidates.is_empty() {
        let names: Vec<String> = own
            .columns
            .iter()
            .map(|cells| {
                format!("`{}`: {}, such as {}", cells.name, cells.counted(), cells.examples(2))
            })
            .collect();
        return SurveyQuestion {
            asked: format!("Which column of `{path}` holds {what}?"),
            choices: names,
            answer: answer.to_owned(),
        };
    }
    let choices = candidates.iter().map(|one| format!("`{}`: {}", one.cells.name, one.evidence));
    SurveyQuestion {
        asked: format!("Which column of `{path}` holds {what}? Several may."),
        choices: choices.collect(),
        answer: answer.to_owned(),
    }
}
