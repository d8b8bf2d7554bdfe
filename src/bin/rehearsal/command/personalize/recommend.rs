//! `personalize recommend`: a live list of the service, with titles.

use anyhow::Context;
use rehearsal::recommend::Titles;
use rehearsal::service::{Asked, ServiceJournal};
use rehearsal::workflow::Operation;
use serde_json::{Value, json};

use super::reach::{journal, service};
use crate::args::LiveRecommend;
use crate::output::Output;
use crate::readable::table;
use crate::run_folder::{RunFolder, json as document};
use crate::verdict::Verdict;

pub(super) fn run(
    args: &LiveRecommend,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let folder = &folder.or_named(args.applied.folder.as_deref())?;
    let (arn, journal) = if let Some(arn) = &args.arn {
        (arn.clone(), None)
    } else {
        let journal = journal(folder)?;
        (serving(&journal)?, Some(journal))
    };
    let asked = match (&args.user, &args.item) {
        (Some(user), _) => Asked::User(user),
        (None, item) => Asked::Item(item.as_deref().unwrap_or_default()),
    };
    let list = service(&args.applied.reach, journal.as_ref())?.recommend(&arn, asked, args.k)?;
    let titles = match folder.prepared("items")? {
        Some(path) => {
            Titles::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?
        }
        None => Titles::default(),
    };
    let items: Vec<Value> = list
        .items
        .iter()
        .map(|one| {
            json!({
                "itemId": one.item, "title": titles.title(&one.item), "score": one.score,
                "reason": one.reasons,
            })
        })
        .collect();
    let bytes = document(&json!({
        "schema_version": 1, "arn": arn, "userId": args.user, "itemId": args.item, "recommendationId": list.id, "itemList": items,
    }))?;
    let rows = list.items.iter().enumerate().map(|(at, one)| {
        let score = one.score.map_or(String::new(), |score| format!("{score:.7}"));
        let title = titles.title(&one.item).unwrap_or_default().to_owned();
        vec![(at + 1).to_string(), one.item.clone(), title, score, one.reasons.join(", ")]
    });
    let head = ["", "item", "title", "score", "reason"].map(str::to_owned).to_vec();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    output.data(&table(&rows), &bytes)?;
    Ok(Verdict::Done)
}

/// The campaign or the recommender that `apply` made.
fn serving(journal: &ServiceJournal) -> anyhow::Result<String> {
    let found = journal.entries.iter().find_map(|entry| {
        let serves = matches!(
            entry.step.operation,
            Operation::CreateCampaign | Operation::CreateRecommender
        );
        entry.arn.clone().filter(|_| serves)
    });
    found.context("nothing serves yet: `rehearsal personalize apply --tps 1` makes a campaign")
}
