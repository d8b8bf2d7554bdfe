//! One statement more in a policy that is there: nothing of it is lost, and nothing widened.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::SID;
use super::meaning::{allows_all_of, is_public, may_deny, plain};
use super::members::Members;
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
    let raw = members.statements().map_err(MergeError::Unreadable)?;
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
    let statement = serde_json::to_string(&added);
    let statement = statement.map_err(|error| MergeError::Unreadable(error.to_string()))?;
    let text = members.with(&raw, &statement);
    if text.len() > POLICY_BYTES_MAX {
        return Err(MergeError::TooLong { bytes: text.len() });
    }
    Ok(Merged { text: Some(text), added: Some(added), kept, denies, narrower: None, wider: None })
}

/// Tells whether two policies say the same, whatever the order of their keys, statements and values; S3 gives back
/// a policy in its own form.
#[must_use]
pub fn same_policy(left: &str, right: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok().map(|value| plain(&value));
    read(left).is_some_and(|left| Some(left) == read(right))
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
