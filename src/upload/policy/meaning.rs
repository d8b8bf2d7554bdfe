//! The meaning of statements that are there: what they allow, deny, and open to everybody.

use serde_json::Value;

use super::pattern::matches;
use super::statement::Statement;

/// A value with single texts as lists, and lists in order.
pub(super) fn plain(value: &Value) -> Value {
    match value {
        Value::Array(values) => {
            let mut values: Vec<Value> = values.iter().map(plain).collect();
            values.sort_by_key(Value::to_string);
            if let [one] = &values[..] { one.clone() } else { Value::Array(values) }
        }
        Value::Object(members) => {
            members.iter().map(|(key, value)| (key.clone(), plain(value))).collect()
        }
        other => other.clone(),
    }
}

/// One text, or several.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_everybody(statement: &Value) -> bool {
    let principal = &statement["Principal"];
    let mut named = texts(principal);
    named.extend(texts(&principal["AWS"]));
    named.contains(&"*")
}

/// Tells whether a statement opens the bucket to everybody. One with a condition does not as such: S3 itself is
/// asked besides.
pub(super) fn is_public(statement: &Value) -> bool {
    let has_condition = statement["Condition"].as_object().is_some_and(|all| !all.is_empty());
    statement["Effect"] == "Allow"
        && !has_condition
        && (is_everybody(statement) || statement.get("NotPrincipal").is_some())
}

/// Keys of conditions that name the account and the resource for which Personalize works.
const OF_ACCOUNTS: [&str; 2] = ["aws:sourceaccount", "aws:sourcearn"];

/// Operators that hold for the values they name.
const NARROWING: [&str; 5] =
    ["stringequals", "stringlike", "arnequals", "arnlike", "stringequalsignorecase"];

/// Tells whether `there` allows everything that `wanted` does, on no narrower condition.
pub(super) fn allows_all_of(there: &Value, wanted: &Value) -> bool {
    let covers = |key: &str, fold: fn(&str) -> String| {
        let patterns: Vec<String> = texts(&there[key]).into_iter().map(fold).collect();
        texts(&wanted[key]).into_iter().all(|text| {
            let text = fold(text);
            patterns.iter().any(|pattern| matches(pattern, &text))
        })
    };
    let services = texts(&there["Principal"]["Service"]);
    let conditions = there["Condition"].as_object();
    // A grant to one account or its resources is not widened to all of them.
    let names_accounts = conditions.into_iter().flatten().all(|(operator, keys)| {
        let mut keys = keys.as_object().into_iter().flatten();
        NARROWING.contains(&&*operator.to_lowercase())
            && keys.all(|(key, _)| OF_ACCOUNTS.contains(&&*key.to_lowercase()))
    });
    let is_met = plain(&there["Condition"]) == plain(&wanted["Condition"])
        || (names_accounts && wanted.get("Condition").is_none());
    let no_condition = conditions.is_none_or(serde_json::Map::is_empty);
    there["Effect"] == "Allow"
        && texts(&wanted["Principal"]["Service"]).iter().all(|one| services.contains(one))
        // What is asked of the resource and of the action in another way is not followed.
        && ["NotAction", "NotResource", "NotPrincipal"].iter().all(|key| there.get(key).is_none())
        && covers("Action", str::to_lowercase)
        && covers("Resource", str::to_owned)
        && (no_condition || is_met)
}

/// Keys of conditions that Personalize's requests always meet: they come encrypted.
const HARMLESS: [&str; 2] = ["aws:securetransport", "s3:tlsversion"];

/// Tells whether a statement denies what `wanted` allows, unless it asks for encryption on the way alone.
pub(super) fn may_deny(statement: &Value, wanted: &Statement) -> bool {
    if statement["Effect"] != "Deny" {
        return false;
    }
    let actions = texts(&statement["Action"]);
    let touches = |pattern: &&str| {
        let pattern = pattern.to_lowercase();
        wanted.action.iter().any(|action| matches(&pattern, &action.to_lowercase()))
    };
    let touches = statement.get("NotAction").is_some() || actions.iter().any(touches);
    let overlaps = |pattern: &&str| {
        wanted.resource.iter().any(|one| matches(pattern, one) || matches(one, pattern))
    };
    let resources = texts(&statement["Resource"]);
    let touches =
        touches && (statement.get("NotResource").is_some() || resources.iter().any(overlaps));
    let principal = &statement["Principal"];
    let aims = is_everybody(statement)
        || statement.get("NotPrincipal").is_some()
        || principal.get("Service").is_some();
    let operators = statement["Condition"].as_object();
    let mut keys = operators.into_iter().flatten().filter_map(|(_, keys)| keys.as_object());
    let is_harmless = operators.is_some_and(|all| !all.is_empty())
        && keys.all(|keys| keys.keys().all(|key| HARMLESS.contains(&&*key.to_lowercase())));
    touches && aims && !is_harmless
}
