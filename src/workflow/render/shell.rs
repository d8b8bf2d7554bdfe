//! Lines for the AWS CLI.

use std::fmt::Write as _;

use serde_json::Value;

use super::python::waited_for;
use crate::workflow::operation::words;
use crate::workflow::step::{WorkflowStep, identifier, refers_to};

const HEAD: &str = r#"#!/bin/sh
# Makes a working set-up of Amazon Personalize, step by step; needs the AWS CLI, version 2, and credentials.
set -eu

# Waits until a resource is ACTIVE: active RESOURCE COMMAND OPTION ARN
active() {
    while :; do
        status=$(aws personalize "$2" "$3" "$4" --query "$1.status" --output text)
        echo "$1: $status"
        case $status in
        ACTIVE) return ;;
        *FAILED* | *STOPPED*)
            aws personalize "$2" "$3" "$4" --query "$1.failureReason" --output text >&2
            exit 1
            ;;
        esac
        sleep 30
    done
}
"#;

/// The steps as a script for `sh`. Import jobs run beside each other and are waited for before the first training.
#[must_use]
pub fn shell(steps: &[WorkflowStep]) -> String {
    let mut text = HEAD.to_owned();
    for (at, step) in steps.iter().enumerate() {
        let kebab = step.operation.resource_words('-');
        let arn = step.operation.facts().arn;
        let _ = writeln!(
            text,
            "\n{}=$(aws personalize create-{kebab} \\",
            identifier(&step.id).to_ascii_uppercase()
        );
        for (name, value) in &step.parameters {
            let _ = writeln!(text, "    {} \\", option(name, value));
        }
        let _ = writeln!(text, "    --query {arn} --output text)");
        for step in waited_for(steps, at) {
            let kebab = step.operation.resource_words('-');
            let arn = step.operation.facts().arn;
            let _ = writeln!(
                text,
                "active {} describe-{kebab} --{} \"${}\"",
                arn.trim_end_matches("Arn"),
                words(arn, '-'),
                identifier(&step.id).to_ascii_uppercase()
            );
        }
    }
    text
}

fn option(name: &str, value: &Value) -> String {
    let option = words(name, '-');
    match value {
        Value::Bool(true) => format!("--{option}"),
        Value::Bool(false) => format!("--no-{option}"),
        // After `=` no value is taken for an option.
        Value::String(text) => format!("--{option}={}", quoted(text)),
        Value::Number(number) => format!("--{option} {number}"),
        _ => match refers_to(value) {
            Some(id) => format!("--{option} \"${}\"", identifier(id).to_ascii_uppercase()),
            None => format!("--{option}={}", quoted(&value.to_string())),
        },
    }
}

/// A text that the shell leaves as it is.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
