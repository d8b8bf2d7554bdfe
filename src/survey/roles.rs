//! The parts that tables have in a project.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use super::cells::Cells;
use super::choose;
use super::columns;
use super::describe::describe;
use super::domain;
use super::find::{Found, find, is_same};
use super::join::join;
use super::proposal::Proposal;
use super::question::{Answers, SurveyQuestion};
use super::sample::{Sample, sample};
use super::words::{Meaning, is_event, strength};
use crate::column::{ITEM_ID, USER_ID};
use crate::schema::DatasetType;

/// Looks at the tables at `paths` and proposes their parts in a project; what cannot be told is asked.
///
/// # Errors
/// When nothing is at a path, or a folder cannot be listed.
pub fn survey(paths: &[PathBuf], answers: &Answers) -> io::Result<Proposal> {
    let found = find(paths)?;
    let mut proposal = Proposal::default();
    if answers.interactions.is_none() && !found.releases.is_empty() {
        release(&found, answers, &mut proposal);
        return Ok(proposal);
    }
    let samples = sampled(found.tables, answers, &mut proposal);
    let Some(own) = interactions(&samples, answers, &mut proposal) else { return Ok(proposal) };
    let table = columns::interactions(own, &samples, answers, &mut proposal);
    let cells = |ours: &str| -> Option<&Cells> {
        let column = table.columns.iter().find(|one| one.ours == ours)?;
        own.column(column.theirs.as_deref()?)
    };
    let ids = [(DatasetType::Items, cells(ITEM_ID)), (DatasetType::Users, cells(USER_ID))];
    proposal.tables.push(table.clone());
    for (dataset, ids) in ids {
        let Some(ids) = ids else { continue };
        let used: Vec<PathBuf> = proposal.tables.iter().map(|table| table.input.clone()).collect();
        let free: Vec<&Sample> =
            samples.iter().filter(|sample| !used.contains(&sample.path)).collect();
        describe(dataset, ids, &free, answers, &mut proposal);
    }
    domain::find(own, &mut proposal);
    let used: Vec<PathBuf> = proposal.tables.iter().map(|table| table.input.clone()).collect();
    let told: Vec<PathBuf> = proposal.passed_over.iter().map(|(path, _)| path.clone()).collect();
    let is_told = |sample: &&Sample| used.contains(&sample.path) || told.contains(&sample.path);
    for sample in samples.iter().filter(|sample| !is_told(sample)) {
        let why =
            "a table that is neither the interactions nor what describes their users and items";
        proposal.passed_over.push((sample.path.clone(), why.to_owned()));
    }
    proposal.passed_over.sort();
    Ok(proposal)
}

/// The tables that can be read, those that an answer names first; what is none is passed over.
fn sampled(mut tables: Vec<PathBuf>, answers: &Answers, proposal: &mut Proposal) -> Vec<Sample> {
    let named: Vec<&PathBuf> =
        [&answers.interactions, &answers.items, &answers.users].into_iter().flatten().collect();
    for path in &named {
        if !tables.iter().any(|table| is_same(table, path)) {
            tables.push((*path).clone());
        }
    }
    // So that of two forms of a table the other one is passed over.
    tables.sort_by_key(|table| !named.iter().any(|path| is_same(table, path)));
    let mut samples: Vec<Sample> = Vec::new();
    for path in tables {
        match sample(&path) {
            Ok(found) => match samples.iter().find(|other| is_twin(other, &found)) {
                Some(twin) => {
                    let why = format!("another form of `{}`", twin.path.display());
                    proposal.passed_over.push((path, why));
                }
                None => samples.push(found),
            },
            Err(why) => proposal.passed_over.push((path, why)),
        }
    }
    samples
}

/// Tells whether two files of one name but for its ending have the same columns, or one some more.
fn is_twin(left: &Sample, right: &Sample) -> bool {
    let stem = |sample: &Sample| {
        let name = sample.path.file_name()?.to_string_lossy().into_owned();
        name.split('.').next().map(str::to_owned)
    };
    let names = |sample: &Sample| -> BTreeSet<String> {
        sample.columns.iter().map(|cells| cells.name.clone()).collect()
    };
    let is_beside = left.path.parent() == right.path.parent() && stem(left) == stem(right);
    let (left, right) = (names(left), names(right));
    is_beside && (left.is_subset(&right) || right.is_subset(&left))
}

/// Takes the one release, or asks which of them is meant.
fn release(found: &Found, answers: &Answers, proposal: &mut Proposal) {
    if *answers != Answers::default() {
        let paths = found.releases.iter().map(|path| format!("`{}`", path.display()));
        proposal.questions.push(SurveyQuestion {
            asked: "A MovieLens release lies here, which says itself what its tables and columns are: no other answer than \
                    `--interactions` has an effect beside it."
                .to_owned(),
            choices: paths.collect(),
            answer: "none of them for the release, or with --interactions PATH too for another table"
                .to_owned(),
        });
    }
    for path in &found.tables {
        let beside = "beside a MovieLens release, which is taken; `--interactions PATH` takes another table instead";
        let why = sample(path).map_or_else(|why| why, |_| beside.to_owned());
        proposal.passed_over.push((path.clone(), why));
    }
    match &found.releases[..] {
        [one] => {
            proposal.release = Some(one.clone());
        }
        several => proposal.questions.push(SurveyQuestion {
            asked: "Which MovieLens release is meant? There are several.".to_owned(),
            choices: several.iter().map(|path| format!("`{}`", path.display())).collect(),
            answer: "`rehearsal init PATH`".to_owned(),
        }),
    }
}

/// The table of interactions: the one that was named, or the one that looks most like it.
fn interactions<'s>(
    samples: &'s [Sample],
    answers: &Answers,
    proposal: &mut Proposal,
) -> Option<&'s Sample> {
    if let Some(path) = &answers.interactions {
        let named = samples.iter().find(|sample| is_same(&sample.path, path));
        if named.is_none() {
            let why = proposal.passed_over.iter().find(|(other, _)| is_same(other, path));
            let why = why.map_or("it is not there", |(_, why)| why.as_str());
            proposal.questions.push(SurveyQuestion {
                asked: format!("`{}` cannot be the table of interactions: {why}.", path.display()),
                choices: samples.iter().map(Sample::listed).collect(),
                answer: "--interactions PATH".to_owned(),
            });
        }
        return named;
    }
    let mut ranked: Vec<(i32, &Sample)> =
        samples.iter().map(|sample| (likeness(sample, answers), sample)).collect();
    ranked.retain(|(points, _)| *points > 0);
    ranked.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    match &ranked[..] {
        [] => {
            proposal.questions.push(no_interactions(samples, proposal));
            None
        }
        [(first, _), (second, _), ..] if first == second => {
            let equal = ranked.iter().filter(|(points, _)| points == first);
            proposal.questions.push(SurveyQuestion {
                asked: "Which table holds the interactions? Several may.".to_owned(),
                choices: equal.map(|(_, sample)| sample.listed()).collect(),
                answer: "--interactions PATH".to_owned(),
            });
            None
        }
        [(_, one), ..] => Some(one),
    }
}

/// The question after the interactions, where no table has users and items.
fn no_interactions(samples: &[Sample], proposal: &Proposal) -> SurveyQuestion {
    let choices = samples.iter().map(Sample::listed).chain(no_tables(proposal)).collect();
    if let Some(joined) = join(samples) {
        let answer = "`rehearsal init` once more, when the joined table lies there".to_owned();
        return SurveyQuestion { asked: joined.said(), choices, answer };
    }
    let asked = if samples.is_empty() {
        "No table lies here. Which one holds the interactions?"
    } else {
        "No table has a column of users and one of items that can be told by their names. Which table holds the \
         interactions?"
    };
    SurveyQuestion {
        asked: asked.to_owned(),
        choices,
        answer: "--interactions PATH, with --user-id COLUMN and --item-id COLUMN".to_owned(),
    }
}

/// The files that are no table, in a question.
fn no_tables(proposal: &Proposal) -> Vec<String> {
    let passed = proposal.passed_over.iter();
    passed.map(|(path, why)| format!("not `{}`: {why}", path.display())).collect()
}

/// The likeness of a table to interactions; 0 where it lacks users or items.
fn likeness(sample: &Sample, answers: &Answers) -> i32 {
    let has = |meaning, given: &Option<String>| {
        let named = given.as_ref().is_some_and(|name| sample.column(name).is_some());
        // Who has one row in all is described, and does nothing.
        named || choose::ids(meaning, sample, &[]).iter().any(|one| !one.cells.is_unique())
    };
    if !has(Meaning::User, &answers.user_id) || !has(Meaning::Item, &answers.item_id) {
        return 0;
    }
    let has_time = !choose::times(sample).is_empty();
    let is_of_events = sample.columns.iter().any(|cells| {
        let is_named = strength(Meaning::EventType, &cells.name) >= 2
            || strength(Meaning::Rating, &cells.name) > 0
            || strength(Meaning::Strength, &cells.name) >= 2;
        is_named || (cells.n_different() <= 40 && cells.values.iter().any(|value| is_event(value)))
    });
    1 + i32::from(has_time) * 2 + i32::from(is_of_events)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with files of these names and texts.
    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in files {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        folder
    }

    fn look(folder: &tempfile::TempDir, answers: &Answers) -> Proposal {
        survey(&[folder.path().to_owned()], answers).expect("looked at")
    }

    const LOG: &str = "user_id,item_id,day\n1,7,03.04.24\n1,8,03.05.24\n2,7,04.05.24\n";

    #[test]
    fn answers_that_do_not_fit_are_refused_with_what_was_expected() {
        let folder = folder(&[
            ("log.csv", LOG),
            ("titles.csv", "item_id,title\n7,A\n8,B\n"),
            ("one.csv", "a\n7\n"),
            ("others.csv", "item_id,group\n17,A\n18,A\n19,B\n20,B\n"),
        ]);
        let asked = |change: &dyn Fn(&mut Answers)| {
            let mut answers = Answers::default();
            change(&mut answers);
            let questions = look(&folder, &answers).questions;
            questions.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(asked(&|_| {}), "");
        let format =
            |format: &str| asked(&|answers| answers.timestamp_format = Some(format.to_owned()));
        assert_eq!(format("%d.%m.%y"), "");
        assert!(format("dd.mm.yy").contains("it has no directive: `%d` is the day"));
        assert!(format("%d.%m.%Y").contains("`%Y` is a year of four digits, and `%y` one of two"));
        assert!(
            format("%Y-%m-%d").contains("it fits 0 of 3 different values.\n  - `%d.%m.%y` fits")
        );
        let same = asked(&|answers| answers.item_id = Some("user_id".to_owned()));
        assert!(
            same.contains("cannot be USER_ID and ITEM_ID at once: expected a column"),
            "{same}"
        );
        let items = |name: &str| asked(&|answers| answers.items = Some(folder.path().join(name)));
        assert!(items("titles.csv").contains("it has beside ids and titles nothing"));
        assert!(
            items("one.csv").contains("one.csv` cannot be the table of items: it has one column")
        );
        assert!(items("log.csv").contains("it is another table of the project"));
        assert!(items("others.csv").contains("no column of it has one row for each id"));
    }

    #[test]
    fn numbers_need_no_format() {
        let folder = folder(&[(
            "log.csv",
            "user,item,ts\n1,7,1700000000\n1,8,1700000001\n2,7,1700000002\n",
        )]);
        let timestamp_format = Some("%d.%m.%Y".to_owned());
        let found = look(&folder, &Answers { timestamp_format, ..Answers::default() });
        let asked = &found.questions[0].asked;
        assert!(
            asked.ends_with("these are numbers of seconds since 1970, which need no format."),
            "{asked}"
        );
    }

    #[test]
    fn tables_beside_a_release_are_passed_over_and_not_lost() {
        let files = [
            ("ml/ratings.csv", "a,b\n1,2\n"),
            ("ml/movies.csv", "a,b\n1,2\n"),
            ("orders.csv", LOG),
        ];
        let folder = folder(&files);
        let found = look(&folder, &Answers::default());
        assert!(found.release.is_some() && found.questions.is_empty());
        assert!(found.passed_over[0].0.ends_with("orders.csv"), "{:?}", found.passed_over);
        let items = Some(folder.path().join("orders.csv"));
        let found = look(&folder, &Answers { items, ..Answers::default() });
        assert!(found.questions[0].asked.starts_with("A MovieLens release lies here"));
    }

    #[test]
    fn prices_with_decimal_commas_are_read_unless_other_columns_have_points() {
        let events = "user,item,ts,type\n1,7,1700000000,View\n1,8,1700000001,Purchase\n2,7,1700000002,View\n";
        let items = "item;Kategorie;Preis;created\n7;A;1,25;13.01.24\n8;A;2,50;14.01.24\n";
        let found =
            look(&folder(&[("log.csv", events), ("items.csv", items)]), &Answers::default());
        let table = &found.tables[1];
        let price = table.columns.iter().find(|one| one.ours == "PRICE").expect("a price");
        assert_eq!(price.theirs.as_deref(), Some("Preis"));
        let comma = table.options.iter().find(|one| one.option == "decimal-comma");
        assert_eq!(comma.expect("it is read").standing, crate::survey::Standing::Set);
        let items = "item;Kategorie;Preis;created;kg\n7;A;1,25;13.01.24;0.5\n8;A;2,50;14.01.24;2\n";
        let found =
            look(&folder(&[("log.csv", events), ("items.csv", items)]), &Answers::default());
        assert!(
            found.domain_evidence.contains("PRICE, which no column holds in a form that is read")
        );
        let items = &found.tables[1];
        let price = items.columns.iter().find(|one| one.ours == "PRICE").expect("a remark");
        assert!(
            price.theirs.is_none() && price.evidence.contains("decimal commas, such as 1,25, 2,50")
        );
        let format = items.options.iter().find(|one| one.option == "timestamp-format");
        assert_eq!(format.expect("of the creation").values, ["%d.%m.%y"]);
    }
}
