//! The parts of a workflow that CloudFormation, and so Terraform's `awscc`, does not know.

use serde_json::Value;

use super::shell::quoted;
use crate::workflow::operation::Operation;
use crate::workflow::step::WorkflowStep;

/// A part that has to be done otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The step.
    pub step: String,
    /// The reason, and what to do.
    pub text: String,
}

/// A choice that cannot be made up for afterwards.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InfrastructureError {
    /// A parameter of a solution that no template can set.
    #[error(
        "CloudFormation's solution has no `{0}`, and it cannot be added to a solution that is there: leave it out, or plan \
         `boto3` or `cli`"
    )]
    Parameter(&'static str),
    /// A dataset type that no template knows.
    #[error(
        "CloudFormation knows interactions, items and users alone, not `{0}`: plan `boto3` or `cli`"
    )]
    Dataset(String),
    /// Rows that are to be added to those that are there.
    #[error(
        "CloudFormation's import is a full one: plan `boto3` or `cli` for an incremental import"
    )]
    Incremental,
}

/// The gaps of `steps`, in their order.
///
/// # Errors
/// When a choice cannot be made by a template, nor afterwards.
pub fn gaps(steps: &[WorkflowStep]) -> Result<Vec<Gap>, InfrastructureError> {
    let mut found = Vec::new();
    for step in steps {
        check(step)?;
        if let Some(text) = gap(step) {
            found.push(Gap { step: step.id.clone(), text });
        }
    }
    Ok(found)
}

fn check(step: &WorkflowStep) -> Result<(), InfrastructureError> {
    match step.operation {
        Operation::CreateSolution => {
            let config = step.parameters.get("solutionConfig");
            let has = |name: &str| config.is_some_and(|config| config.get(name).is_some());
            if has("trainingDataConfig") {
                return Err(InfrastructureError::Parameter("trainingDataConfig"));
            }
        }
        Operation::CreateDataset => {
            let name = step.parameters.get("datasetType").and_then(Value::as_str);
            let name = name.unwrap_or_default();
            if !["Interactions", "Items", "Users"].contains(&name) {
                return Err(InfrastructureError::Dataset(name.to_owned()));
            }
        }
        Operation::CreateDatasetImportJob
            if step.parameters.get("importMode").and_then(Value::as_str) == Some("INCREMENTAL") =>
        {
            return Err(InfrastructureError::Incremental);
        }
        _ => {}
    }
    Ok(())
}

fn gap(step: &WorkflowStep) -> Option<String> {
    match step.operation {
        Operation::CreateSolution => Some(after_solution(step)),
        Operation::CreateSolutionVersion => Some(
            "no type: `aws personalize create-solution-version --solution-arn SOLUTION_ARN` trains; give the ARN that \
             it answers to the parameter of the solution version, and a planned campaign is made"
                .to_owned(),
        ),
        Operation::CreateRecommender | Operation::CreateBatchInferenceJob => Some(format!(
            "no type: `aws personalize create-{}`, with the parameters that `personalize plan --to cli` prints",
            step.operation.resource_words('-')
        )),
        _ => None,
    }
}

/// The update that a solution needs once it is there.
fn after_solution(step: &WorkflowStep) -> String {
    let is_on = step.parameters.get("performAutoTraining") == Some(&Value::Bool(true));
    let switch = if is_on { "--perform-auto-training" } else { "--no-perform-auto-training" };
    let config = step.parameters.get("solutionConfig").and_then(Value::as_object);
    let members = ["autoTrainingConfig", "eventsConfig"];
    let update: serde_json::Map<String, Value> = config
        .into_iter()
        .flatten()
        .filter(|(name, _)| members.contains(&name.as_str()))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let update = if update.is_empty() {
        String::new()
    } else {
        format!(" --solution-update-config {}", quoted(&Value::Object(update).to_string()))
    };
    format!(
        "no property for automatic training, which is on without one, every seven days at full cost: `aws personalize \
         update-solution --solution-arn SOLUTION_ARN {switch}{update}`"
    )
}
