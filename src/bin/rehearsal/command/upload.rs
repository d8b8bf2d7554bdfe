//! `upload`: the prepared files to S3.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::bail;
use rehearsal::export::ReplaceRule;
use rehearsal::number::thousands;
use rehearsal::store::Location;
use rehearsal::text::shell_word;
use rehearsal::upload::call::{Call, IfThere, calls};
use rehearsal::upload::grant::Grant;
use rehearsal::upload::news::{Outcome, UploadNews};
use rehearsal::upload::policy::{BucketUse, Scope};
use rehearsal::upload::send::Upload as Sender;
use rehearsal::upload::{SplitUse, UploadItem, layout};
use serde_json::{Value, json};

use super::validate;
use crate::access::access;
use crate::args::Upload;
use crate::event::Unit;
use crate::output::{Output, on_interrupt};
use crate::progress::Stage;
use crate::run_folder::{RunFolder, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The most rules in a refusal.
const RULES_MAX: usize = 5;

/// The files, and what became of them or would.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `upload` prints")]
pub(super) struct Document<'u> {
    /// The version of this document.
    schema_version: u32,
    bucket: &'u str,
    /// True if nothing was sent.
    dry_run: bool,
    files: &'u [UploadItem],
    /// The calls where nothing is there yet; of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<Vec<Call>>,
    /// The statement for the bucket's policy; of a dry run with `--grant`.
    #[serde(skip_serializing_if = "Option::is_none")]
    statement: Option<Value>,
    /// The fate of each file, in their order.
    #[serde(skip_serializing_if = "Option::is_none")]
    outcomes: Option<&'u [Outcome]>,
    /// True if `--grant` changed the policy, null without it; absent of a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[expect(clippy::option_option, reason = "absent, null and a truth value are three answers")]
    policy_changed: Option<Option<bool>>,
}

pub(super) fn run(args: &Upload, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let (run, destination) = places(args, folder)?;
    let at = Location::parse(&destination)?;
    let split = if args.split { SplitUse::With } else { SplitUse::Without };
    let items = layout(&run, &at, split)?;
    let valid = expect_valid(&run, &args.ignore);
    let if_there = match (args.resume, folder.replace().rule()) {
        (true, _) => IfThere::Resume,
        (false, ReplaceRule::Anything) => IfThere::ReplaceAny,
        (false, ReplaceRule::Own) => IfThere::ReplaceOwn,
        (false, ReplaceRule::Nothing) => IfThere::ReplaceNothing,
    };
    if args.dry_run {
        dry_run(args, &items, &at, if_there, output)?;
        return Ok(match valid {
            Ok(()) => Verdict::Done,
            Err(refusal) => {
                output.warn(&format!("an upload would be refused: {refusal:#}"));
                Verdict::No
            }
        });
    }
    valid?;
    let mut access = access(&args.reach);
    access.force_path_style |= args.force_path_style;
    // What would be refused is refused before gigabytes are sent.
    let grant = if args.grant { Some(Grant::look(scope(args, &at), &access)?) } else { None };
    if let Some(grant) = &grant {
        show(args, grant, output)?;
    }
    let sender =
        Sender { at: &at, access: &access, if_there, kms_key: args.sse_kms_key_id.as_deref() };
    on_interrupt(
        "interrupted: nothing unfinished stays in the bucket; `--resume` goes on behind the files that are there",
    );
    let outcomes = send(&sender, &items, output)?;
    let granted = match &grant {
        Some(grant) => {
            grant.put(&access)?;
            Some(grant.added().is_some())
        }
        None => None,
    };
    say(&at, &items, &outcomes, granted, output)
}

/// The run folder and the place in S3.
fn places(args: &Upload, folder: &RunFolder) -> anyhow::Result<(PathBuf, String)> {
    let (named, destination) = match &args.places[..] {
        [run, destination] => (Some(Path::new(run)), destination.clone()),
        places => (None, places.concat()),
    };
    Ok((folder.or_named(named)?.path().to_owned(), destination))
}

/// Refuses a folder in which an import would find errors.
fn expect_valid(run: &Path, ignored: &[String]) -> anyhow::Result<()> {
    let report = validate::report_of_folder(run, ignored)?;
    if report.summary.errors == 0 {
        return Ok(());
    }
    let mut rules: Vec<&str> = report.errors().collect();
    rules.dedup();
    let more = rules.len().saturating_sub(RULES_MAX);
    rules.truncate(RULES_MAX);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    bail!(
        "`{0}` has errors by the rules {1}{more}, which an import would meet too; nothing was sent: `rehearsal \
         validate dataset {0}` shows each, and `--ignore CODE` sends them in spite of one",
        run.display(),
        rules.join(", ")
    )
}

fn scope(args: &Upload, at: &Location) -> Scope {
    Scope {
        bucket: at.bucket.clone(),
        prefix: at.prefix.clone(),
        bucket_use: if args.output { BucketUse::ImportAndOutput } else { BucketUse::Import },
        account: args.account.clone(),
        region: args.reach.region.clone(),
    }
}

fn dry_run(
    args: &Upload,
    items: &[UploadItem],
    at: &Location,
    if_there: IfThere,
    output: &Output,
) -> anyhow::Result<()> {
    let mut text = String::new();
    for item in items {
        let _ = writeln!(text, "{}", line(item, at));
    }
    let calls = calls(items, if_there);
    text.push_str("\ncalls, where nothing is there yet:\n");
    for call in &calls {
        let times = if call.times > 1 { format!(" × {}", call.times) } else { String::new() };
        let bytes = if call.bytes > 0 {
            format!(" ({} bytes)", thousands(call.bytes))
        } else {
            String::new()
        };
        let _ =
            writeln!(text, "  {}{times} s3://{}/{}{bytes}", call.operation, at.bucket, call.key);
    }
    let mut value = Document {
        schema_version: 2,
        bucket: &at.bucket,
        dry_run: true,
        files: items,
        calls: Some(calls),
        statement: None,
        outcomes: None,
        policy_changed: None,
    };
    if args.grant {
        let statement = scope(args, at).statement()?;
        let _ = writeln!(
            text,
            "\nstatement for the policy of `{}`, unless it allows this already:\n{}",
            at.bucket,
            serde_json::to_string_pretty(&statement)?
        );
        value.statement = Some(json!(statement));
    }
    output.note("dry run: nothing was sent");
    output.data(&text, &document(&json!(value))?)
}

fn line(item: &UploadItem, at: &Location) -> String {
    let bytes = thousands(item.bytes);
    format!("{} -> s3://{}/{} ({bytes} bytes)", item.path.display(), at.bucket, item.key)
}

fn send(
    sender: &Sender<'_>,
    items: &[UploadItem],
    output: &Output,
) -> anyhow::Result<Vec<Outcome>> {
    let progress = output.progress(items.iter().map(|item| item.bytes).sum(), Unit::Bytes);
    let stage = |item: &UploadItem| {
        let name = format!("uploading {}", item.path.display());
        Stage { bar: "uploading".to_owned(), line: name.clone(), name }
    };
    if let Some(first) = items.first() {
        progress.stage(stage(first));
    }
    let outcomes = RefCell::new(Vec::new());
    let sent = sender.send(items, &|news| match news {
        UploadNews::Bytes(bytes) => progress.add(bytes),
        UploadNews::Done(_, outcome) => {
            let mut outcomes = outcomes.borrow_mut();
            outcomes.push(outcome);
            if let Some(next) = items.get(outcomes.len()) {
                progress.stage(stage(next));
            }
        }
    });
    drop(progress);
    sent?;
    Ok(outcomes.into_inner())
}

/// Shows the statement that is to be added to the bucket's policy, and asks.
fn show(args: &Upload, grant: &Grant, output: &Output) -> anyhow::Result<()> {
    for deny in &grant.merged.denies {
        output.warn(&format!(
            "{deny} of the bucket's policy may keep Personalize out in spite of the grant: an import from a bucket \
             that only some networks or accounts may reach fails"
        ));
    }
    if let Some(narrower) = &grant.merged.narrower {
        output.warn(&format!(
            "{narrower} of the bucket's policy allows it for the accounts that it names alone; `--account` adds yours"
        ));
    }
    if let Some(wider) = &grant.merged.wider {
        output.warn(&format!(
            "{wider} of the bucket's policy allows it for the Personalize of any account; remove it, and grant again"
        ));
    }
    let Some(added) = grant.added() else { return Ok(()) };
    let statement = serde_json::to_string_pretty(added)?;
    let kept = match &grant.merged.kept[..] {
        [] => "the bucket has no policy yet".to_owned(),
        kept => format!("stays as it is: {}", kept.join(", ")),
    };
    let added = statement.replace('\n', "\n+ ");
    output.note(&format!("the bucket's policy; {kept}; is added:\n+ {added}"));
    output.expect_yes("Put this policy, once the files are there?", args.yes.into())
}

fn say(
    at: &Location,
    items: &[UploadItem],
    outcomes: &[Outcome],
    granted: Option<bool>,
    output: &Output,
) -> anyhow::Result<Verdict> {
    let mut text = String::new();
    for (item, outcome) in items.iter().zip(outcomes) {
        let how = match outcome {
            Outcome::Sent => "",
            Outcome::Replaced => ", replaced",
            Outcome::Continued => ", continued",
            Outcome::Unchanged => ", there already",
        };
        let _ = writeln!(text, "{}{how}", line(item, at));
    }
    match granted {
        None => output.note(&format!(
            "Personalize may read them once the bucket has the policy of `rehearsal policy bucket {}{}`; `--grant` adds it",
            at.bucket,
            if at.prefix.is_empty() { String::new() } else { format!(" --prefix {}", shell_word(&at.prefix)) }
        )),
        Some(true) => output.note("the policy was put and read back: Personalize may read the folder"),
        Some(false) => output.note("the bucket's policy allows Personalize to read the folder already"),
    }
    let value = Document {
        schema_version: 2,
        bucket: &at.bucket,
        dry_run: false,
        files: items,
        calls: None,
        statement: None,
        outcomes: Some(outcomes),
        policy_changed: Some(granted),
    };
    output.data(&text, &document(&json!(value))?)?;
    Ok(Verdict::Done)
}
