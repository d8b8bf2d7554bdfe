//! `init`: a project file for the data that lies in a folder.

mod comment;
mod written;

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use rehearsal::export::finish_all;
use rehearsal::survey::{Answers, Proposal, ProposedTable, survey};
use rehearsal::transform::Instant;
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Init, PROJECT_FILE};
use crate::output::Output;
use crate::run_folder::{RunFolder, create, json};
use crate::settings;
use crate::verdict::Verdict;

pub(super) fn run(args: &Init, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    // Before anything is read.
    if args.output.is_dir() {
        bail!(
            "`{0}` is a folder: expected the name of a file to write, such as `--output {0}/rehearsal.toml`",
            args.output.display()
        );
    }
    if let Some(from) = &args.timestamp_from {
        let _: Instant =
            from.parse().map_err(|error: String| anyhow::anyhow!("`--timestamp-from`: {error}"))?;
    }
    folder.replace().expect_file(&args.output)?;
    let proposal = survey(&paths(args), &answers(args))?;
    if !proposal.questions.is_empty() {
        let asked: Vec<String> = proposal.questions.iter().map(ToString::to_string).collect();
        bail!("no project file is written, since this has to be known first\n{}", asked.join("\n"));
    }
    if proposal.release.is_none() && proposal.tables.is_empty() {
        bail!("no table of interactions is here; `rehearsal init PATH` looks elsewhere");
    }
    let text = written::text(&proposal, &args.output)?;
    settings::check(&text, &args.output).context("the project file that was made is wrong")?;
    let (_made, mut file) = create(&args.output, folder.replace())?;
    file.write_all(text.as_bytes()).map_err(|source| file.failed(source))?;
    finish_all(vec![file])?;
    say(&proposal, &text, &args.output, output)
}

/// The paths that were named, or the current folder.
fn paths(args: &Init) -> Vec<PathBuf> {
    let mut paths = args.paths.clone();
    if paths.is_empty() {
        paths.push(PathBuf::from("."));
    }
    paths
}

fn answers(args: &Init) -> Answers {
    Answers {
        interactions: args.interactions.clone(),
        items: args.items.clone(),
        users: args.users.clone(),
        user_id: args.user_id.clone(),
        item_id: args.item_id.clone(),
        timestamp: args.timestamp.clone(),
        timestamp_format: args.timestamp_format.clone(),
        timestamp_from: args.timestamp_from.clone(),
    }
}

/// Says what was found, and what to do next.
fn say(proposal: &Proposal, text: &str, path: &Path, output: &Output) -> anyhow::Result<Verdict> {
    let mut lines = vec![format!("{}: written", path.display())];
    if let Some(release) = &proposal.release {
        lines.push(format!("  a MovieLens release: {}", written::plain(release)));
    }
    lines.extend(proposal.tables.iter().map(found));
    let n_unsure = text.lines().filter(|line| line.starts_with("# unsure: ")).count();
    if n_unsure > 0 {
        lines.push(format!("  not sure: {n_unsure}, each on a line `# unsure:` of the file"));
    }
    let services = written::service_files(proposal);
    lines.extend(
        services.iter().map(|path| format!("  the service's metrics: {}", written::plain(path))),
    );
    let passed =
        proposal.passed_over.iter().filter(|(path, _)| !services.contains(&path.as_path()));
    lines.extend(
        passed.map(|(path, why)| format!("  passed over: {} ({why})", written::plain(path))),
    );
    let named = path.as_os_str() != PROJECT_FILE;
    let config = if named { format!(" --config {}", path.display()) } else { String::new() };
    lines.push(format!("next: look at the file, then `rehearsal run{config}`"));
    let value = Document {
        schema_version: 1,
        file: path.display().to_string(),
        release: proposal.release.as_deref().map(written::plain),
        tables: proposal.tables.iter().map(document).collect(),
        unsure: n_unsure,
    };
    output.prose(&(lines.join("\n") + "\n"), &json(&value)?)?;
    Ok(Verdict::Done)
}

/// A table in a line.
fn found(table: &ProposedTable) -> String {
    let taken = table.columns.iter().filter_map(|one| {
        one.theirs.as_ref().map(|theirs| format!("{} from `{theirs}`", one.ours))
    });
    let columns: Vec<String> = taken.collect();
    format!("  {}: {}; {}", table.dataset.stem(), written::plain(&table.input), columns.join(", "))
}

/// The tables that `init` found, and the file that it wrote.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Document {
    schema_version: u32,
    /// The project file.
    file: String,
    /// The MovieLens release, where there is one.
    release: Option<String>,
    /// The tables, interactions first; none of a release.
    tables: Vec<FoundTable>,
    /// The number of lines `# unsure:`.
    unsure: usize,
}

/// A table of the project.
#[derive(Debug, Serialize, JsonSchema)]
struct FoundTable {
    /// interactions, items or users.
    dataset: String,
    /// The file, the pattern or the folder.
    input: String,
    /// Our columns and the table's names for them.
    map: BTreeMap<String, String>,
}

fn document(table: &ProposedTable) -> FoundTable {
    let taken =
        table.columns.iter().filter_map(|one| Some((one.ours.clone(), one.theirs.clone()?)));
    FoundTable {
        dataset: table.dataset.stem().to_owned(),
        input: written::plain(&table.input),
        map: taken.collect(),
    }
}
