//! `personalize recommend`: a live list of the service, with titles.

use anyhow::Context;
use rehearsal::recommend::Titles;
use rehearsal::service::{Asked, ServiceJournal};
use rehearsal::workflow::Operation;
use serde_json::json;

use super::reach::{journal, service};
use crate::args::LiveRecommend;
use crate::output::Output;
use crate::readable::table;
use crate::run_folder::{RunFolder, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// A live list, its keys as the service spells them.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize recommend` prints")]
pub(in crate::command) struct Document<'l> {
    /// The version of this document.
    schema_version: u32,
    /// The campaign or the recommender that was asked.
    arn: &'l str,
    #[serde(rename = "userId")]
    user_id: Option<&'l str>,
    #[serde(rename = "itemId")]
    item_id: Option<&'l str>,
    #[serde(rename = "recommendationId")]
    recommendation_id: Option<&'l str>,
    #[serde(rename = "itemList")]
    item_list: Vec<Item<'l>>,
}

/// An item of a live list.
#[derive(Debug, Serialize, JsonSchema)]
struct Item<'l> {
    #[serde(rename = "itemId")]
    id: &'l str,
    /// Its title in our items file.
    title: Option<&'l str>,
    score: Option<f64>,
    /// The service's reasons.
    reason: &'l [String],
}

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
    let items = list.items.iter().map(|one| Item {
        id: &one.item,
        title: titles.title(&one.item),
        score: one.score,
        reason: &one.reasons,
    });
    let bytes = document(&json!(Document {
        schema_version: 1,
        arn: &arn,
        user_id: args.user.as_deref(),
        item_id: args.item.as_deref(),
        recommendation_id: list.id.as_deref(),
        item_list: items.collect(),
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
