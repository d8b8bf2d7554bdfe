//! A file for Terraform, with the provider `awscc`, whose resources are CloudFormation's.

use std::fmt::Write as _;

use serde_json::Value;

use super::cloudformation::properties;
use super::gaps::{InfrastructureError, gaps};
use crate::workflow::operation::{Operation, words};
use crate::workflow::step::{WorkflowStep, identifier};

const HEAD: &str = r#"terraform {
  required_providers {
    awscc = {
      source = "hashicorp/awscc"
    }
  }
}
"#;

const VERSION: &str = r#"
variable "solution_version_arn" {
  type        = string
  default     = ""
  description = "ARN of a trained solution version; empty until there is one"
}
"#;

/// The steps as a file for Terraform. Members that no type knows are left out of it and told in comments at its top.
///
/// # Errors
/// When a choice cannot be made by a template, nor afterwards.
pub fn terraform(steps: &[WorkflowStep]) -> Result<String, InfrastructureError> {
    let mut text = String::from(
        "# Amazon Personalize: datasets with their import, solution, and what serves it.\n",
    );
    for gap in gaps(steps)? {
        let _ = writeln!(text, "# To do besides, {}: {}", gap.step, gap.text);
    }
    text.push('\n');
    text.push_str(HEAD);
    if steps.iter().any(|step| step.operation == Operation::CreateCampaign) {
        text.push_str(VERSION);
    }
    for step in steps {
        if step.operation.facts().cloudformation.is_none() {
            continue;
        }
        let kind = step.operation.resource_words('_');
        let _ = writeln!(
            text,
            "\nresource \"awscc_personalize_{kind}\" \"{}\" {{",
            identifier(&step.id)
        );
        if step.operation == Operation::CreateCampaign {
            text.push_str("  count = var.solution_version_arn == \"\" ? 0 : 1\n\n");
        }
        if let Value::Object(members) = properties(step, steps) {
            let pairs: Vec<(String, String)> = members
                .iter()
                .map(|(name, value)| (words(name, '_'), expression(value, steps, 1)))
                .collect();
            text.push_str(&aligned(&pairs, "  "));
        }
        if matches!(
            step.operation,
            Operation::CreateSolution
                | Operation::CreateFilter
                | Operation::CreateMetricAttribution
        ) {
            let datasets = steps.iter().filter(|one| one.operation == Operation::CreateDataset);
            let names: Vec<String> = datasets.map(address).collect();
            let _ = writeln!(text, "\n  depends_on = [{}]", names.join(", "));
        }
        text.push_str("}\n");
    }
    Ok(text)
}

fn address(step: &WorkflowStep) -> String {
    format!("awscc_personalize_{}.{}", step.operation.resource_words('_'), identifier(&step.id))
}

/// `name = value` lines, aligned as Terraform's own formatter does: lines up to one that spans several.
fn aligned(pairs: &[(String, String)], indent: &str) -> String {
    let mut text = String::new();
    let mut at = 0;
    while at < pairs.len() {
        let end = pairs[at..].iter().position(|(_, value)| value.contains('\n'));
        let end = end.map_or(pairs.len(), |end| at + end);
        let width = pairs[at..end].iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        for (name, value) in &pairs[at..end] {
            let _ = writeln!(text, "{indent}{name:width$} = {value}");
        }
        if let Some((name, value)) = pairs.get(end) {
            let _ = writeln!(text, "{indent}{name} = {value}");
        }
        at = end + 1;
    }
    text
}

/// A property as Terraform writes it.
fn expression(value: &Value, steps: &[WorkflowStep], depth: usize) -> String {
    if let Some(reference) = reference(value, steps) {
        return reference;
    }
    let (inner, outer) = ("  ".repeat(depth + 1), "  ".repeat(depth));
    match value {
        Value::Object(members) => {
            let pairs: Vec<(String, String)> = members
                .iter()
                .map(|(name, value)| (key(name), expression(value, steps, depth + 1)))
                .collect();
            format!("{{\n{}{outer}}}", aligned(&pairs, &inner))
        }
        Value::Array(values) => {
            let lines =
                values.iter().map(|one| format!("{inner}{},\n", expression(one, steps, depth + 1)));
            format!("[\n{}{outer}]", lines.collect::<Vec<_>>().concat())
        }
        Value::String(text) => quoted(text),
        other => other.to_string(),
    }
}

/// A member in snake case; a key of the user's own stays as it is.
fn key(name: &str) -> String {
    let is_member = name.starts_with(|sign: char| sign.is_ascii_uppercase());
    if is_member { words(name, '_') } else { name.to_owned() }
}

/// A reference of the template to another resource, or to the version.
fn reference(value: &Value, steps: &[WorkflowStep]) -> Option<String> {
    if value.get("Ref").is_some() {
        return Some("var.solution_version_arn".to_owned());
    }
    let parts = value.get("Fn::GetAtt")?.as_array()?;
    let arn = words(parts.get(1)?.as_str()?, '_');
    let logical = parts.first()?.as_str()?.to_ascii_lowercase();
    let same = |step: &&WorkflowStep| step.id.replace('-', "").to_ascii_lowercase() == logical;
    steps.iter().find(same).map(|step| format!("{}.{arn}", address(step)))
}

/// A text as Terraform writes it: its own templates in it are escaped.
fn quoted(text: &str) -> String {
    let json = Value::from(text).to_string().replace("${", "$${").replace("%{", "%%{");
    // HCL has neither of these two.
    json.replace(r"\b", r"\u0008").replace(r"\f", r"\u000c")
}
