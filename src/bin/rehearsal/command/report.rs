//! `report`: one page and charts from what the other commands wrote.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::bail;
use rehearsal::export::digest::FileRecord;
use rehearsal::export::{AtomicFile, OutputFolder, finish_all};
use rehearsal::report::{Inputs, csv, html, markdown};

use super::demo_manifest::{DemoManifest, MANIFEST};
use super::written::Written;
use crate::args::Report;
use crate::output::Output;
use crate::run_folder::{RunFolder, create, expect_different, expect_not_read, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The decision and the leaderboard.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `report --markdown -` prints")]
pub(super) struct Document<'r> {
    /// The version of this document.
    schema_version: u32,
    markdown: &'r str,
}

pub(super) fn run(args: &Report, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let mut inputs = inputs(&args.title, folder)?;
    for sentence in inputs.drop_stale() {
        output.warn(&sentence);
    }
    if inputs.stats.is_none() && inputs.eval.is_none() {
        bail!(
            "`{}` holds neither stats.json nor eval.json; `rehearsal stats` and `rehearsal eval \
             baselines` make them",
            folder.path().display()
        );
    }
    let own = page_and_pictures(&inputs)?;
    let named = named_files(args, &inputs);
    let paths: Vec<PathBuf> = own.iter().map(|(name, _)| folder.file(name)).collect();
    let paths: Vec<PathBuf> =
        paths.into_iter().chain(named.iter().map(|one| one.0.clone())).collect();
    expect_different(&paths.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    // Every file that was named is opened before any is written, so that none is refused half-way.
    let opened = named
        .iter()
        .map(|(path, _)| open_file(path, folder))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let results: Vec<(&str, &[u8])> =
        own.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    folder.write_all(&results)?;
    write_into(opened, &named)?;
    if args.open {
        open(&paths[0], output);
    }
    if args.markdown.as_deref().is_some_and(|path| path.as_os_str() == "-") {
        let text = markdown(&inputs);
        let document = json(&serde_json::json!(Document { schema_version: 1, markdown: &text }))?;
        output.data(&text, &document)?;
        return Ok(Verdict::Done);
    }
    let files: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let text = files.join("\n") + "\n";
    output.prose(&text, &json(&serde_json::json!(Written { schema_version: 1, files }))?)?;
    Ok(Verdict::Done)
}

/// The files beside the page that the user named: tables and Markdown.
fn named_files(args: &Report, inputs: &Inputs) -> Vec<(PathBuf, Vec<u8>)> {
    let tables = args.csv.iter().flat_map(|folder| {
        csv::tables(inputs).into_iter().map(|(name, csv)| (folder.join(name), csv))
    });
    let to_file = args.markdown.iter().filter(|path| path.as_os_str() != "-");
    tables.chain(to_file.map(|path| (path.clone(), markdown(inputs).into_bytes()))).collect()
}

/// The files that a report is made of.
const RESULTS: [&str; 11] = [
    "stats.json",
    "validation.json",
    "eval.json",
    "timings.json",
    "compare.json",
    "tune.json",
    "recommendations.json",
    "examples.json",
    "cost.json",
    "interactions.manifest.json",
    "items.manifest.json",
];

/// The files of the run folder that no table or Markdown may fall on.
fn own_files(folder: &RunFolder) -> Vec<PathBuf> {
    RESULTS.iter().chain(&["report.html"]).map(|name| folder.file(name)).collect()
}

/// The results that the folder holds, whichever they are.
pub(super) fn inputs(title: &str, folder: &RunFolder) -> anyhow::Result<Inputs> {
    let demo: Option<DemoManifest> = folder.read_json(MANIFEST)?;
    Ok(Inputs {
        title: title.to_owned(),
        stats: folder.read_json("stats.json")?,
        validation: folder.read_json("validation.json")?,
        eval: folder.read_json("eval.json")?,
        eval_file: folder.file("eval.json").display().to_string(),
        eval_sha256: FileRecord::of(&folder.file("eval.json"))
            .map(|file| file.sha256)
            .unwrap_or_default(),
        timings: folder.read_json("timings.json")?,
        comparison: folder.read_json("compare.json")?,
        tuned: folder.read_json("tune.json")?,
        recommendations: folder.read_json("recommendations.json")?,
        examples: folder.read_json("examples.json")?,
        cost: folder.read_json("cost.json")?,
        manifests: vec![
            folder.read_json("interactions.manifest.json")?,
            folder.read_json("items.manifest.json")?,
        ],
        left_out: Vec::new(),
        commands: demo.map(|demo| demo.commands).unwrap_or_default(),
    })
}

/// The page and, where charts are built in, the pictures, by their names in the run folder.
fn page_and_pictures(inputs: &Inputs) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let page = ("report.html".to_owned(), html::render(inputs)?.into_bytes());
    Ok(std::iter::once(page).chain(pictures(inputs)?).collect())
}

/// Opens a file that the user named.
fn open_file(path: &Path, folder: &RunFolder) -> anyhow::Result<(OutputFolder, AtomicFile)> {
    expect_not_read(path, &own_files(folder))?;
    create(path, folder.replace())
}

/// Writes the contents into the open files, and gives them their names.
fn write_into(
    opened: Vec<(OutputFolder, AtomicFile)>,
    contents: &[(PathBuf, Vec<u8>)],
) -> anyhow::Result<()> {
    let (_folders, mut files): (Vec<_>, Vec<_>) = opened.into_iter().unzip();
    for (file, (_, bytes)) in files.iter_mut().zip(contents) {
        file.write_all(bytes).map_err(|source| file.failed(source))?;
    }
    finish_all(files)?;
    Ok(())
}

/// Checks that [`write_page`] can write, before long work.
pub(super) fn expect_page(
    (named, name): (Option<&Path>, &str),
    inputs: &[PathBuf],
    folder: &RunFolder,
) -> anyhow::Result<()> {
    let Some(named) = named else { return folder.expect_free(name) };
    expect_not_read(named, inputs)?;
    create(named, folder.replace()).map(drop)
}

/// Writes a page of one command alone: into the file that was named, else into that of this name in the run folder;
/// says where it is.
pub(super) fn write_page(
    (named, name): (Option<&Path>, &str),
    inputs: &Inputs,
    folder: &RunFolder,
    output: &Output,
) -> anyhow::Result<()> {
    let page = html::render(inputs)?.into_bytes();
    let path = if let Some(named) = named {
        {
            write_into(vec![open_file(named, folder)?], &[(named.to_owned(), page)])?;
            named.to_owned()
        }
    } else {
        folder.write(name, &page)?;
        folder.file(name)
    };
    output.note(&format!("page: {}", path.display()));
    Ok(())
}

/// Opens the page in the system's browser; that it cannot is a warning, since the page is there.
fn open(page: &Path, output: &Output) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(windows) {
        "explorer"
    } else {
        "xdg-open"
    };
    let silent = std::process::Stdio::null;
    let started =
        Command::new(opener).arg(page).stdin(silent()).stdout(silent()).stderr(silent()).spawn();
    if let Err(error) = started {
        output.warn(&format!("`{opener}` cannot open `{}`: {error}", page.display()));
    }
}

/// The charts as PNG files, by their names in the run folder.
#[cfg(feature = "charts")]
fn pictures(inputs: &Inputs) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let pngs = rehearsal::report::chart::pngs(inputs)?;
    Ok(pngs.into_iter().map(|(name, png)| (format!("charts/{name}"), png)).collect())
}

/// The charts without the feature `charts`: none.
#[cfg(not(feature = "charts"))]
#[expect(clippy::unnecessary_wraps, reason = "with the feature `charts` it can fail")]
fn pictures(_inputs: &Inputs) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    Ok(Vec::new())
}
