//! `personalize apply`: the workflow of a run folder, done.

use std::cell::RefCell;
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;

use rehearsal::schema::Domain;
use rehearsal::service::{ApplyNews, ServiceJournal, Watcher, apply};
use rehearsal::text::shell_word;
use rehearsal::workflow::{ServingOption, Workflow, WorkflowStep, build};
use serde_json::json;

use super::price::StepPrices;
use super::reach::{journal_path, pace, service};
use super::workflow::asked;
use crate::args::Apply;
use crate::consent::Consent;
use crate::output::{Output, on_interrupt};
use crate::run_folder::{DEFAULT, RunFolder, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The calls that `apply` would make.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize apply --dry-run` prints")]
pub(in crate::command) struct Document<'a> {
    /// The version of this document.
    schema_version: u32,
    /// Always true.
    dry_run: bool,
    steps: Vec<Planned<'a>>,
}

/// A call, what it made already, and what it costs.
#[derive(Debug, Serialize, JsonSchema)]
struct Planned<'a> {
    step: &'a WorkflowStep,
    /// The resource that is there already.
    arn: Option<String>,
    /// The price in words; null of a call that costs nothing.
    price: Option<String>,
}

pub(super) fn run(args: &Apply, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let asked = asked(&args.workflow, folder)?;
    let folder = folder.at(&asked.folder);
    let steps = build(&asked.workflow)?;
    let prices = StepPrices::new(&asked.workflow, &folder)?;
    if let Some(warning) = &asked.warning {
        output.warn(warning);
    }
    for note in &asked.notes {
        output.note(note);
    }
    let path = journal_path(folder.path());
    let mut journal = ServiceJournal::of_group(&path, asked.workflow.name.as_str())?;
    if args.dry_run {
        return dry_run(&steps, &journal, &prices, output);
    }
    let service = service(&args.reach, Some(&journal))?;
    let watching =
        Watching { output, prices: &prices, consent: args.yes.into(), last: RefCell::default() };
    on_interrupt(
        "interrupted: what was begun goes on at the service, and may cost; the same command goes on, `rehearsal \
         personalize delete` removes what was made",
    );
    apply(&service, &steps, &mut journal, pace(args.wait)?, &watching)?;
    let mut text = String::new();
    for entry in &journal.entries {
        let arn = entry.arn.as_deref().unwrap_or_default();
        let _ = writeln!(text, "{}: {arn}", entry.step.id);
    }
    output.note("all steps are done; next:");
    for line in next(&asked.workflow, folder.path()) {
        output.note(&format!("  {line}"));
    }
    output.data(&text, &document(&journal)?)?;
    Ok(Verdict::Done)
}

/// The commands that go on from here, for the run folder at `run`.
fn next(workflow: &Workflow, run: &Path) -> Vec<String> {
    let named = shell_word(&run.display().to_string());
    let folder = if run == Path::new(DEFAULT) { String::new() } else { format!(" {named}") };
    let mut lines = Vec::new();
    if workflow.domain == Domain::Custom {
        lines.push(format!("rehearsal personalize metrics{folder}"));
    }
    if workflow.serving != ServingOption::None {
        lines.push(format!("rehearsal personalize recommend{folder} --user ID"));
    }
    if let Some(cut) = &workflow.cut {
        lines.push(format!(
            "rehearsal eval recommendations --recommendations {}batch-input.jsonl.out --held-out {named}/split/held-out.csv \
             --train {named}/split/import.csv --convention standard",
            cut.output
        ));
    }
    lines.push(format!("rehearsal personalize delete{folder}, when it is not needed any more"));
    lines
}

fn dry_run(
    steps: &[WorkflowStep],
    journal: &ServiceJournal,
    prices: &StepPrices,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let mut text = String::new();
    let mut all = Vec::new();
    for step in steps {
        let arn = journal.find(step).and_then(|entry| entry.arn.clone());
        let price = prices.of(step);
        let done = arn.as_ref().map_or(String::new(), |arn| format!(", done: {arn}"));
        let said = price.as_ref().map_or(String::new(), |price| format!("; {price}"));
        let (api, name) = (step.operation.api(), step.resource_name());
        let _ = writeln!(text, "{}: {api} `{name}`{done}{said}", step.id);
        all.push(Planned { step, arn, price });
    }
    output.note("dry run: nothing was asked of the service");
    output.prose(
        &text,
        &document(&json!(Document { schema_version: 1, dry_run: true, steps: all }))?,
    )?;
    Ok(Verdict::Done)
}

/// Says what happens, and asks before a step that costs.
struct Watching<'w> {
    output: &'w Output,
    prices: &'w StepPrices,
    consent: Consent,
    /// The call that was agreed to last: imports are asked for once.
    last: RefCell<Option<String>>,
}

impl Watcher for Watching<'_> {
    fn agree(&self, step: &WorkflowStep) -> Result<(), Box<dyn Error + Send + Sync>> {
        let Some(price) = self.prices.of(step) else { return Ok(()) };
        let api = step.operation.api();
        if self.last.borrow().as_deref() == Some(&api) {
            return Ok(());
        }
        self.output.note(&format!("{}: {price}", step.id));
        self.output.expect_yes(&format!("{api}?"), self.consent)?;
        *self.last.borrow_mut() = Some(api);
        Ok(())
    }

    fn news(&self, news: &ApplyNews<'_>) {
        let line = match news {
            ApplyNews::Done(step, arn) => format!("{}: there already, {arn}", step.id),
            ApplyNews::Made(step, arn) => format!("{}: {arn}", step.id),
            ApplyNews::Changed(step, what) => format!("{}: changed in {what}", step.id),
            ApplyNews::Status(step, status) => format!("{}: {status}", step.id),
        };
        self.output.note(&line);
    }
}
