//! A statement of a policy.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

/// Values of one kind: the keys of a condition, or the accounts and services of a principal.
pub(super) type Values = BTreeMap<&'static str, String>;

/// A statement that allows something, its keys in the order in which AWS prints them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
pub struct Statement {
    /// Its name within the policy; the trust policy of the guide has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// `Allow`.
    pub effect: &'static str,
    /// The one who may; a policy of a role says it for the role itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub principal: Option<Values>,
    /// The operations, one as a text.
    #[serde(serialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany")]
    pub action: Vec<&'static str>,
    /// The resources; a trust policy has none.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "one_or_many")]
    #[schemars(with = "OneOrMany")]
    pub resource: Vec<String>,
    /// The conditions, by operator and key.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub condition: BTreeMap<&'static str, Values>,
}

/// A text, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "the schema alone needs it")]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

fn one_or_many<T: Serialize, S: serde::Serializer>(
    values: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match values {
        [one] => one.serialize(serializer),
        many => many.serialize(serializer),
    }
}
