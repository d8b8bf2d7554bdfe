//! One statement more in a policy that is there: nothing of it is lost, and nothing widened.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use super::document::SID;
use super::pattern::matches;
use super::statement::Statement;

/// The most bytes of a bucket's policy: S3's own limit.
const POLICY_BYTES_MAX: usize = 20_480;

/// The reason that a policy is left as it is.
#[derive(Debug, thiserror::Error)]
pub enum MergeError {
    /// A policy that is no policy.
    #[error("the bucket's policy cannot be read: {0}; nothing was changed")]
    Unreadable(String),
    /// A statement that opens the bucket to everybody.
    #[error(
        "the bucket is public: {0} allows everybody; the data of your users does not belong there, choose another \
         bucket"
    )]
    Public(String),
    /// No room for one statement more.
    #[error(
        "the policy would have {bytes} bytes, of which S3 allows {}; nothing was changed",
        POLICY_BYTES_MAX
    )]
    TooLong {
        /// The bytes that it would have.
        bytes: usize,
    },
}

/// The policy with the statement in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text to put; `None` where a statement that is there allows all of it already.
    pub text: Option<String>,
    /// The statement as it was added.
    pub added: Option<Statement>,
    /// The names of the statements that stay as they are.
    pub kept: Vec<String>,
    /// Statements that may keep Personalize out in spite of it.
    pub denies: Vec<String>,
    /// A statement that allows it for some accounts alone, where that is all there is.
    pub narrower: Option<String>,
    /// A statement that allows it for any account, where one account was asked for.
    pub wider: Option<String>,
}

/// Adds `wanted` to the policy `existing`. Every other byte of it stays as it is.
///
/// # Errors
/// When `existing` is no policy, is public, or has no room.
pub fn merge(existing: Option<&str>, wanted: &Statement) -> Result<Merged, MergeError> {
    let members: Members = match existing {
        Some(text) => {
            serde_json::from_str(text).map_err(|error| MergeError::Unreadable(error.to_string()))?
        }
        None => Members::empty(),
    };
    let raw = members.statements()?;
    let all: Vec<Value> = raw
        .iter()
        .map(|raw| serde_json::from_str(raw.get()))
        .collect::<Result<_, _>>()
        .map_err(|error| MergeError::Unreadable(error.to_string()))?;
    let kept: Vec<String> = all.iter().enumerate().map(|(at, one)| name(one, at)).collect();
    if let Some(at) = all.iter().position(is_public) {
        return Err(MergeError::Public(kept[at].clone()));
    }
    let denying = all.iter().zip(&kept).filter(|(one, _)| may_deny(one, wanted));
    let denies = denying.map(|(_, name)| name.clone()).collect();
    let value = serde_json::to_value(wanted).unwrap_or_default();
    let there = all.iter().position(|one| allows_all_of(one, &value));
    if let Some(at) = there {
        let is_equal = plain(&all[at]["Condition"]) == plain(&value["Condition"]);
        let has_condition = all[at]["Condition"].as_object().is_some_and(|all| !all.is_empty());
        let name = || Some(kept[at].clone());
        let narrower = if has_condition && !is_equal { name() } else { None };
        let wider = if !has_condition && !is_equal { name() } else { None };
        return Ok(Merged { text: None, added: None, kept, denies, narrower, wider });
    }
    let added = Statement { sid: Some(free_sid(&all)), ..wanted.clone() };
    let text = members.with(&raw, &added)?;
    Ok(Merged { text: Some(text), added: Some(added), kept, denies, narrower: None, wider: None })
}

/// Tells whether two policies say the same, whatever the order of their keys, statements and values; S3 gives back
/// a policy in its own form.
#[must_use]
pub fn same_policy(left: &str, right: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok().map(|value| plain(&value));
    read(left).is_some_and(|left| Some(left) == read(right))
}

/// A value with single texts as lists, and lists in order.
fn plain(value: &Value) -> Value {
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

/// The members of a JSON object in their order, each as it was written.
struct Members(Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a policy, which is a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members: Vec<(String, Box<RawValue>)> = Vec::new();
                while let Some((key, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    if members.iter().any(|(other, _)| *other == key) {
                        return Err(A::Error::custom(format!("`{key}` stands there twice")));
                    }
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

const STATEMENT: &str = "Statement";

impl Members {
    fn empty() -> Self {
        let raw = |text: &str| RawValue::from_string(text.to_owned()).ok();
        let version = raw(r#""2012-10-17""#).map(|value| ("Version".to_owned(), value));
        let statement = raw("[]").map(|value| (STATEMENT.to_owned(), value));
        Self(version.into_iter().chain(statement).collect())
    }

    /// The statements, of which one alone need not stand in a list.
    fn statements(&self) -> Result<Vec<Box<RawValue>>, MergeError> {
        let found = self.0.iter().find(|(key, _)| key == STATEMENT);
        let (_, found) =
            found.ok_or_else(|| MergeError::Unreadable("no `Statement`".to_owned()))?;
        if found.get().trim_start().starts_with('{') {
            return Ok(vec![found.clone()]);
        }
        serde_json::from_str(found.get()).map_err(|error| MergeError::Unreadable(error.to_string()))
    }

    /// The policy with one statement more.
    fn with(&self, raw: &[Box<RawValue>], added: &Statement) -> Result<String, MergeError> {
        let added = serde_json::to_string(added);
        let added = added.map_err(|error| MergeError::Unreadable(error.to_string()))?;
        let mut statements: Vec<&str> = raw.iter().map(|one| one.get()).collect();
        statements.push(&added);
        let statements = format!("[{}]", statements.join(","));
        let member = |(key, value): &(String, Box<RawValue>)| {
            let value = if key == STATEMENT { &statements } else { value.get() };
            format!("{}:{value}", Value::from(key.as_str()))
        };
        let members: Vec<String> = self.0.iter().map(member).collect();
        let text = format!("{{{}}}", members.join(","));
        if text.len() > POLICY_BYTES_MAX {
            return Err(MergeError::TooLong { bytes: text.len() });
        }
        Ok(text)
    }
}

fn name(statement: &Value, at: usize) -> String {
    match statement["Sid"].as_str() {
        Some(sid) if !sid.is_empty() => format!("statement `{sid}`"),
        _ => format!("statement {}", at + 1),
    }
}

/// The guide's name for the statement, with a number where that is taken.
fn free_sid(all: &[Value]) -> String {
    let taken: BTreeSet<&str> = all.iter().filter_map(|one| one["Sid"].as_str()).collect();
    let numbered = (2_u64..).map(|number| format!("{SID}{number}"));
    let mut names = std::iter::once(SID.to_owned()).chain(numbered);
    names.find(|name| !taken.contains(&**name)).unwrap_or_default()
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
fn is_public(statement: &Value) -> bool {
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
fn allows_all_of(there: &Value, wanted: &Value) -> bool {
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
fn may_deny(statement: &Value, wanted: &Statement) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::upload::policy::Scope;

    fn wanted() -> Statement {
        Scope { prefix: "one".into(), ..Scope::of_bucket("films") }.statement().expect("right")
    }

    const OURS: &str = r#"{"Sid":"PersonalizeS3BucketAccessPolicy","Effect":"Allow","Principal":{"Service":"personalize.amazonaws.com"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::films","arn:aws:s3:::films/one/*"]}"#;

    #[test]
    fn a_bucket_without_a_policy_gets_one_of_this_statement() {
        let merged = merge(None, &wanted()).expect("merged");
        let expected = format!(r#"{{"Version":"2012-10-17","Statement":[{OURS}]}}"#);
        assert_eq!(merged.text.as_deref(), Some(&*expected));
        // Once there, nothing is added.
        assert_eq!(merge(Some(&expected), &wanted()).expect("merged").text, None);
    }

    #[test]
    fn every_byte_of_what_is_there_stays() {
        let first = r#"{ "Sid" : "Logs","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"s3:*","Resource":"arn:aws:s3:::films/logs/*","Condition":{"Bool":{"aws:SecureTransport":true}} }"#;
        let existing = format!(
            "{{\n  \"Id\": \"old\",\n  \"Version\": \"2008-10-17\",\n  \"Statement\": {first}\n}}"
        );
        let merged = merge(Some(&existing), &wanted()).expect("merged");
        let expected =
            format!(r#"{{"Id":"old","Version":"2008-10-17","Statement":[{first},{OURS}]}}"#);
        assert_eq!(merged.text, Some(expected));
        assert_eq!(merged.kept, ["statement `Logs`"]);
        assert!(merged.denies.is_empty());
    }

    #[test]
    fn a_narrower_grant_of_the_same_name_stays_beside_ours() {
        let other = OURS.replace("films/one", "films/two");
        let existing = format!(r#"{{"Version":"2012-10-17","Statement":[{other}]}}"#);
        let text = merge(Some(&existing), &wanted()).expect("merged").text.expect("added");
        assert!(
            text.contains(&other) && text.contains("PersonalizeS3BucketAccessPolicy2"),
            "{text}"
        );
        // A grant to one account is not widened to all, and said to be one.
        let of_account = |operator: &str| {
            let condition = format!(
                r#"],"Condition":{{"{operator}":{{"aws:SourceAccount":"123456789012"}}}}}}"#
            );
            let narrow = OURS.replace("]}", &condition);
            format!(r#"{{"Version":"2012-10-17","Statement":[{narrow}]}}"#)
        };
        let merged = merge(Some(&of_account("StringEquals")), &wanted()).expect("merged");
        assert_eq!((merged.text, merged.wider), (None, None));
        assert!(merged.narrower.is_some());
        let all_but_one = merge(Some(&of_account("StringNotEquals")), &wanted()).expect("merged");
        assert!(all_but_one.text.is_some(), "the account may be the one that is left out");
        // One that holds for every account is said to be wider than what was asked for.
        let account = Scope {
            prefix: "one".into(),
            account: Some("123456789012".into()),
            ..Scope::of_bucket("films")
        };
        let open = format!(r#"{{"Version":"2012-10-17","Statement":[{OURS}]}}"#);
        let merged = merge(Some(&open), &account.statement().expect("right")).expect("merged");
        assert_eq!((merged.text, merged.narrower), (None, None));
        assert!(merged.wider.is_some());
        // The grant of the whole bucket covers the folder.
        let wider = OURS.replace("films/one/*", "films/*").replace("s3:GetObject", "s3:Get*");
        let existing = format!(r#"{{"Version":"2012-10-17","Statement":[{wider}]}}"#);
        assert_eq!(merge(Some(&existing), &wanted()).expect("merged").text, None);
    }

    #[test]
    fn a_public_bucket_and_an_unreadable_policy_are_refused() {
        for principal in [r#""*""#, r#"{"AWS":"*"}"#, r#"{"AWS":["*"]}"#] {
            let existing = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject","Resource":"*"}}}}"#
            );
            let refused = merge(Some(&existing), &wanted()).expect_err("public").to_string();
            assert!(refused.contains("statement 1 allows everybody"), "{refused}");
        }
        for text in ["", "[]", "{}", r#"{"Statement":[],"Statement":[]}"#, r#"{"Statement":[1}"#] {
            assert!(
                matches!(merge(Some(text), &wanted()), Err(MergeError::Unreadable(_))),
                "{text}"
            );
        }
        let long = format!(r#"{{"Id":"{}","Statement":[]}}"#, "x".repeat(20_400));
        assert!(matches!(merge(Some(&long), &wanted()), Err(MergeError::TooLong { .. })));
    }

    #[test]
    fn what_keeps_personalize_out_is_named_and_encryption_on_the_way_is_not() {
        let deny = |sid: &str, condition: &str| {
            format!(
                r#"{{"Sid":"{sid}","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::films/*","Condition":{condition}}}"#
            )
        };
        let vpc = deny("OnlyVpc", r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#);
        let tls = deny("OnlyTls", r#"{"Bool":{"aws:SecureTransport":"false"}}"#);
        let other = deny("Other", r#"{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}"#);
        let other = other.replace("films/*", "films/two/*");
        let existing = format!(r#"{{"Version":"2012-10-17","Statement":[{vpc},{tls},{other}]}}"#);
        let merged = merge(Some(&existing), &wanted()).expect("merged");
        assert_eq!(merged.denies, ["statement `OnlyVpc`"]);
    }

    #[test]
    fn one_policy_in_two_forms_is_the_same() {
        let left =
            r#"{"Version":"1","Statement":[{"Action":["a","b"],"Resource":["x"]},{"Action":"c"}]}"#;
        let right =
            r#"{"Statement":[{"Action":"c"},{"Resource":"x","Action":["b","a"]}],"Version":"1"}"#;
        assert!(same_policy(left, right));
        assert!(!same_policy(left, &right.replace("\"a\"", "\"z\"")));
    }
}
