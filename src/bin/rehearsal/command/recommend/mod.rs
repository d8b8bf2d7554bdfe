//! `recommend` and `similar`: a baseline's list, with titles.

mod examples;
mod printed;
mod source;

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, UserIdx, Vocab};
use rehearsal::experiment::Seen;
use rehearsal::export::digest::FileRecord;
use rehearsal::model::{self, Event};
use rehearsal::recommend::{Query, Question, recommend};
use rehearsal::source::door::Origin;
use rehearsal::source::personalize::read_history;

use super::table_text;
use crate::args::{ListArgs, Recommend, Similar};
use crate::output::Output;
use crate::readable::count;
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::verdict::Verdict;
use printed::{nothing, text};
use source::{DEFAULT_MODEL, Data, config, fitted, titles};

pub(super) fn run(
    args: &Recommend,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    if args.examples {
        return examples::run(args, folder, output);
    }
    let history = args.history.clone();
    let query = |dataset: &Dataset, interactions: &Path| match (&args.user, &args.history) {
        (Some(user), _) => find_user(dataset, user, interactions),
        (None, Some(path)) => {
            let text = table_text::text(&args.list.text)?.of_others();
            history_of(dataset, Origin::new(path, &text), output)
        }
        (None, None) => bail!("expected `--user ID` or `--history FILE`"),
    };
    let asked = Asked { seen: args.seen.into(), history, query: &query };
    list(&args.list, asked, folder, output)
}

pub(super) fn run_similar(
    args: &Similar,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let query = |dataset: &Dataset, interactions: &Path| {
        let item = dataset.items().find(&args.item).map(rehearsal::dataset::ItemIdx);
        item.map(Query::SimilarTo)
            .with_context(|| unknown("item", &args.item, interactions, dataset.items()))
    };
    let asked = Asked { seen: Seen::Exclude, history: None, query: &query };
    list(&args.list, asked, folder, output)
}

/// A list that was asked for.
struct Asked<'a> {
    seen: Seen,
    /// The file of the history, where it comes from one.
    history: Option<PathBuf>,
    /// Makes the query, from the data and the file that it was read from.
    query: &'a dyn Fn(&Dataset, &Path) -> anyhow::Result<Query>,
}

fn list(
    args: &ListArgs,
    asked: Asked<'_>,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let (config, saved) = config(args, DEFAULT_MODEL)?;
    let Data { interactions, items, dataset } = Data::read(args, folder, output)?;
    let query = (asked.query)(&dataset, &interactions)?;
    let model: Box<dyn model::Recommend> = match saved {
        Some(saved) => saved.for_items_of(&dataset),
        None => fitted(&config, asked.seen, &dataset, output)?,
    };
    let titles = titles(args, items.as_deref())?;
    let file = FileRecord::of(&interactions)
        .with_context(|| format!("cannot read `{}`", interactions.display()))?;
    let question = Question { query, config: &config, seen: asked.seen, k: args.k.into() };
    let list = recommend(&dataset, &titles, model.as_ref(), &question, file.sha256);
    let bytes = json(&list)?;
    if let Some(path) = &args.output {
        let mut inputs: Vec<_> = std::iter::once(interactions).chain(items).collect();
        inputs.extend(args.load.clone());
        inputs.extend(asked.history);
        expect_not_read(path, &inputs)?;
        let (_folder, file) = create(path, folder.replace())?;
        file.finish_with(&bytes)?;
    }
    if output.is_json() && list.item_list.is_empty() {
        output.warn(&nothing(&list));
    }
    output.prose(&text(&list), &bytes)?;
    Ok(Verdict::Done)
}

fn find_user(dataset: &Dataset, user: &str, interactions: &Path) -> anyhow::Result<Query> {
    let found = dataset.users().find(user).map(UserIdx);
    found.map(Query::User).with_context(|| unknown("user", user, interactions, dataset.users()))
}

fn unknown(what: &str, id: &str, interactions: &Path, known: &Vocab) -> String {
    let shown = (0..known.len().min(3)).map(|index| format!("`{}`", known.id(index)));
    format!(
        "no {what} `{id}` in `{}`, which has {} {what}s, such as {}",
        interactions.display(),
        count(known.len()),
        shown.collect::<Vec<_>>().join(", ")
    )
}

/// A history from a file, in its order where it has no timestamps.
fn history_of(dataset: &Dataset, origin: Origin<'_>, output: &Output) -> anyhow::Result<Query> {
    let path = origin.path;
    let rows = read_history(origin)?;
    let mut history = Vec::with_capacity(rows.len());
    let mut unknown = 0_usize;
    for row in &rows {
        let Some(item) = dataset.items().find(&row.item_id) else {
            unknown += 1;
            continue;
        };
        let known = dataset.event_types().iter().position(|name| *name == row.event_type);
        history.push(Event {
            item: rehearsal::dataset::ItemIdx(item),
            event_type: known.and_then(|at| u16::try_from(at).ok()).unwrap_or(Event::UNKNOWN_TYPE),
            timestamp_s: row.timestamp_s,
        });
    }
    history.sort_by_key(|event| event.timestamp_s);
    super::instants::warn_of(rows.iter().map(|row| row.timestamp_s), path, output);
    if unknown > 0 {
        output.warn(&format!(
            "{} of {} rows of `{}` have an item that the data does not have",
            count(unknown),
            count(rows.len()),
            path.display()
        ));
    }
    Ok(Query::History(history))
}
