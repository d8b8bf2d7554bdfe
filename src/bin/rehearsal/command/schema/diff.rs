//! `schema diff OLD NEW`.

use std::fmt::Write;

use anyhow::bail;
use rehearsal::schema::{FieldChange, FieldChangeKind, SchemaDiff, SchemaRoute, diff};
use serde::Serialize;

use crate::args;
use crate::command::validate::dataset_schema;
use crate::output::Output;
use crate::run_folder::json;
use crate::verdict::Verdict;
use schemars::JsonSchema;

/// The document of `--format json`.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "What `schema diff` prints")]
pub(in crate::command) struct Document<'a> {
    /// The version of this document.
    schema_version: u32,
    /// The file of the old schema.
    old: String,
    /// The file of the new one.
    new: String,
    #[serde(flatten)]
    diff: &'a SchemaDiff,
}

pub(super) fn run(args: &args::SchemaDiff, output: &Output) -> anyhow::Result<Verdict> {
    let (dataset, old) = dataset_schema(&args.old)?;
    let (other, new) = dataset_schema(&args.new)?;
    let (old_path, new_path) = (args.old.display().to_string(), args.new.display().to_string());
    if dataset != other {
        bail!(
            "`{old_path}` is a schema of {}, and `{new_path}` one of {}: expected two schemas of one dataset",
            dataset.name(),
            other.name()
        );
    }
    let found = diff(dataset, &old, &new);
    let text = described(&old_path, &new_path, &found);
    let document = Document { schema_version: 1, old: old_path, new: new_path, diff: &found };
    output.prose(&text, &json(&document)?)?;
    let fails = |route| !found.changes.is_empty() && found.route >= route;
    Ok(if args.fail_on.is_some_and(fails) { Verdict::No } else { Verdict::Done })
}

fn described(old: &str, new: &str, found: &SchemaDiff) -> String {
    let mut text = format!("{old} → {new} ({})\n", found.dataset.name());
    if found.changes.is_empty() {
        text.push_str("  no change\n");
        return text;
    }
    for change in &found.changes {
        let way = way(change.route);
        let _ = writeln!(text, "  {}: {way}\n    {}", line(change), change.reason);
    }
    text.push_str(match found.route {
        SchemaRoute::Free => "the dataset can keep its schema: nothing has to be done\n",
        SchemaRoute::Update => {
            "the way: CreateSchema under a new name, UpdateDataset, an import of all rows, a new solution that is \
             trained (recommenders: UpdateRecommender)\n"
        }
        SchemaRoute::NewDataset => {
            "a new dataset is needed: delete the old one (with all that was trained on it, and with its filters), or \
             make a new dataset group\n"
        }
    });
    text
}

fn line(change: &FieldChange) -> String {
    let FieldChange { field, before, after, .. } = change;
    match change.kind {
        FieldChangeKind::Added => format!("+ {field} ({after})"),
        FieldChangeKind::Removed => format!("- {field} ({before})"),
        FieldChangeKind::Changed => format!("~ {field} ({before}) → ({after})"),
        FieldChangeKind::Renamed => format!("~ {before} → {after}"),
        FieldChangeKind::Reordered => format!("~ the order, now {after}"),
    }
}

const fn way(route: SchemaRoute) -> &'static str {
    match route {
        SchemaRoute::Free => "free",
        SchemaRoute::Update => "UpdateDataset, an import and a new solution",
        SchemaRoute::NewDataset => "needs a new dataset",
    }
}
