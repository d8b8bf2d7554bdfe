//! `personalize status`: what became of a workflow, or of a group made by other hands.

use std::fmt::Write as _;

use anyhow::bail;
use rehearsal::service::failure::meaning;
use rehearsal::service::{GroupResource, ResourceState, Service, StateKind, resources_of};
use serde_json::json;

use super::reach::{journal, service};
use crate::args::Status;
use crate::output::Output;
use crate::run_folder::{RunFolder, json as document};
use crate::verdict::Verdict;
use schemars::JsonSchema;
use serde::Serialize;

/// The resources of a workflow or of a group.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What `personalize status` prints")]
pub(in crate::command) struct Document<'s> {
    /// The version of this document.
    schema_version: u32,
    resources: Vec<Resource<'s>>,
}

/// A resource.
#[derive(Debug, Serialize, JsonSchema)]
struct Resource<'s> {
    /// Its type.
    #[serde(rename = "resource")]
    kind: &'static str,
    name: &'s str,
    /// Empty where the service has not named it.
    arn: &'s str,
    status: &'s str,
    /// The service's words on a failure.
    failure_reason: Option<&'s str>,
    /// The meaning of the failure, and what to do.
    advice: Option<&'static str>,
    /// The rules that would have found it.
    rules: &'static [&'static str],
}

pub(super) fn run(args: &Status, folder: &RunFolder, output: &Output) -> anyhow::Result<Verdict> {
    let folder = &folder.or_named(args.applied.folder.as_deref())?;
    let all = match &args.explain {
        Some(group) => of_group(&service(&args.applied.reach, None)?, group)?,
        None => of_journal(args, folder)?,
    };
    let mut text = String::new();
    for one in &all {
        let resource = one.operation.facts().resource;
        let _ = writeln!(text, "{resource} {}: {}", one.name, one.state.status);
        for line in explained(&one.state) {
            let _ = writeln!(text, "  {line}");
        }
    }
    let resources = all.iter().map(described).collect();
    let bytes = document(&json!(Document { schema_version: 1, resources }))?;
    output.prose(&text, &bytes)?;
    let is_failed = all
        .iter()
        .any(|one| one.state.kind() == StateKind::Failed || one.state.status.starts_with(UNKNOWN));
    Ok(if is_failed { Verdict::No } else { Verdict::Done })
}

fn of_group(service: &Service, group: &str) -> anyhow::Result<Vec<GroupResource>> {
    if group.starts_with("arn:") {
        return Ok(resources_of(service, group)?);
    }
    match service.group_arn(group)? {
        Some(arn) => Ok(resources_of(service, &arn)?),
        None => bail!("there is no dataset group `{group}` in this account and region"),
    }
}

fn of_journal(args: &Status, folder: &RunFolder) -> anyhow::Result<Vec<GroupResource>> {
    let journal = journal(folder)?;
    let service = service(&args.applied.reach, Some(&journal))?;
    let mut all = Vec::new();
    for entry in &journal.entries {
        let (operation, name) = (entry.step.operation, entry.name().to_owned());
        let (arn, state) = match &entry.arn {
            None => (String::new(), unknown("its call was not answered; `apply` looks for it")),
            Some(arn) => match service.describe(operation, arn) {
                Ok(state) => (arn.clone(), state),
                Err(refusal) if refusal.is_missing() => (arn.clone(), unknown("it is gone")),
                Err(refusal) => return Err(refusal.into()),
            },
        };
        all.push(GroupResource { operation, name, arn, state });
    }
    Ok(all)
}

/// The status of what the service does not tell.
const UNKNOWN: &str = "UNKNOWN";

fn unknown(why: &str) -> ResourceState {
    ResourceState { status: format!("{UNKNOWN}: {why}"), failure_reason: None }
}

/// The reason of a failure, what it means, and the rules that find it.
fn explained(state: &ResourceState) -> Vec<String> {
    let Some(reason) = &state.failure_reason else { return Vec::new() };
    let mut lines = vec![reason.clone()];
    if let Some(meaning) = meaning(reason) {
        lines.push(format!("meaning: {}", meaning.advice));
        if let Some(first) = meaning.rules.first() {
            lines.push(format!(
                "found before an import by {}: rehearsal validate --explain {first}",
                meaning.rules.join(", ")
            ));
        }
    }
    lines
}

fn described(one: &GroupResource) -> Resource<'_> {
    let meaning = one.state.failure_reason.as_deref().and_then(meaning);
    Resource {
        kind: one.operation.facts().resource,
        name: &one.name,
        arn: &one.arn,
        status: &one.state.status,
        failure_reason: one.state.failure_reason.as_deref(),
        advice: meaning.map(|meaning| meaning.advice),
        rules: meaning.map_or(&[][..], |meaning| meaning.rules),
    }
}
