//! `eval recommendations`: lists that something else made, by the service's metrics.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::experiment::{
    DataRecord, EvalResult, ListCounts, ModelResult, NamedLists, PopularityLikeness, Truth,
    TruthFiles, score_lists,
};
use rehearsal::metric::short_name;
use rehearsal::report::SingleResult;
use rehearsal::source::door::Origin;
use rehearsal::source::remote;

use super::data::{check_catalogue, file_record};
#[cfg(not(feature = "spark"))]
use super::judged_nowhere as judged_on_spark;
#[cfg(feature = "spark")]
use super::judged_on_spark;
use super::outputs::Outputs;
use super::printed::text;
use super::scoring::{check_weights, scoring};
use crate::args::{CountingEngine, EvalRecommendations};
use crate::command::{instants, table_text};
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::readable::of;
use crate::run_folder::{RunFolder, expect_not_read, json};
use crate::verdict::Verdict;

pub(super) const RESULT: &str = "eval-recommendations.json";

pub(super) fn run(
    args: &EvalRecommendations,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let scoring = scoring(&args.scoring, args.seed)?;
    if args.engine == CountingEngine::Spark {
        let judged = judged_on_spark::judged(args, &scoring, folder, output)?;
        return finish(&judged.result, judged.outputs, output);
    }
    let named = named(&args.recommendations)?;
    let held_out = args.held_out.as_deref().context("`--held-out` names no file")?;
    let text_options = table_text::text(&args.text)?;
    if let Some(train) = &args.train {
        guard::expect_fits(Holder::Eval, Origin::new(train, &text_options), output)?;
    }
    let files = TruthFiles {
        text: &text_options,
        held_out,
        train: args.train.as_deref(),
        history: args.history.as_deref(),
        items: args.items.as_deref(),
        reward: args.scoring.reward.as_deref(),
        window: args.window.as_deref(),
    };
    let result_path = args.output.clone().unwrap_or_else(|| folder.file(RESULT));
    let mut inputs: Vec<PathBuf> = named.iter().map(|(_, path)| path.clone()).collect();
    inputs.extend(
        [Some(held_out), files.train, files.history, files.items, files.window]
            .into_iter()
            .flatten()
            .map(Path::to_owned),
    );
    expect_not_read(&result_path, &inputs)?;
    let mut outputs = Outputs::open(&[result_path], &args.scoring, folder.replace(), &inputs)?;
    let truth = Truth::read(&files)?;
    check_catalogue(truth.dataset(), files.items, output)?;
    check_weights(&scoring, truth.dataset(), output)?;
    instants::warn_of_data(truth.dataset(), files.train.unwrap_or(held_out), output);
    let of_lists = text_options.of_others();
    let lists: Vec<NamedLists<'_>> = named
        .iter()
        .map(|(name, path)| NamedLists { name: name.clone(), path, text: &of_lists })
        .collect();
    let data = record(&truth, &files)?;
    let found = score_lists(&truth, data, &files, &lists, &scoring)?;
    outputs.write_per_user(&found.per_user)?;
    finish(&found.result, outputs, output)
}

/// Writes and prints a result.
fn finish(
    result: &EvalResult,
    mut outputs: Outputs<'_>,
    output: &Output,
) -> anyhow::Result<Verdict> {
    for model in &result.models {
        warn_of(model, output);
    }
    let bytes = json(result)?;
    outputs.write_results(&[&bytes])?;
    outputs.finish(Vec::new())?;
    let said = text(result, None, output.detail());
    output.result(&said, &bytes, SingleResult::Evaluation(result))?;
    Ok(Verdict::Done)
}

/// Names and paths: `NAME=FILE`, or a file by its own name. Each name once.
pub(super) fn named(texts: &[String]) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut all: Vec<(String, PathBuf)> = Vec::new();
    for text in texts {
        // A path with `=` in it that is there is a path.
        let (name, path) = match text.split_once('=') {
            Some((name, path)) if remote::expect(Path::new(text)).is_err() => {
                (name.to_owned(), path.into())
            }
            _ => (stem(text), PathBuf::from(text)),
        };
        if all.iter().any(|(other, _)| *other == name) {
            bail!("two files of lists are named `{name}`; name them with NAME=FILE");
        }
        all.push((name, path));
    }
    Ok(all)
}

fn stem(path: &str) -> String {
    let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| path.to_owned())
}

fn record(truth: &Truth, files: &TruthFiles<'_>) -> anyhow::Result<DataRecord> {
    let optional = |path: Option<&Path>| path.map(file_record).transpose();
    let main = files.train.unwrap_or(files.held_out);
    Ok(DataRecord {
        interactions: Some(file_record(main)?),
        items_file: optional(files.items)?,
        held_out_file: optional(files.train.map(|_| files.held_out))?,
        history_file: optional(files.history)?,
        ..DataRecord::new(truth.dataset())
    })
}

/// Warns of what is odd about a file of lists.
fn warn_of(model: &ModelResult, output: &Output) {
    let Some(counts) = &model.lists else { return };
    for sentence in sentences(counts, model.short_lists) {
        output.warn(&format!("{}: {sentence}", model.name));
    }
    if let Some(sentence) = model.likeness.as_ref().and_then(PopularityLikeness::sentence) {
        output.warn(&format!("{}: {sentence}", model.name));
    }
}

/// A sentence on each thing that is odd about a file of lists.
fn sentences(counts: &ListCounts, short_lists: usize) -> Vec<String> {
    let all = of_lists(counts, short_lists).into_iter().chain(of_places(counts));
    all.filter(|(n, _)| *n > 0).map(|(_, sentence)| sentence).collect()
}

/// Sentences on whole lists, each with the number of times that it holds.
fn of_lists(counts: &ListCounts, short_lists: usize) -> [(usize, String); 6] {
    let lists = |n: usize| of(n, "list");
    [
        (counts.failed_lines, failed(counts)),
        (
            counts.users_without_list,
            format!("{} without a list, counted as 0", of(counts.users_without_list, "test user")),
        ),
        (counts.lists_for_strangers, strangers(counts)),
        (short_lists, format!("{} shorter than is looked at, not filled up", lists(short_lists))),
        (
            counts.lists_of_one,
            format!(
                "{} of one item: every figure of those says whether that item is a hit, and nothing of an order",
                lists(counts.lists_of_one)
            ),
        ),
        (
            counts.long_lists,
            format!("{} longer than 25, the rest not looked at", lists(counts.long_lists)),
        ),
    ]
}

/// Sentences on what is passed over or a miss, each with the number of times that it holds.
fn of_places(counts: &ListCounts) -> [(usize, String); 7] {
    let lists = |n: usize| of(n, "list");
    let places = |n: usize| of(n, "place");
    [
        (
            counts.equal_rows,
            format!(
                "{} equal to another in list, item and place, counted once",
                of(counts.equal_rows, "row")
            ),
        ),
        (
            counts.repeated_places,
            format!(
                "{} in {} with an item that stands above already, a miss",
                places(counts.repeated_places),
                lists(counts.lists_with_repeats)
            ),
        ),
        (
            counts.repeated_lists,
            format!("{} for somebody who had one, the first counts", lists(counts.repeated_lists)),
        ),
        (
            counts.places_of_seen,
            format!(
                "{} with an item of the user's history that is not to be found, a miss",
                places(counts.places_of_seen)
            ),
        ),
        (
            counts.places_of_unknown,
            format!(
                "{} with an item or user that the data does not have, a miss",
                places(counts.places_of_unknown)
            ),
        ),
        (
            counts.lists_without_truth,
            format!(
                "{} for whom, or for which, nothing is held out, passed over",
                lists(counts.lists_without_truth)
            ),
        ),
        (counts.untold.len(), untold(counts)),
    ]
}

fn strangers(counts: &ListCounts) -> String {
    let shown: Vec<String> = counts.strangers.iter().map(|id| format!("`{id}`")).collect();
    format!(
        "{} for somebody whom the data does not have, passed over: {}{}",
        of(counts.lists_for_strangers, "list"),
        shown.join(", "),
        if counts.lists_for_strangers > shown.len() { ", …" } else { "" }
    )
}

/// The figures that are not told, by the reason.
fn untold(counts: &ListCounts) -> String {
    let mut by_reason: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (key, reason) in &counts.untold {
        by_reason.entry(reason).or_default().push(short_name(key));
    }
    let each = by_reason
        .into_iter()
        .map(|(reason, names)| format!("{}, since {reason}", names.join(", ")));
    format!("not told: {}", each.collect::<Vec<_>>().join("; "))
}

fn failed(counts: &ListCounts) -> String {
    let each = counts.failures.iter().map(|failed| {
        let query =
            if failed.query.is_empty() { String::new() } else { format!(" ({})", failed.query) };
        format!("line {}{query}: {}", failed.line, failed.error)
    });
    format!(
        "{} on which the job failed: {}",
        of(counts.failed_lines, "line"),
        each.collect::<Vec<_>>().join("; ")
    )
}
