//! `recommend` and `similar`: a baseline's list, with titles.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, Reading, UserIdx, Vocab};
use rehearsal::experiment::Seen;
use rehearsal::export::digest::FileRecord;
use rehearsal::memory::Room;
use rehearsal::model::{self, Event, ModelConfig, Saved, Task};
use rehearsal::recommend::{
    Query, Question, Recommendations, TitledItem, Titles, fit_all, recommend,
};
use rehearsal::source::door::Origin;
use rehearsal::source::opening;
use rehearsal::source::personalize::read_history;
use rehearsal::split::HoldOut;

use super::table_text;
use crate::args::{ListArgs, Recommend, Similar};
use crate::output::Output;
use crate::readable::{count, wrap};
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::verdict::Verdict;

const DEFAULT_MODEL: &str = "item-knn";

pub(super) fn run(
    args: &Recommend,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
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
    let (config, saved) = match &args.load {
        None => (ModelConfig::parse(args.model.as_deref().unwrap_or(DEFAULT_MODEL))?, None),
        Some(path) => {
            let saved = load(path)?;
            (saved.config().clone(), Some(saved))
        }
    };
    let Data { interactions, items, dataset } = Data::read(args, folder, output)?;
    let query = (asked.query)(&dataset, &interactions)?;
    let model: Box<dyn model::Recommend> = match saved {
        Some(saved) => saved.for_items_of(&dataset),
        None => fitted(args, &config, asked.seen, &dataset, output)?,
    };
    let titles = match &items {
        Some(path) => Titles::read(Origin::new(path, &table_text::text(&args.text)?.of_others()))?,
        None => Titles::default(),
    };
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

/// The data that a list is made from.
struct Data {
    interactions: PathBuf,
    items: Option<PathBuf>,
    dataset: Dataset,
}

impl Data {
    /// Reads the files that were named, or those of the run folder, with a word on what is odd about them.
    fn read(args: &ListArgs, folder: &RunFolder, output: &Output) -> anyhow::Result<Self> {
        let (interactions, items) = super::eval::data_files(&args.files, folder)?;
        let dataset = Reading {
            interactions: vec![&interactions],
            items: items.as_deref(),
            text: table_text::text(&args.text)?,
            ..Reading::default()
        }
        .read()?;
        super::eval::check_catalogue(&dataset, items.as_deref(), output)?;
        super::instants::warn_of_data(&dataset, &interactions, output);
        Ok(Self { interactions, items, dataset })
    }
}

/// The model, fitted to all of the data.
fn fitted(
    args: &ListArgs,
    config: &ModelConfig,
    seen: Seen,
    dataset: &Dataset,
    output: &Output,
) -> anyhow::Result<Box<dyn model::Recommend>> {
    let task = task(seen, super::eval::memory_limit(args.memory_limit.as_deref(), dataset)?);
    let watch = output.watch();
    watch.now(config.text());
    let model = fit_all(dataset, config, task)
        .with_context(|| format!("cannot fit `{}`", config.text()))?;
    Ok(model)
}

/// The task that a model is trained for when nothing is held out: new items, or the next row.
fn task(seen: Seen, memory_limit: Option<Room>) -> Task {
    let excludes_seen = seen == Seen::Exclude;
    let hold_out = if excludes_seen { HoldOut::Items } else { HoldOut::Rows };
    Task { cut: hold_out.into(), seen, memory_limit }
}

fn load(path: &Path) -> anyhow::Result<Saved> {
    let shown = path.display();
    let bytes = opening::read(path).with_context(|| format!("cannot read `{shown}`"))?;
    Saved::read(&bytes).with_context(|| format!("cannot load `{shown}`"))
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

/// The sentence on why a list is empty, and what would fill it.
fn nothing(list: &Recommendations) -> String {
    let again = match (list.seen, &list.item_id) {
        (Seen::Exclude, None) => "; `--seen include` lists those of the history again",
        _ => "",
    };
    format!("nothing: {} knows no item beside those excluded{again}", list.model)
}

fn text(list: &Recommendations) -> String {
    let mut out = match &list.item_id {
        Some(item) => format!("item {item}, model {}\n", list.model),
        None if list.user_id.is_empty() => format!("model {}\n", list.model),
        None => format!("user {}, model {}\n", list.user_id, list.model),
    };
    let heading = if list.item_id.is_some() { "which is:" } else { "newest in the history:" };
    let _ = writeln!(out, "{heading}");
    for item in &list.history {
        let _ = writeln!(out, "      {}", named(item));
    }
    let _ = writeln!(out, "{}", if list.item_id.is_some() { "similar:" } else { "recommended:" });
    if list.item_list.is_empty() {
        let _ = writeln!(out, "      {}", nothing(list));
    }
    for (rank, item) in (1..).zip(&list.item_list) {
        let line = format!("  {rank:>2}  {}  {:.4}", named(item), item.score.unwrap_or(0.0));
        let _ = writeln!(out, "{}", wrap(&line, "      "));
        if !item.because.is_empty() {
            let reason = |reason: &rehearsal::recommend::Reason| {
                let name = if reason.title.is_empty() { &reason.item_id } else { &reason.title };
                format!("{name} {:.0} %", 100.0 * reason.share)
            };
            let reasons: Vec<String> = item.because.iter().map(reason).collect();
            let _ = writeln!(out, "        because of {}", reasons.join(", "));
        }
    }
    out
}

fn named(item: &TitledItem) -> String {
    match (item.metadata.title.as_str(), item.metadata.genres.as_str()) {
        ("", _) => format!("item {}", item.item_id),
        (title, "") => title.to_owned(),
        (title, genres) => format!("{title} [{}]", genres.replace('|', ", ")),
    }
}
