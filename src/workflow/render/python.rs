//! A script for boto3.

use std::fmt::Write as _;

use serde_json::Value;

use crate::workflow::step::{WorkflowStep, identifier, refers_to};

const HEAD: &str = r#""""Makes a working set-up of Amazon Personalize, step by step; needs boto3 and credentials.

Run again after a failure, it stops at the first resource that is there: delete what it made, or go on by hand.
"""

import sys
import time

import boto3

personalize = boto3.client("personalize")


def active(resource, describe, **arn):
    """Waits until a resource is ACTIVE; ends with the service's reason where it fails."""
    while True:
        found = describe(**arn)[resource]
        status = found["status"]
        print(f"{resource}: {status}", flush=True)
        if status == "ACTIVE":
            return
        if "FAILED" in status or "STOPPED" in status:
            sys.exit(f"{resource}: {found.get('failureReason', status)}")
        time.sleep(30)

"#;

/// The steps as a script in Python. Import jobs run beside each other and are waited for before the first training.
#[must_use]
pub fn python(steps: &[WorkflowStep]) -> String {
    let mut text = HEAD.to_owned();
    for (at, step) in steps.iter().enumerate() {
        let snake = step.operation.resource_words('_');
        let facts = step.operation.facts();
        let _ = writeln!(text, "\n{} = personalize.create_{snake}(", identifier(&step.id));
        for (name, value) in &step.parameters {
            let _ = writeln!(text, "    {name}={},", literal(value, 1));
        }
        let _ = writeln!(text, ")[\"{}\"]", facts.arn);
        for waited in waited_for(steps, at) {
            text.push_str(&wait(waited));
        }
    }
    text
}

/// The steps that are waited for behind the step `at`: itself, but of imports all of them behind the last.
pub(super) fn waited_for(steps: &[WorkflowStep], at: usize) -> Vec<&WorkflowStep> {
    let operation = steps[at].operation;
    if steps.get(at + 1).is_some_and(|next| next.operation == operation) {
        return Vec::new();
    }
    let first = steps[..at].iter().rposition(|step| step.operation != operation);
    let group = &steps[first.map_or(0, |first| first + 1)..=at];
    group.iter().filter(|step| step.operation.facts().is_waited_for).collect()
}

fn wait(step: &WorkflowStep) -> String {
    let facts = step.operation.facts();
    let snake = step.operation.resource_words('_');
    let member = facts.arn.trim_end_matches("Arn");
    let arn = facts.arn;
    format!("active(\"{member}\", personalize.describe_{snake}, {arn}={})\n", identifier(&step.id))
}

/// A value as Python writes it.
fn literal(value: &Value, depth: usize) -> String {
    if let Some(id) = refers_to(value) {
        return identifier(id);
    }
    let (inner, outer) = ("    ".repeat(depth + 1), "    ".repeat(depth));
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Array(values) => {
            let lines = values.iter().map(|one| format!("{inner}{},\n", literal(one, depth + 1)));
            format!("[\n{}{outer}]", lines.collect::<Vec<_>>().concat())
        }
        Value::Object(members) => {
            let line = |(name, one): (&String, &Value)| {
                format!("{inner}{}: {},\n", Value::from(name.as_str()), literal(one, depth + 1))
            };
            format!("{{\n{}{outer}}}", members.iter().map(line).collect::<Vec<_>>().concat())
        }
        // JSON's numbers, and its texts with their escapes, are Python's too.
        Value::Number(_) | Value::String(_) => value.to_string(),
    }
}
