//! `schema`: the shipped ones, and one inferred from a file.

mod diff;

pub(super) use diff::Document as DiffDocument;

use std::fmt::Write;

use anyhow::{Context, bail};
use rehearsal::export::Replace;
use rehearsal::schema::{DatasetType, Domain, builtin};
use rehearsal::validate::infer;
use serde_json::json;

use crate::args::{SchemaCommand, SchemaInfer, SchemaShow};
use crate::output::Output;
use crate::run_folder::{create, expect_not_read, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The schemas that are shipped.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `schema list` prints")]
pub(super) struct Document {
    /// The version of this document.
    schema_version: u32,
    schemas: Vec<Shipped>,
}

/// A schema that is shipped.
#[derive(Debug, Serialize, JsonSchema)]
struct Shipped {
    domain: &'static str,
    dataset: &'static str,
    /// The names of its fields.
    fields: Vec<String>,
}

pub(super) fn run(
    command: &SchemaCommand,
    output: &Output,
    replace: &Replace,
) -> anyhow::Result<Verdict> {
    match command {
        SchemaCommand::List => list(output),
        SchemaCommand::Show(args) => show(args, output),
        SchemaCommand::Infer(args) => run_infer(args, output, replace),
        SchemaCommand::Diff(args) => return diff::run(args, output),
    }?;
    Ok(Verdict::Done)
}

fn list(output: &Output) -> anyhow::Result<()> {
    let mut text = String::new();
    let mut schemas = Vec::new();
    for domain in Domain::ALL {
        for dataset in DatasetType::ALL {
            let Some(schema) = builtin::text(dataset, domain) else { continue };
            let schema: serde_json::Value = serde_json::from_str(schema)?;
            let fields = schema["fields"].as_array().into_iter().flatten();
            let names: Vec<String> =
                fields.filter_map(|field| field["name"].as_str().map(str::to_owned)).collect();
            let _ =
                writeln!(text, "{:<16} {:<20} {}", domain.name(), dataset.stem(), names.join(", "));
            schemas.push(Shipped { domain: domain.name(), dataset: dataset.stem(), fields: names });
        }
    }
    output.prose(&text, &document(&json!(Document { schema_version: 1, schemas }))?)
}

fn show(args: &SchemaShow, output: &Output) -> anyhow::Result<()> {
    let (dataset, domain) = (args.dataset, args.domain);
    let Some(text) = builtin::text(dataset, domain) else {
        bail!(
            "a group of the domain {} has no {}; only custom groups have",
            domain.name(),
            dataset.stem()
        );
    };
    output.data(text, text.as_bytes())
}

fn run_infer(args: &SchemaInfer, output: &Output, replace: &Replace) -> anyhow::Result<()> {
    let mut out = None;
    if let Some(path) = &args.output {
        let parts = rehearsal::validate::files(&args.data)
            .with_context(|| format!("cannot read `{}`", args.data.display()))?
            .parts;
        expect_not_read(path, &parts)?;
        out = Some(create(path, replace)?);
    }
    let inferred = infer(&args.data, args.dataset, args.domain)
        .with_context(|| format!("cannot infer a schema from `{}`", args.data.display()))?;
    for note in &inferred.notes {
        output.note(note);
    }
    let Some((_folder, file)) = out else {
        return output.data(&inferred.text, inferred.text.as_bytes());
    };
    let path = file.path().display().to_string();
    file.finish_with(inferred.text.as_bytes())?;
    output.note(&format!("{path} written"));
    Ok(())
}
