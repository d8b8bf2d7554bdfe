//! `data fetch`: a release from GroupLens or a mirror.

use std::time::Duration;

use rehearsal::export::OutputFolder;
use rehearsal::export::digest::FileRecord;
use rehearsal::fetch::{FetchRequest, Fetched, fetch};
use rehearsal::number::thousands;

use crate::args::Fetch;
use crate::event::Unit;
use crate::output::Output;
use crate::run_folder::{RunFolder, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// A release that was downloaded.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `data fetch` prints")]
pub(in crate::command) struct Document {
    /// The version of this document.
    schema_version: u32,
    folder: String,
    /// The names of its files.
    files: Vec<String>,
    /// The archive: its address, size and SHA-256.
    archive: FileRecord,
    /// The MD5 that was published and found; null where none is published.
    md5: Option<String>,
    /// The words of the release on its use.
    licence: Option<String>,
}

pub(super) fn run(args: &Fetch, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let _made = OutputFolder::create(&args.output)?;
    let request = FetchRequest {
        name: args.name.clone(),
        base_url: args.base_url.clone(),
        timeout: Duration::from_secs(args.timeout.into()),
        folder: args.output.clone(),
        resume: args.resume,
        replace: folder.replace().clone(),
    };
    let bar = output.progress(0, Unit::Bytes);
    bar.stage(format!("downloading {}", args.name));
    let fetched = fetch(&request, &|bytes, total| {
        bar.of(total.max(bytes));
        bar.at(bytes);
    });
    drop(bar);
    let fetched = fetched?;
    let licence = fetched.licence.clone().unwrap_or_else(|| {
        "The release says nothing of its use; see https://grouplens.org/datasets/movielens/".into()
    });
    let lines = [
        format!("{}: {}", fetched.folder.display(), fetched.files.join(", ")),
        checked(&fetched),
        String::new(),
        licence,
    ];
    let document = Document {
        schema_version: 1,
        folder: fetched.folder.display().to_string(),
        files: fetched.files,
        archive: fetched.archive,
        md5: fetched.md5,
        licence: fetched.licence,
    };
    output.data(&(lines.join("\n") + "\n"), &json(&serde_json::json!(document))?)?;
    Ok(Verdict::Done)
}

/// The line on the archive, its size and its checksum: the published one, or that none is published.
fn checked(fetched: &Fetched) -> String {
    let archive = &fetched.archive;
    let bytes = thousands(archive.bytes);
    match &fetched.md5 {
        Some(md5) => format!("  {}, {bytes} bytes, MD5 {md5} as published", archive.path),
        None => format!(
            "  {}, {bytes} bytes; no checksum is published beside it, SHA-256 {}",
            archive.path, archive.sha256
        ),
    }
}
