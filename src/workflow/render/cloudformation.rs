//! A CloudFormation template.

use serde_json::{Map, Value, json};

use super::gaps::{InfrastructureError, gaps};
use crate::workflow::operation::Operation;
use crate::workflow::step::{WorkflowStep, refers_to};

/// The parameter that names the trained version, once there is one.
const VERSION: &str = "SolutionVersionArn";
/// The condition under which the campaign is made.
const HAS_VERSION: &str = "HasSolutionVersion";

/// The steps as a template in JSON. Members that no type knows are left out of it and told in its metadata.
///
/// # Errors
/// When a choice cannot be made by a template, nor afterwards.
pub fn cloudformation(steps: &[WorkflowStep]) -> Result<String, InfrastructureError> {
    let gaps = gaps(steps)?;
    let mut resources = Map::new();
    let mut outputs = Map::new();
    for step in steps {
        let Some(kind) = step.operation.facts().cloudformation else { continue };
        let mut resource = json!({"Type": kind, "Properties": properties(step, steps)});
        if step.operation == Operation::CreateCampaign {
            resource["Condition"] = HAS_VERSION.into();
        }
        if let Some(behind) = behind(step, steps) {
            resource["DependsOn"] = json!(behind);
        }
        resources.insert(logical(&step.id), resource);
        if step.operation != Operation::CreateCampaign {
            let arn = pascal(step.operation.facts().arn);
            let value = json!({"Fn::GetAtt": [logical(&step.id), arn]});
            outputs.insert(format!("{}Arn", logical(&step.id)), json!({"Value": value}));
        }
    }
    let told: Vec<String> = gaps.iter().map(|gap| format!("{}: {}", gap.step, gap.text)).collect();
    let mut template = json!({
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "Amazon Personalize: datasets with their import, solution, and what serves it",
        "Metadata": {"ToDoBesides": told},
        "Resources": resources,
        "Outputs": outputs,
    });
    if steps.iter().any(|step| step.operation == Operation::CreateCampaign) {
        template["Parameters"] = json!({VERSION: {
            "Type": "String",
            "Default": "",
            "Description": "ARN of a trained solution version; empty until there is one",
        }});
        let is_empty = json!({"Fn::Equals": [{"Ref": VERSION}, ""]});
        template["Conditions"] = json!({HAS_VERSION: {"Fn::Not": [is_empty]}});
    }
    let mut text = serde_json::to_string_pretty(&template).unwrap_or_default();
    text.push('\n');
    Ok(text)
}

/// Datasets that a solution must not be made before: none of its properties names them.
fn behind(step: &WorkflowStep, steps: &[WorkflowStep]) -> Option<Vec<String>> {
    let needs_data = matches!(
        step.operation,
        Operation::CreateSolution | Operation::CreateFilter | Operation::CreateMetricAttribution
    );
    needs_data.then(|| {
        let datasets = steps.iter().filter(|step| step.operation == Operation::CreateDataset);
        datasets.map(|step| logical(&step.id)).collect()
    })
}

/// The properties of a step's resource; a dataset has its import within.
pub(super) fn properties(step: &WorkflowStep, steps: &[WorkflowStep]) -> Value {
    let mut parameters = step.parameters.clone();
    match step.operation {
        Operation::CreateSolution => {
            parameters.remove("performAutoTraining");
            if let Some(Value::Object(config)) = parameters.get_mut("solutionConfig") {
                config.retain(|name, _| {
                    !["eventsConfig", "autoTrainingConfig"].contains(&name.as_str())
                });
            }
            parameters
                .retain(|_, value| value.as_object().is_none_or(|members| !members.is_empty()));
        }
        Operation::CreateDataset => {
            let import = steps.iter().find(|other| {
                other.operation == Operation::CreateDatasetImportJob
                    && other.needs().any(|id| id == step.id)
            });
            if let Some(import) = import {
                let member = |name: &str| import.parameters.get(name).cloned();
                parameters.insert(
                    "datasetImportJob".to_owned(),
                    json!({
                        "jobName": member("jobName"),
                        "dataSource": member("dataSource"),
                        "roleArn": member("roleArn"),
                    }),
                );
            }
        }
        _ => {}
    }
    Value::Object(
        parameters.iter().map(|(name, value)| (pascal(name), property(name, value))).collect(),
    )
}

/// Maps whose keys are the user's own words, and not members.
const OF_OWN_KEYS: [&str; 3] =
    ["algorithmHyperParameters", "featureTransformationParameters", "itemExplorationConfig"];

fn property(name: &str, value: &Value) -> Value {
    if name == "solutionVersionArn" {
        return json!({"Ref": VERSION});
    }
    if let Some(id) = refers_to(value) {
        let arn = if name == "schemaArn" { "SchemaArn" } else { "DatasetGroupArn" };
        return json!({"Fn::GetAtt": [logical(id), arn]});
    }
    match value {
        Value::Object(members) if !OF_OWN_KEYS.contains(&name) => {
            members.iter().map(|(name, value)| (pascal(name), property(name, value))).collect()
        }
        Value::Array(values) => values.iter().map(|value| property(name, value)).collect(),
        other => other.clone(),
    }
}

/// A parameter's name as a property: with a capital letter.
pub(super) fn pascal(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

/// The name of a resource within the template: letters and digits alone.
fn logical(id: &str) -> String {
    let word = |word: &str| pascal(word);
    id.split(|sign: char| !sign.is_ascii_alphanumeric()).map(word).collect()
}
