//! `eval lists`: the ranked lists of a baseline, made here, on Spark, or as statements to print.

mod document;
#[cfg(not(feature = "spark"))]
mod no_spark;
#[cfg(feature = "spark")]
mod on_spark;
mod sources;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
pub(in crate::command) use document::ListsDocument;
#[cfg(not(feature = "spark"))]
use no_spark as on_spark;
use rehearsal::baseline::{
    BaselineList, ListParts, ListsWanted, fitted_lists, lists_as_csv, lists_as_parquet,
};
use rehearsal::dataset::Reading;
use rehearsal::model::ModelConfig;
use rehearsal::source::door::Origin;

use super::data::memory_limit;
use crate::args::{CountingEngine, EvalLists, ListSeenName};
use crate::command::table_text;
use crate::event::Unit;
use crate::guard::{self, Holder};
use crate::output::Output;
use crate::readable::of;
use crate::run_folder::{RunFolder, create, expect_not_read, json};
use crate::verdict::Verdict;

pub(super) fn run(
    args: &EvalLists,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let model = ModelConfig::parse(&args.model)?;
    let wanted = ListsWanted {
        k: usize::from(args.k),
        leaves_out_seen: args.seen == ListSeenName::Exclude,
        seed: args.seed,
    };
    if args.print_sql {
        return sources::print(args, &model, &wanted, output);
    }
    let target = args.output.as_deref().context("`--output` names no file")?;
    let document = match args.engine {
        CountingEngine::Local => here(args, &model, &wanted, target, folder, output)?,
        CountingEngine::Spark => on_spark::made(args, (&model, &wanted), target, folder, output)?,
    };
    output.prose(&said(&document), &json(&document)?)?;
    Ok(Verdict::Done)
}

/// The files that are read: the training set first.
fn files(args: &EvalLists) -> Vec<&Path> {
    [Some(&args.train), args.history.as_ref(), args.held_out.as_ref()]
        .into_iter()
        .flatten()
        .map(PathBuf::as_path)
        .collect()
}

/// The numbers of these files.
fn parts(args: &EvalLists) -> ListParts {
    let history = usize::from(args.history.is_some());
    let asked = history + usize::from(args.held_out.is_some());
    ListParts { history, asked }
}

fn here(
    args: &EvalLists,
    model: &ModelConfig,
    wanted: &ListsWanted,
    target: &Path,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<ListsDocument> {
    let files = files(args);
    let inputs: Vec<PathBuf> = files.iter().map(|path| (*path).to_owned()).collect();
    expect_not_read(target, &inputs)?;
    let (_made, mut file) = create(target, folder.replace())?;
    let text = table_text::text(&args.text)?;
    guard::expect_fits(Holder::Eval, Origin::new(&args.train, &text), output)?;
    let dataset = Reading { interactions: files, text, ..Reading::default() }.read()?;
    let limit = memory_limit(&dataset, dataset.users().len(), "or fewer rows")?;
    let progress = output.progress(1, Unit::Fits);
    progress.stage(model.text());
    let lists = fitted_lists(&dataset, parts(args), model, wanted, limit)
        .with_context(|| format!("cannot fit `{}`", model.text()))?;
    progress.add(1);
    if lists.is_empty() {
        bail!("nobody gets a list: the file of those who are asked about has no row");
    }
    let is_parquet = target.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet"));
    let written = if is_parquet {
        lists_as_parquet(&lists, &mut file)
    } else {
        lists_as_csv(&lists, &mut file)
    };
    written.and_then(|()| file.flush()).context("cannot write the lists")?;
    file.finish()?;
    let count = |n: usize| n as u64;
    let n_short = lists.iter().filter(|list| list.items.len() < wanted.k).count();
    Ok(ListsDocument {
        schema_version: 1,
        model: model.text(),
        lists: count(lists.len()),
        places: lists.iter().map(|list: &BaselineList| count(list.items.len())).sum(),
        short_lists: count(n_short),
        output: target.display().to_string(),
    })
}

fn said(document: &ListsDocument) -> String {
    let ListsDocument { model, lists, places, short_lists, output, .. } = document;
    let count = |n: &u64| usize::try_from(*n).unwrap_or(usize::MAX);
    let short = match short_lists {
        0 => String::new(),
        n => format!(", {} shorter than was wanted", crate::readable::count(count(n))),
    };
    format!(
        "{output}: {} of {model}, {}{short}\n",
        of(count(lists), "list"),
        of(count(places), "place")
    )
}
