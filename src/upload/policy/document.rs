//! The policies as the guide has them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::statement::{Statement, Values};
use crate::store::{LocationError, check_bucket};

/// The service's name among principals.
const SERVICE: &str = "personalize.amazonaws.com";
const VERSION: &str = "2012-10-17";
/// The name of the statement in the guide's policies.
pub(super) const SID: &str = "PersonalizeS3BucketAccessPolicy";

/// A policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "PascalCase")]
#[schemars(title = "A policy of IAM")]
pub struct Policy {
    version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'static str>,
    statement: Vec<Statement>,
}

/// The operations of Personalize on a bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BucketUse {
    /// It reads what is imported.
    Import,
    /// It also writes: the output of batch jobs, exported datasets, metrics of an attribution.
    ImportAndOutput,
}

/// The extent of a permission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The bucket.
    pub bucket: String,
    /// The folder in it; empty for the whole bucket.
    pub prefix: String,
    /// The operations.
    pub bucket_use: BucketUse,
    /// The account whose Personalize it is: without it, that of any account could be led to read the bucket.
    pub account: Option<String>,
    /// The region, from which the partition of AWS follows.
    pub region: Option<String>,
}

/// The reason that a policy cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum AccountError {
    /// A text that is no account.
    #[error("`{text}` is no AWS account: expected 12 digits")]
    Account {
        /// The text as typed.
        text: String,
    },
    /// A text that is no region.
    #[error("`{text}` is no AWS region: expected a name such as eu-west-1")]
    Region {
        /// The text as typed.
        text: String,
    },
    /// A text that is no ARN of the kind that is wanted.
    #[error("`{text}`: expected {expected}")]
    Arn {
        /// The text as typed.
        text: String,
        /// The form that was expected.
        expected: &'static str,
    },
    /// A prefix that a policy would take for a pattern.
    #[error(
        "the prefix `{text}`: `*`, `?` and `$` would stand for other folders too in a policy; choose another prefix"
    )]
    Prefix {
        /// The text as typed.
        text: String,
    },
    /// A name that cannot be a bucket's.
    #[error(transparent)]
    Bucket(#[from] LocationError),
}

impl Scope {
    /// The whole bucket, read by Personalize, as in the guide.
    #[must_use]
    pub fn of_bucket(bucket: &str) -> Self {
        Self {
            bucket: bucket.to_owned(),
            prefix: String::new(),
            bucket_use: BucketUse::Import,
            account: None,
            region: None,
        }
    }

    fn check(&self) -> Result<(), AccountError> {
        check_bucket(&self.bucket)?;
        // In a policy they stand for any text, or for a variable.
        if self.prefix.contains(['*', '?', '$']) {
            return Err(AccountError::Prefix { text: self.prefix.clone() });
        }
        self.account.as_deref().map_or(Ok(()), check_account)?;
        self.region.as_deref().map_or(Ok(()), check_region)
    }

    fn resources(&self) -> Vec<String> {
        let partition = partition(self.region.as_deref());
        let folder =
            if self.prefix.is_empty() { String::new() } else { format!("{}/", self.prefix) };
        let bucket = format!("arn:{partition}:s3:::{}", self.bucket);
        vec![bucket.clone(), format!("{bucket}/{folder}*")]
    }

    fn actions(&self) -> Vec<&'static str> {
        match self.bucket_use {
            BucketUse::Import => vec!["s3:GetObject", "s3:ListBucket"],
            BucketUse::ImportAndOutput => vec!["s3:GetObject", "s3:ListBucket", "s3:PutObject"],
        }
    }

    fn condition(&self) -> BTreeMap<&'static str, Values> {
        let account = self.account.iter();
        account.map(|id| ("StringEquals", [("aws:SourceAccount", id.clone())].into())).collect()
    }

    /// The statement of a bucket's policy.
    ///
    /// # Errors
    /// When bucket, account or region cannot be those of AWS.
    pub fn statement(&self) -> Result<Statement, AccountError> {
        self.check()?;
        Ok(Statement {
            sid: Some(SID.to_owned()),
            effect: "Allow",
            principal: Some([("Service", SERVICE.to_owned())].into()),
            action: self.actions(),
            resource: self.resources(),
            condition: self.condition(),
        })
    }
}

/// The policy of a bucket, for imports, and for output where it is asked for.
///
/// # Errors
/// When bucket, account or region cannot be those of AWS.
pub fn bucket_policy(scope: &Scope) -> Result<Policy, AccountError> {
    Ok(Policy { version: VERSION, id: Some(SID), statement: vec![scope.statement()?] })
}

/// The policy of the service role: the same without a principal, and the use of a key where objects are encrypted.
///
/// # Errors
/// When bucket, region or key cannot be those of AWS.
pub fn role_policy(scope: &Scope, kms_key: Option<&str>) -> Result<Policy, AccountError> {
    // A policy of one's own role needs no account: nobody else can take it.
    let scope = Scope { account: None, ..scope.clone() };
    let mut statement = vec![Statement { principal: None, ..scope.statement()? }];
    if let Some(key) = kms_key {
        check_key(key)?;
        statement.push(Statement {
            sid: Some("PersonalizeKeyAccess".to_owned()),
            effect: "Allow",
            principal: None,
            action: KEY_ACTIONS.to_vec(),
            resource: vec![key.to_owned()],
            condition: BTreeMap::new(),
        });
    }
    Ok(Policy { version: VERSION, id: None, statement })
}

/// The policy that lets the Personalize of one account and region, and no other, take the role.
///
/// # Errors
/// When account or region cannot be those of AWS.
pub fn trust_policy(account: &str, region: &str) -> Result<Policy, AccountError> {
    check_account(account)?;
    check_region(region)?;
    let source = format!("arn:{}:personalize:{region}:{account}:*", partition(Some(region)));
    let condition = [
        ("StringEquals", Values::from([("aws:SourceAccount", account.to_owned())])),
        ("StringLike", Values::from([("aws:SourceArn", source)])),
    ];
    let statement = Statement {
        sid: None,
        effect: "Allow",
        principal: Some([("Service", SERVICE.to_owned())].into()),
        action: vec!["sts:AssumeRole"],
        resource: Vec::new(),
        condition: condition.into(),
    };
    Ok(Policy { version: VERSION, id: None, statement: vec![statement] })
}

/// The operations on a key that the role needs.
const KEY_ACTIONS: [&str; 4] =
    ["kms:Decrypt", "kms:GenerateDataKey", "kms:DescribeKey", "kms:ListGrants"];

/// The statement to add to a key's policy, so that Personalize and its role may use the key.
///
/// # Errors
/// When the role cannot be one of AWS.
pub fn kms_policy(role: &str) -> Result<Policy, AccountError> {
    check_role(role)?;
    let mut action = KEY_ACTIONS.to_vec();
    // Only the key's own policy can allow it to the service.
    action.insert(3, "kms:CreateGrant");
    let statement = Statement {
        sid: Some("PersonalizeKeyAccess".to_owned()),
        effect: "Allow",
        principal: Some([("AWS", role.to_owned()), ("Service", SERVICE.to_owned())].into()),
        action,
        // In a key's policy it means this key.
        resource: vec!["*".to_owned()],
        condition: BTreeMap::new(),
    };
    Ok(Policy { version: VERSION, id: Some("personalize-key-access"), statement: vec![statement] })
}

/// The partition of AWS that a region belongs to.
fn partition(region: Option<&str>) -> &'static str {
    match region {
        Some(region) if region.starts_with("cn-") => "aws-cn",
        Some(region) if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

fn check_account(text: &str) -> Result<(), AccountError> {
    let is_right = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_right { Ok(()) } else { Err(AccountError::Account { text: text.to_owned() }) }
}

fn check_region(text: &str) -> Result<(), AccountError> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_word =
        |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_right = parts.len() >= 3
        && parts[..parts.len() - 1].iter().all(is_word)
        && parts.last().is_some_and(|last| last.parse::<u8>().is_ok());
    if is_right { Ok(()) } else { Err(AccountError::Region { text: text.to_owned() }) }
}

/// Checks the ARN of a role by the service's pattern.
///
/// # Errors
/// When it is another text.
pub fn check_role(text: &str) -> Result<(), AccountError> {
    let expected = "arn:aws:iam::ACCOUNT:role/NAME";
    let wrong = || AccountError::Arn { text: text.to_owned(), expected };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = parts[..] else { return Err(wrong()) };
    check_account(account).map_err(|_| wrong())?;
    let name = resource.strip_prefix("role/").filter(|name| !name.is_empty()).ok_or_else(wrong)?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"+=,.@-_/".contains(&byte);
    let is_right = partition.starts_with("aws") && name.bytes().all(allowed);
    if is_right { Ok(()) } else { Err(wrong()) }
}

/// Checks the ARN of a key by the service's pattern.
///
/// # Errors
/// When it is another text.
pub fn check_key(text: &str) -> Result<(), AccountError> {
    let expected = "arn:aws:kms:REGION:ACCOUNT:key/ID";
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let is_right = matches!(parts[..], ["arn", partition, "kms", region, account, resource]
        if partition.starts_with("aws")
            && !region.is_empty()
            && check_account(account).is_ok()
            && resource.strip_prefix("key/").is_some_and(|id| !id.is_empty()));
    if is_right { Ok(()) } else { Err(AccountError::Arn { text: text.to_owned(), expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(policy: Result<Policy, AccountError>) -> String {
        serde_json::to_string(&policy.expect("right names")).expect("plain text")
    }

    #[test]
    fn the_policy_of_a_bucket_is_the_guides_and_nothing_more() {
        let expected = r#"{"Version":"2012-10-17","Id":"PersonalizeS3BucketAccessPolicy","Statement":[{"Sid":"PersonalizeS3BucketAccessPolicy","Effect":"Allow","Principal":{"Service":"personalize.amazonaws.com"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::my-bucket","arn:aws:s3:::my-bucket/*"]}]}"#;
        assert_eq!(written(bucket_policy(&Scope::of_bucket("my-bucket"))), expected);
        assert!(bucket_policy(&Scope::of_bucket("a\"b")).is_err());
    }

    #[test]
    fn a_prefix_an_account_and_a_partition_narrow_it() {
        let scope = Scope {
            prefix: "movies".into(),
            account: Some("123456789012".into()),
            region: Some("cn-north-1".into()),
            ..Scope::of_bucket("my-bucket")
        };
        let written = written(bucket_policy(&scope));
        assert!(written.contains(r#""arn:aws-cn:s3:::my-bucket/movies/*""#), "{written}");
        let condition = r#""Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"}}"#;
        assert!(written.contains(condition), "{written}");
    }

    #[test]
    fn the_trust_policy_is_the_guides() {
        let expected = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"personalize.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"123456789012"},"StringLike":{"aws:SourceArn":"arn:aws:personalize:eu-west-1:123456789012:*"}}}]}"#;
        assert_eq!(written(trust_policy("123456789012", "eu-west-1")), expected);
        assert!(trust_policy("12345678901", "eu-west-1").is_err());
        assert!(trust_policy("123456789012", "europe").is_err());
    }

    #[test]
    fn names_of_other_things_are_no_roles_and_no_keys() {
        assert!(check_role("arn:aws:iam::123456789012:role/service-role/Personalize").is_ok());
        for text in ["Personalize", "arn:aws:iam::123456789012:user/x", "arn:aws:iam::1:role/x"] {
            assert!(check_role(text).is_err(), "{text}");
        }
        assert!(check_key("arn:aws:kms:eu-west-1:123456789012:key/1-2").is_ok());
        assert!(check_key("alias/personalize").is_err());
    }
}
