//! `demo`: the whole pipeline, by the very commands that a user would type.

use std::path::Path;

use anyhow::{Context, bail};
use clap::Parser;
use rehearsal::dataset::{Dataset, RowFilter};
use rehearsal::export::ReplaceRule;
use rehearsal::report::{decide, verdict};

use super::compare::PER_USER;
use super::demo_manifest::{DemoManifest, MANIFEST};
use crate::args::{Cli, Demo};
use crate::output::Output;
use crate::run_folder::{DEFAULT, RunFolder, json};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

const GENERATED: &str = "ml-synthetic-small";
/// The name of the figures that the hands-on article got from Personalize.
const PUBLISHED: &str = "published:ml-latest-small/hands-on/2022";
/// The user whose list the article shows.
const ARTICLE_USER: &str = "586";

/// The end of a demo.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `demo` prints")]
pub(super) struct Document {
    /// The version of this document.
    schema_version: u32,
    /// The sentences of the verdict.
    verdict: Vec<String>,
    /// The page.
    report: String,
}

/// Runs a command line in this process.
type RunCommand = fn(&Cli, &mut Output) -> anyhow::Result<Verdict>;

/// Runs the steps; each is a command line, which `run_command` runs.
pub(super) fn run(
    demo: &Demo,
    folder: &RunFolder,
    output: &Output,
    run_command: RunCommand,
) -> anyhow::Result<Verdict> {
    expect_own_or_new(folder)?;
    if let Some(input) = &demo.input {
        // Before anything is written.
        rehearsal::source::movielens::Release::find(input)?;
    }
    let mut steps = data_steps(demo, folder)?;
    let commands = |steps: &[Vec<String>]| -> Vec<String> {
        steps.iter().map(|step| shown(step, folder)).collect()
    };
    let write_manifest = |steps: &[Vec<String>]| -> anyhow::Result<()> {
        let tool = concat!("rehearsal ", env!("CARGO_PKG_VERSION"), " demo").to_owned();
        let manifest = DemoManifest { schema_version: 1, tool, commands: commands(steps) };
        folder.write(MANIFEST, &json(&manifest)?)
    };
    let total = steps.len() + RESULT_STEPS;
    let runner = Runner { folder, output, total, run_command };
    write_manifest(&steps)?;
    for (number, step) in (1..).zip(&steps) {
        runner.perform(step, number)?;
    }
    let results = result_steps(demo, folder)?;
    debug_assert_eq!(results.len(), RESULT_STEPS);
    steps.extend(results);
    write_manifest(&steps)?;
    for (number, step) in (1..).zip(&steps).skip(total - RESULT_STEPS) {
        runner.perform(step, number)?;
    }
    finish(folder, output)
}

/// Checks that the demo writes into a folder of its own or one that is not there yet.
fn expect_own_or_new(folder: &RunFolder) -> anyhow::Result<()> {
    let path = folder.path();
    let used = path.symlink_metadata().is_ok()
        && !std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if used
        && !(folder.replace().rule() == ReplaceRule::Anything)
        && !folder.file(MANIFEST).is_file()
    {
        bail!(
            "`{}` is there and was not made by the demo; choose another folder with `--run DIR`, or \
             `--force` to write into it",
            path.display()
        );
    }
    Ok(())
}

fn words<const N: usize>(words: [&str; N]) -> Vec<String> {
    words.map(str::to_owned).to_vec()
}

fn data_steps(demo: &Demo, folder: &RunFolder) -> anyhow::Result<Vec<Vec<String>>> {
    let generated = folder.file(GENERATED);
    let text = |path: &Path| -> anyhow::Result<String> {
        let text = path.to_str().with_context(|| format!("`{}` is not UTF-8", path.display()))?;
        Ok(text.to_owned())
    };
    let mut steps = Vec::new();
    let input = if let Some(input) = &demo.input {
        text(input)?
    } else {
        let output = text(&generated)?;
        steps.push(words(["data", "generate", "--like", "ml-latest-small", "--output", &output]));
        output
    };
    steps.push(words(["prep", "interactions", "--input", &input]));
    steps.push(words(["prep", "items", "--input", &input]));
    Ok(steps)
}

const RESULT_STEPS: usize = 8;
/// The number of folds, as `eval baselines` has by default.
const FOLDS: usize = 10;

fn result_steps(demo: &Demo, folder: &RunFolder) -> anyhow::Result<Vec<Vec<String>>> {
    let path = folder.file("interactions.csv");
    let dataset = Dataset::read(&path, None, &RowFilter::default())?;
    // The article's user, or the first one where the data has no such user.
    let user = dataset.users().find(ARTICLE_USER).unwrap_or(0);
    let user = dataset.users().id(user as usize);
    let per_user = folder.file(PER_USER).display().to_string();
    let mut eval = words(["eval", "baselines", "--per-user", &per_user]);
    if dataset.users().len() < FOLDS {
        eval.extend(words(["--folds", &dataset.users().len().to_string()]));
    }
    let mut report = words(["report"]);
    if demo.input.is_none() {
        report.extend(words(["--title", "Rehearsal of generated data"]));
    }
    let list = folder.file("recommendations.json").display().to_string();
    Ok(vec![
        words(["validate", "schema"]),
        words(["stats"]),
        eval,
        words(["compare", "--personalize", PUBLISHED, "--simulate"]),
        words(["recommend", "--examples"]),
        words(["recommend", "--user", user, "--output", &list]),
        words(["cost"]),
        report,
    ])
}

/// A command as a user would type it.
fn shown(step: &[String], folder: &RunFolder) -> String {
    let run = folder.path().display().to_string();
    let run = if run == DEFAULT { Vec::new() } else { vec!["--run".to_owned(), run] };
    let words = std::iter::once("rehearsal".to_owned()).chain(step.iter().cloned()).chain(run);
    let quoted = words.map(|word| {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:=,".contains(letter);
        if word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.replace('\'', "'\\''"))
        }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// Runs steps on a run folder.
struct Runner<'a> {
    folder: &'a RunFolder,
    output: &'a Output,
    /// The number of all steps.
    total: usize,
    run_command: RunCommand,
}

impl Runner<'_> {
    /// Runs the step of this number, from 1.
    fn perform(&self, step: &[String], number: usize) -> anyhow::Result<()> {
        let Self { folder, output, total, .. } = self;
        output.note(&format!("[{number}/{total}] {}", shown(step, folder)));
        let mut line = vec!["rehearsal".to_owned()];
        line.extend_from_slice(step);
        let mut cli = Cli::try_parse_from(line).context("the demo's own command does not parse")?;
        cli.global.run = Some(folder.path().to_owned());
        match folder.replace().rule() {
            ReplaceRule::Anything => cli.global.force = true,
            ReplaceRule::Nothing => cli.global.no_clobber = true,
            ReplaceRule::Own => {}
        }
        (self.run_command)(&cli, &mut output.silenced())
            .with_context(|| format!("`{}`", shown(step, folder)))?;
        Ok(())
    }
}

fn finish(folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let inputs = super::report::inputs("", folder)?;
    let decision = decide(&inputs).map(|decision| decision.sentence);
    let lines: Vec<String> = decision.into_iter().chain(verdict(&inputs)).collect();
    let report = folder.file("report.html").display().to_string();
    let text = format!("{}\n\nreport: {report}\n", lines.join("\n"));
    let document = Document { schema_version: 1, verdict: lines, report };
    output.prose(&text, &json(&serde_json::json!(document))?)?;
    Ok(Verdict::Done)
}
