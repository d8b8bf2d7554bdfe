//! `personalize delete`: what `apply` made is deleted, and nothing else.

use std::cell::RefCell;
use std::fmt::Write as _;

use rehearsal::service::{JournalEntry, ORDER, remove};
use serde_json::json;

use super::reach::{journal, pace, service};
use crate::args::Delete;
use crate::output::Output;
use crate::run_folder::{RunFolder, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The resources that were deleted, or would be.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize delete` prints")]
pub(in crate::command) struct Document<'d> {
    /// The version of this document.
    schema_version: u32,
    /// True if nothing was deleted.
    dry_run: bool,
    /// Their types and names.
    resources: &'d [String],
}

pub(super) fn run(args: &Delete, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let folder = &folder.or_named(args.applied.folder.as_deref())?;
    let mut journal = journal(folder)?;
    let is_deleted =
        |entry: &&JournalEntry| entry.is_ours && entry.step.operation.facts().is_deletable;
    let mut entries: Vec<&JournalEntry> = journal.entries.iter().filter(is_deleted).collect();
    entries.sort_by_key(|entry| ORDER.iter().position(|one| *one == entry.step.operation));
    let names: Vec<String> = entries.into_iter().map(named).collect();
    let value = |deleted: &[String]| {
        json!(Document { schema_version: 1, dry_run: args.dry_run, resources: deleted })
    };
    if args.dry_run || names.is_empty() {
        output.note(if names.is_empty() {
            "nothing that `apply` made is left to delete"
        } else {
            "dry run: nothing was deleted"
        });
        output.data(&lines(&names), &document(&value(&names))?)?;
        return Ok(Verdict::Done);
    }
    output
        .note(&format!("to be deleted, all of it made by `apply`:\n{}", lines(&names).trim_end()));
    output.expect_yes("Delete it?", args.yes.into())?;
    let service = service(&args.applied.reach, Some(&journal))?;
    let deleted = RefCell::new(Vec::new());
    let removed = remove(&service, &mut journal, pace(args.wait)?, &|entry| {
        output.note(&format!("{}: gone", named(entry)));
        deleted.borrow_mut().push(named(entry));
    });
    removed?;
    let deleted = deleted.into_inner();
    output.data(&lines(&deleted), &document(&value(&deleted))?)?;
    Ok(Verdict::Done)
}

fn named(entry: &JournalEntry) -> String {
    format!("{} {}", entry.step.operation.facts().resource, entry.name())
}

fn lines(names: &[String]) -> String {
    names.iter().fold(String::new(), |mut text, name| {
        let _ = writeln!(text, "{name}");
        text
    })
}
