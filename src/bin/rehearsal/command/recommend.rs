//! `recommend`: a baseline's list for one user, with titles.

use std::fmt::Write;

use anyhow::{Context, bail};
use rehearsal::dataset::{Dataset, RowFilter, UserIdx};
use rehearsal::export::digest::FileRecord;
use rehearsal::model::ModelConfig;
use rehearsal::recommend::{Question, Recommendations, Titles, recommend};

use crate::Verdict;
use crate::args::Recommend;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_not_read, json};

pub(super) fn run(
    args: &Recommend,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let model = ModelConfig::parse(&args.model)?;
    let (interactions, items) = super::eval::data_files(&args.files, folder)?;
    let dataset = Dataset::read(&interactions, items.as_deref(), &RowFilter::default())?;
    super::eval::check_catalogue(&dataset, items.as_deref(), output)?;
    let Some(user) = dataset.users().find(&args.user).map(UserIdx) else {
        bail!(
            "no user `{}` in `{}`, which has {} users, such as {}",
            args.user,
            interactions.display(),
            dataset.users().len(),
            examples(&dataset)
        );
    };
    let titles = items.as_deref().map_or(Ok(Titles::default()), Titles::read)?;
    let question = Question { user, config: &model, seen: args.seen.into(), k: args.k.into() };
    let file = FileRecord::of(&interactions)
        .with_context(|| format!("cannot read `{}`", interactions.display()))?;
    let list = recommend(&dataset, &titles, question, file.sha256);
    let bytes = json(&list)?;
    if let Some(path) = &args.output {
        let inputs: Vec<_> = std::iter::once(interactions.clone()).chain(items.clone()).collect();
        expect_not_read(path, &inputs)?;
        let (_folder, file) = create(path, folder.force())?;
        file.finish_with(&bytes)?;
    }
    output.data(&text(&list), &bytes)?;
    Ok(Verdict::Done)
}

fn examples(dataset: &Dataset) -> String {
    let shown = dataset.users().len().min(3);
    (0..shown)
        .map(|index| format!("`{}`", dataset.users().id(index)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn text(list: &Recommendations) -> String {
    let mut out = format!("user {}, model {}\n", list.user_id, list.model);
    let _ = writeln!(out, "newest in the history:");
    for item in &list.history {
        let _ = writeln!(
            out,
            "      {}",
            named(&item.item_id, &item.metadata.title, &item.metadata.genres)
        );
    }
    let _ = writeln!(out, "recommended:");
    if list.item_list.is_empty() {
        let _ = writeln!(out, "      nothing: the model knows no item beside those excluded");
    }
    for (rank, item) in (1..).zip(&list.item_list) {
        let name = named(&item.item_id, &item.metadata.title, &item.metadata.genres);
        let _ = writeln!(out, "  {rank:>2}  {name}  {:.4}", item.score.unwrap_or(0.0));
    }
    out
}

fn named(id: &str, title: &str, genres: &str) -> String {
    match (title, genres) {
        ("", _) => format!("item {id}"),
        (title, "") => title.to_owned(),
        (title, genres) => format!("{title} [{}]", genres.replace('|', ", ")),
    }
}
