//! A call with its parameters, in which ARNs of earlier steps stand as references.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::operation::Operation;

/// A call of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkflowStep {
    /// Its name within the workflow, such as `dataset-items`.
    pub id: String,
    /// The call.
    pub operation: Operation,
    /// The parameters, as the service's model has them; an ARN that an earlier step gives is a reference ([`arn_of`]).
    pub parameters: Map<String, Value>,
}

/// The member that marks a reference.
const REFERENCE: &str = "$arnOf";

/// The ARN that the step `id` gives.
#[must_use]
pub fn arn_of(id: &str) -> Value {
    json!({ REFERENCE: id })
}

/// The step whose ARN a value stands for, where it is a reference.
#[must_use]
pub fn refers_to(value: &Value) -> Option<&str> {
    let members = value.as_object().filter(|members| members.len() == 1)?;
    members.get(REFERENCE)?.as_str()
}

/// The step's name as one word of a programming language.
pub(super) fn identifier(id: &str) -> String {
    let allowed = |sign: char| if sign.is_ascii_alphanumeric() { sign } else { '_' };
    id.chars().map(allowed).collect()
}

impl WorkflowStep {
    /// The name that the resource gets.
    #[must_use]
    pub fn resource_name(&self) -> &str {
        let name = self.parameters.get(self.operation.facts().name);
        name.and_then(Value::as_str).unwrap_or_default()
    }

    /// The steps whose ARNs it needs.
    pub fn needs(&self) -> impl Iterator<Item = &str> {
        self.parameters.values().filter_map(refers_to)
    }
}
